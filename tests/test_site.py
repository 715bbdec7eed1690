"""docs/ as a site: built without a warning, whole, and it asks nobody else for anything."""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import tjgraph

pytest.importorskip("material", reason="needs tjgraph[docs]")

ROOT = Path(__file__).resolve().parent.parent
FETCHED = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//[^>]*>")


def test_the_site_is_whole_and_fetches_nothing_from_elsewhere(tmp_path: Path, browser: Browser) -> None:
    """One test, since workers of a run would each build the site."""
    site = built(tmp_path / "site")
    every_page_is_there(site)
    for page in site.rglob("*.html"):
        found = FETCHED.findall(page.read_text(encoding="utf-8"))
        assert not [tag for tag in found if 'rel="canonical"' not in tag], page
    its_search_finds_chinese_and_asks_nobody(site, browser)


def built(directory: Path) -> Path:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(directory)]
    result = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return directory


def every_page_is_there(site: Path) -> None:
    for source in [*(ROOT / "docs").rglob("*.md")]:
        assert (site / source.relative_to(ROOT / "docs")).with_suffix(".html").is_file(), source
    python = (site / "reference" / "python.html").read_text(encoding="utf-8")
    public = [getattr(tjgraph, name) for name in tjgraph.__all__ if name[0] != "_"]
    assert all(f'id="{thing.__module__}.{thing.__qualname__}"' in python for thing in public)
    ontology = (site / "reference" / "ontology.html").read_text(encoding="utf-8")
    assert "undertakes" in ontology and "承担" in ontology
    queries = (site / "reference" / "queries.html").read_text(encoding="utf-8")
    assert all(f'id="{query.stem}"' in queries for query in (ROOT / "queries").glob("*.rq"))
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert any("南港工业区" in page["text"].replace("\u200b", "") for page in index["docs"])  # words are marked


def its_search_finds_chinese_and_asks_nobody(site: Path, browser: Browser) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    tab = browser.new_page()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here = f"http://127.0.0.1:{server.server_port}/"
        tab.goto(f"{here}index.html")
        tab.keyboard.press("/")
        tab.keyboard.type("南港")
        tab.wait_for_selector(".md-search-result__item")
        tab.close()
        server.shutdown()
    assert not complaints
    assert [url for url in asked if not url.startswith((here, "data:", "blob:"))] == []
