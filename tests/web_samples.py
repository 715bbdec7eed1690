"""A site to test: a few invented reports, one of them full of hostile names, served by the real program."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.message import Message
from html.parser import HTMLParser
from pathlib import Path
from typing import IO
from urllib.parse import quote

import graph_samples as haizhou
import pytest
from corpus_samples import DALIAN_2031, DALIAN_2032
from playwright.sync_api import Browser, Page

from tjgraph import build
from tjgraph.graph.turtle import write_turtle
from tjgraph.model import Claim, Entity, Facts, Mention, Span
from tjgraph.reading import read_text

HOSTILE = (
    "<img src=x onerror=window.hit=1>公司",
    "</script><script>window.hit=1</script>公司",
    "<!--<script>公司",
    "javascript:window.hit=1公司",
    "\u202e倒写的名称\u202c公司",
    "\"'`${window.hit=1}{{7*7}}{%raw%}公司",
    "=HYPERLINK(1)公司",
    "../../etc/passwd公司",
    "#char=1,2?q=%41&公司",
    "很长的名称" * 60 + "公司",
)
PARK = "青石工业区<b onclick=window.hit=1>"


def hostile_text() -> str:
    listed = "".join(f"{name}落户{PARK}。" for name in HOSTILE)
    return f"2031年青石市<svg onload=window.hit=1>政府工作报告\n一、2030年工作回顾\n{listed}\n"


def hostile_facts() -> Facts:
    """Each hostile name is a company that lies in a hostile park, so that every page that shows names shows these."""
    text = hostile_text()
    document = replace(
        read_text(text, name="hostile-2031", place="青石市", year=2031), title=text.partition("\n")[0], place="青石"
    )

    def entity(type_: str, name: str) -> Entity:
        found = [Span(m.start(), m.end()) for m in re.finditer(re.escape(name), text)]
        return Entity(type_, name, (f"{name}别名",), tuple(Mention(span, name, "names/test") for span in found))

    things = (entity("City", "青石"), entity("Park", PARK), *(entity("Enterprise", name) for name in HOSTILE))
    claims = []
    for name in HOSTILE:
        start = text.index(f"{name}落户{PARK}")
        span = Span(start, start + len(f"{name}落户{PARK}"))
        claims.append(Claim(f"enterprise/{name}", "locatedIn", f"park/{PARK}", 2030, span, "frames/test"))
    return Facts(document, "city/青石", things, tuple(claims), ())


def write_site(directory: Path) -> Path:
    """The directory of graphs, with the reports' texts where the site finds them."""
    reports, triples = directory / "reports", directory / "triples"
    reports.mkdir()
    triples.mkdir()
    document = read_text(haizhou.TEXT, name="haizhou-2031", place="海州", year=2031)
    for facts in (replace(haizhou.FACTS, document=document), hostile_facts()):
        (reports / f"{facts.document.name}.txt").write_text(facts.document.text, encoding="utf-8")
        write_turtle(facts, triples / f"{facts.document.name}.ttl")
    for name, text in (("dalian-2031", DALIAN_2031), ("dalian-2032", DALIAN_2032)):
        (reports / f"{name}.txt").write_text(text, encoding="utf-8")
        build(reports / f"{name}.txt", triples)
    return triples


VOID = {"meta", "link", "input", "br", "path", "rect", "circle", "use"}


class Elements(HTMLParser):
    """The elements of a page: (name, attributes, text inside), in the order in which they begin."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}, []))
        if tag not in VOID:
            self._open.append(len(self.found) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}, []))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self.found[self._open.pop()][0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for index in self._open:
            self.found[index][2].append(data)


def holds_nothing_that_runs(html: str) -> None:
    """No script but the site's own files, no handler, no style, no link that runs or leads off the site."""
    for tag, attributes, _ in Elements(html).found:
        assert tag not in ("img", "iframe", "object", "embed", "style", "base", "b-hack"), tag
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
        if tag == "script":
            assert attributes.get("src", "").startswith("/static/") or attributes.get("type") == "application/json"
        for name in ("href", "src", "action", "formaction"):
            assert not attributes.get(name, "").lower().startswith(("javascript:", "data:", "//", "http:")), attributes


