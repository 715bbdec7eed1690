"""A page to test: a small invented network, one of hostile names, and a reader who opens them in a browser."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import networkx as nx
from playwright.sync_api import Browser, Page

from tjgraph.model import Evidence
from tjgraph.query.figures import Figure

TEXT = (
    "海蓝新材落户临港工业园，海蓝新材建成电解槽生产线。"
    "星河大学与临港工业园共建氢能研究院。"
    "临港工业园做强氢能产业，沙洲大桥开工建设。"
)
HOSTILE = [
    "<img src=x onerror=window.hit=1>",
    "</script><script>window.hit=1</script>",
    "<!--<script>",
    "javascript:window.hit=1",
    "\u202e倒写的名称\u202c",
    "\"'`${window.hit=1}{{7*7}}",
    "=HYPERLINK(1)",
    "\x00\x08\ufffe控制",
    "&node=x#edge=%00&to=+",
    "2025",
    "007",
    "href",
    "很长的名称" * 60,
]

Network = nx.MultiDiGraph


def sentence(name: str) -> Evidence:
    at = TEXT.index(name)
    start, end = TEXT.rfind("。", 0, at) + 1, TEXT.index("。", at) + 1
    return Evidence(TEXT[start:end], start, end, "example-2025")


def add(network: Network, label: str, type_: str, *, aliases: tuple[str, ...] = (), status: str = "") -> None:
    found = [Evidence(label, m.start(), m.end(), "example-2025") for m in re.finditer(re.escape(label), TEXT)]
    statuses = ((status, 2025, sentence(label)),) if status else ()
    network.add_node(
        f"id/{label}", label=label, type=type_, aliases=aliases, mentions=tuple(found), statuses=statuses,
        sentences=tuple({sentence(label)} if found else ()),
    )  # fmt: skip


def relate(network: Network, subject: str, predicate: str, label: str, target: str, year: int, **data: Any) -> None:
    said = {"years": (year,), "evidence": (sentence(subject),), "background": False}
    ends = f"id/{subject}", f"id/{target}"
    network.add_edge(*ends, key=f"claim/{predicate}/{ends}", predicate=predicate, label=label, **said | data)


def sample() -> Network:
    network = nx.MultiDiGraph()
    add(network, "海蓝新材", "Enterprise", aliases=("海蓝",))
    add(network, "临港工业园", "Park", aliases=("临港", "临"))
    add(network, "氢能研究院", "Institution")
    add(network, "星河大学", "Institution")
    add(network, "氢能", "Industry")
    figure = Figure(
        iri="id/f", indicator_iri="id/产值", indicator="产值", subject="id/氢能", value=Decimal(52000000000), unit="元",
        year=2025, since=None, kind="target", change="level", qualifier="about", evidence=(sentence("氢能"),),
    )  # fmt: skip
    network.nodes["id/氢能"]["figures"] = (figure,)
    add(network, "沙洲大桥", "Project", status="started")
    relate(network, "海蓝新材", "locatedIn", "位于", "临港工业园", 2024)
    relate(network, "星河大学", "locatedIn", "位于", "临港工业园", 2025, background=True, evidence=())
    relate(network, "临港工业园", "inIndustry", "所属产业", "氢能", 2025)
    return network


class Reader:
    """A page opened from disk; what it asks for, logs and shows."""

    def __init__(self, browser: Browser, path: Path, **context: Any) -> None:
        self.requests: list[str] = []
        self.trouble: list[str] = []
        size = context.pop("size", (1200, 800))
        self.page: Page = browser.new_page(
            viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", **context
        )
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.trouble.append(message.text))
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.trouble.append("dialog"), dialog.dismiss()))
        self.page.goto(path.as_uri())

    def search(self, text: str) -> None:
        self.page.fill("#search", text)
        self.page.keyboard.press("Enter")

    def heading(self) -> str | None:
        """What the panel is about; None where nothing is chosen."""
        heading = self.page.locator("#panel h2")
        return heading.inner_text() if heading.count() else None

    def address(self) -> str:
        return unquote(self.page.url.partition("#")[2])

    def grave(self) -> list[object]:
        """What axe finds that is serious or critical."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, options={"resultTypes": ["violations"]}).response["violations"]
        return [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")]

    def saved(self, label: str) -> bytes:
        self.page.click("#export summary")
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=label).click()
        return Path(download.value.path()).read_bytes()

    def click_middle(self, x: float = 0, y: float = 0) -> None:
        self.page.mouse.click(*self.middle(x, y))

    def middle(self, x: float = 0, y: float = 0) -> tuple[float, float]:
        box = self.page.locator("#map").bounding_box()
        assert box
        return box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y

    def text(self, selector: str) -> str:
        return self.page.inner_text(selector)

    def marks(self, way: int) -> set[str]:
        return set(self.page.locator(f"mark.way{way}").all_inner_texts())
