"""For all tests: hypothesis measures no time, since machines are shared; what is shared is made once a process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus_samples import write_reports
from graph_samples import FACTS
from hypothesis import settings
from page_samples import Reader, sample
from playwright.sync_api import Browser, sync_playwright

from tjgraph import KnowledgeGraph, build_corpus, resources
from tjgraph.graph.turtle import write_turtle
from tjgraph.views.page import write_page

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; Playwright allows one synchronous instance in a process, so all tests share it."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        reason = "需要 Chromium：apt-get install -y chromium fonts-noto-cjk"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the graphs of the invented reports in corpus_samples.py."""
    directory = tmp_path_factory.mktemp("corpus")
    build_corpus(write_reports(directory / "reports"), directory / "graphs")
    return directory / "graphs"


@pytest.fixture(scope="session")
def real() -> KnowledgeGraph:
    """The bundled graph, with background."""
    return KnowledgeGraph.load([resources.bundled_graph()])


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """The graph of the facts in graph_samples.py, without background."""
    path = tmp_path_factory.mktemp("small") / "haizhou-2031.ttl"
    write_turtle(FACTS, path)
    return KnowledgeGraph.load([path], background=False)


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the network in page_samples.py."""
    return write_page(sample(), tmp_path_factory.mktemp("page") / "page.html", title="示例报告").path


@pytest.fixture
def reader(browser: Browser, page_file: Path) -> Iterator[Reader]:
    """Somebody who has opened that page: nothing may go wrong in it, and nothing be asked for from elsewhere."""
    reader = Reader(browser, page_file)
    yield reader
    assert reader.trouble == []
    assert [url for url in reader.requests if not url.startswith(("file:", "data:"))] == []
    reader.page.close()