@dataclass(frozen=True)
class Reply:
    """What the server answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass(frozen=True)
class Site:
    """A running server."""

    address: str
    process: subprocess.Popen[bytes] = field(repr=False)

    def get(self, path: str, accept: str = "text/html", **headers: str) -> Reply:
        return self._ask(urllib.request.Request(self.address + path, headers={"Accept": accept, **headers}))

    def post(self, path: str, body: bytes, accept: str = "text/html", **headers: str) -> Reply:
        return self._ask(urllib.request.Request(self.address + path, body, {"Accept": accept, **headers}))

    def send(self, method: str, path: str) -> Reply:
        """A request of another kind, without a body."""
        return self._ask(urllib.request.Request(self.address + path, method=method))

    def _ask(self, request: urllib.request.Request) -> Reply:
        try:
            with _OPENER.open(request, timeout=60) as answer:
                return Reply(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.headers, error.read())


class _Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are answers like others."""

    def redirect_request(self, *given: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))


@contextlib.contextmanager
def serving(*graphs: Path) -> Iterator[Site]:
    """The program, serving ``graphs`` on a free port; it has to stop cleanly."""
    command = [sys.executable, "-m", "tjgraph", "serve", *(f"-g{graph}" for graph in graphs), "--port", "0"]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        process = subprocess.Popen(command, stderr=log)
        try:
            yield Site(_address(process, log), process)
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait(timeout=20)
        log.seek(0)
        assert "Traceback" not in log.read()
        assert status == 0


def _address(process: subprocess.Popen[bytes], log: IO[str]) -> str:
    """Where the server listens, once it says so."""
    while process.poll() is None:
        log.seek(0)
        if found := re.search(r"(http://[^/]+)/", log.read()):
            return found[1]
        time.sleep(0.1)
    log.seek(0)
    raise AssertionError(log.read())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(write_site(tmp_path_factory.mktemp("site"))) as running:
        yield running


class Reader:
    """Somebody at a browser: what pages ask for and complain of is kept."""

    def __init__(
        self, browser: Browser, site: Site, *, width: int = 1280, scheme: str = "light", script: bool = True
    ) -> None:
        self.site = site
        self.trouble: list[str] = []
        self._context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("request", lambda request: self._heard_request(request.url))
        self.page.on("console", lambda message: self.trouble.append(f"{self.page.url}: {message.text}"))
        self.page.on("pageerror", lambda error: self.trouble.append(f"{self.page.url}: {error}"))
        self.page.on("dialog", lambda dialog: (self.trouble.append("dialog"), dialog.dismiss()))

    def _heard_request(self, url: str) -> None:
        if not url.startswith((f"{self.site.address}/", "data:", "blob:")):
            self.trouble.append(f"asks {url}")

    def go(self, path: str, status: int = 200) -> Page:
        """Open a page; it has to answer with ``status``, unless it is the one that is open already."""
        answer = self.page.goto(self.site.address + path)
        assert answer is None or answer.status == status, path
        return self.page

    def close(self) -> None:
        self._context.close()


def entity(kind: str, name: str) -> str:
    """The path of the page of a thing."""
    return f"/e/{kind}/{quote(name, safe='')}"


PAGES = (
    "/",
    "/search?q=" + quote("工业"),
    "/search?q=" + quote("没有的东西啊"),
    "/ask",
    "/ask?q=" + quote("哪些企业与云台工业区有关？"),
    "/ask?q=" + quote("今天天气怎么样"),
    entity("park", "云台工业区"),
    entity("project", "深水码头项目"),
    entity("city", "海州"),
    entity("park", PARK),
    entity("enterprise", HOSTILE[0]),
    entity("enterprise", HOSTILE[-1]),
    entity("indicator", "港口吞吐量"),
    entity("unit", "吨"),
    "/report",
    "/report/haizhou-2031",
    "/report/hostile-2031",
    "/ledger",
    "/ledger?old=dalian-2031&new=dalian-2032",
    "/ledger?old=haizhou-2031",
    "/compare",
    "/compare?indicator=" + quote("地区生产总值") + "&place=" + quote("大连"),
    "/diff",
    "/diff?old=haizhou-2031&new=hostile-2031",
    "/diff?old=dalian-2031&new=dalian-2032&part=" + quote("数据"),
    "/table",
    "/table/Enterprise",
    "/table/Project?place=" + quote("大连"),
    "/table/figures",
    "/table/relations?year=1999",
    "/query",
    "/query/park-enterprises?park=" + quote("云台工业区"),
    "/query/count-by-type",
    "/editor",
    "/vocabulary",
)
"""Every kind of page, with much, with little and with hostile words in it."""
