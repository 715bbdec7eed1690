"""The page against plain pyvis: time to the first picture, and frames while dragging and zooming, in headless Chromium.

    python benchmarks/page.py [--quick]

Both draw the same things and relations: the bundled report's, repeated under changed names where more are wanted.
Plain pyvis is `Network()` with `add_node(id, label=…)` and `add_edge(…, label=…)` and nothing else set, its library put
into the page (`cdn_resources="in_line"`, since it draws nothing without a network otherwise). Ours is `write_page`.
Needs Chromium; without a GPU, as on a server, so trust the ratios.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
from playwright.sync_api import Browser, CDPSession, Page, TimeoutError, sync_playwright
from pyvis.network import Network

from tjgraph.graph.store import KnowledgeGraph
from tjgraph.query.network import to_networkx
from tjgraph.resources import bundled_graph
from tjgraph.views.page import write_page

SIZES = (100, 500, 2000)
CEILING = 60.0
"""Seconds after which we stop waiting for a first picture."""
_STEPS = 90

# The first shape that reaches a canvas in the document: then the picture is there at the next frame.
_WATCH = """(() => {
    const fill = CanvasRenderingContext2D.prototype.fill;
    CanvasRenderingContext2D.prototype.fill = function (...rest) {
        if (!window.firstPicture && this.canvas.isConnected) {
            window.firstPicture = 1e9;
            requestAnimationFrame(() => requestAnimationFrame(() => (window.firstPicture = performance.now())));
        }
        return fill.apply(this, rest);
    };
    window.frames_ = 0;
    const count = () => (window.frames_ += 1, requestAnimationFrame(count));
    requestAnimationFrame(count);
})()"""


@dataclass(frozen=True, slots=True)
class Row:
    """One way of drawing ``nodes`` things: seconds to write the file and to the first picture (None: over the ceiling),
    and while the picture is dragged and zoomed, milliseconds of the main thread a frame and frames a second."""

    nodes: int
    way: str
    size: int
    write: float
    first: float | None
    drag: float | None = None
    drag_rate: float | None = None
    zoom: float | None = None
    zoom_rate: float | None = None


def measure(quick: bool) -> list[Row]:
    """Rows for ours and plain pyvis at each of `SIZES`; ``quick`` keeps to the smallest."""
    source = to_networkx(KnowledgeGraph.load([bundled_graph()]))
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    rows = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as directory:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for write in WAYS.values():  # what both import is no part of what they take
            write(repeated(source, 10), Path(directory) / "warm.html")
        for size in SIZES[:1] if quick else SIZES:
            network = repeated(source, size)
            for way, write in WAYS.items():
                rows.append(_row(browser, network, way, write, Path(directory) / f"{size}.html"))
        browser.close()
    return rows


def table(rows: list[Row]) -> str:
    """The rows as Markdown; under each pair how many times ours is ahead."""
    lines = [
        "| 事物 | 画法 | 文件 | 写出 | 第一幅画面 | 拖动：毫秒/帧 | 拖动：帧/秒 | 缩放：毫秒/帧 | 缩放：帧/秒 |",
        "|---:|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for nodes in dict.fromkeys(row.nodes for row in rows):
        pair = {row.way: row for row in rows if row.nodes == nodes}
        lines += [f"| {nodes} | {way} | {' | '.join(_cells(row))} |" for way, row in pair.items()]
        lines.append(f"| | 几倍 | | | {' | '.join(_ratios(pair['pyvis'], pair[OURS]))} |")
    return "\n".join(lines) + "\n"


def _cells(row: Row) -> list[str]:
    first = f"{row.first:.2f} s" if row.first is not None else f"> {CEILING:.0f} s"
    moves = (row.drag, row.drag_rate, row.zoom, row.zoom_rate)
    return [f"{row.size / 1e6:.1f} MB", f"{row.write:.1f} s", first] + [f"{m:.1f}" if m else "—" for m in moves]


def _ratios(plain: Row, ours: Row) -> list[str]:
    """How many times ours is ahead of plain pyvis in each; "—" where that drew nothing that could be moved."""
    first = f"{'> ' if plain.first is None else ''}{(plain.first or CEILING) / (ours.first or CEILING):.1f}"
    pairs = [(plain.drag, ours.drag), (ours.drag_rate, plain.drag_rate)]
    pairs += [(plain.zoom, ours.zoom), (ours.zoom_rate, plain.zoom_rate)]
    return [first, *(f"{more / less:.1f}" if more and less else "—" for more, less in pairs)]


def repeated(source: nx.MultiDiGraph[str], size: int) -> nx.MultiDiGraph[str]:
    """``size`` things: the most linked of ``source``, or all of it again and again under changed names."""
    ranked = sorted(source.nodes, key=lambda name: (-source.degree(name), name))
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for copy in range(-(-size // len(ranked))):
        kept = set(ranked[: size - len(made)])
        for name in ranked:
            if name in kept:
                data = source.nodes[name]
                made.add_node(f"{name}·{copy}", **data | {"label": f"{data['label']}{copy or ''}"})
        for s, o, key, data in source.edges(keys=True, data=True):
            if s in kept and o in kept:
                made.add_edge(f"{s}·{copy}", f"{o}·{copy}", key=f"{key}·{copy}", **data)
    return made


def _ours(network: nx.MultiDiGraph[str], path: Path) -> None:
    write_page(network, path, title="图谱")


def _plain(network: nx.MultiDiGraph[str], path: Path) -> None:
    net = Network(cdn_resources="in_line")
    for name, data in network.nodes(data=True):
        net.add_node(name, label=data["label"])
    for source, target, data in network.edges(data=True):
        net.add_edge(source, target, label=data["label"])
    path.write_text(net.generate_html(), encoding="utf-8")


OURS = "tjgraph"
WAYS: dict[str, Callable[[nx.MultiDiGraph[str], Path], None]] = {OURS: _ours, "pyvis": _plain}


def _row(
    browser: Browser,
    network: nx.MultiDiGraph[str],
    way: str,
    write: Callable[[nx.MultiDiGraph[str], Path], None],
    path: Path,
) -> Row:
    began = time.perf_counter()
    write(network, path)
    written = time.perf_counter() - began
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.route("http*://**", lambda route: route.abort())  # as without a network: pyvis still asks for bootstrap
    page.add_init_script(_WATCH)
    first = _first_picture(page, path)
    row = Row(len(network), way, path.stat().st_size, written, first)
    if first is not None:
        page.wait_for_timeout(1000)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        drag, zoom = _moved(page, session, _drag), _moved(page, session, _zoom)
        row = Row(row.nodes, way, row.size, written, first, *drag, *zoom)
    page.context.close() if len(page.context.pages) == 1 else page.close()
    return row


def _first_picture(page: Page, path: Path) -> float | None:
    page.goto(path.as_uri(), wait_until="commit")
    until = time.perf_counter() + CEILING
    while time.perf_counter() < until:  # asked from outside: the page's policy forbids Playwright's own polling
        with contextlib.suppress(TimeoutError):
            seen = float(page.evaluate("window.firstPicture ?? 0"))
            if 0 < seen < 1e9:
                return seen / 1000 if seen < CEILING * 1000 else None
        page.wait_for_timeout(50)
    return None


def _moved(page: Page, session: CDPSession, move: Callable[[Page], None]) -> tuple[float, float]:
    """Milliseconds of the main thread a frame, and frames a second, while ``move`` goes on."""
    frames, busy, began = page.evaluate("window.frames_"), _busy(session), time.perf_counter()
    move(page)
    took = time.perf_counter() - began
    count = max(1, page.evaluate("window.frames_") - frames)
    return (_busy(session) - busy) * 1000 / count, count / took


def _busy(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


def _drag(page: Page) -> None:
    x, y = _middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(_STEPS):
        page.mouse.move(x + 120 * ((step % 30) / 15 - 1), y + 80 * ((step % 20) / 10 - 1))
    page.mouse.up()


def _zoom(page: Page) -> None:
    page.mouse.move(*_middle(page))
    for step in range(_STEPS):
        page.mouse.wheel(0, -40 if step % 30 < 15 else 40)


def _middle(page: Page) -> tuple[float, float]:
    box = page.locator("canvas").first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"], 700) / 2


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the smallest size alone")
    print(table(measure(parser.parse_args().quick)), end="")


if __name__ == "__main__":
    main()
