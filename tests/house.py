"""The house as its imports have it: rooms from left to right, and the picture of them in docs/architecture.md."""

from __future__ import annotations

import ast
from html import escape
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tjgraph"
MODULES = sorted(SOURCE.rglob("*.py"))

# Left to right, each with its row in the picture and its purpose. A room may import itself and what stands left of it.
ROOMS: dict[str, tuple[int, str]] = {
    "errors": (2, "错误一棵树"),
    "shown": (0, "笔记本里的样子"),
    "model": (0, "文档、事实、表"),
    "files": (3, "先写旁边再改名"),
    "manifest": (4, "图谱从哪来"),
    "resources": (2, "数据在哪里"),
    "kept": (4, "算过的留着"),
    "ontology": (2, "类、关系、显示"),
    "lexicon": (2, "规则的行"),
    "reading": (1, "文件 → 文档"),
    "extraction": (2, "文档 → 事实"),
    "graph": (3, "事实 → RDF"),
    "query": (3, "问 → 答"),
    "views": (3, "答 → 表、网页"),
    "pipeline": (1, "主要的事各一句"),
    "exporting": (3, "给别的程序"),
    "corpus": (4, "很多份报告"),
    "publishing": (0, "进 SPARQL 服务器"),
    "web": (1, "网站与端点"),
    "mcp": (1, "给助手用"),
    "cli": (2, "命令行"),
}
WIDTH, HEIGHT, ACROSS, DOWN, EDGE = 112, 46, 152, 64, 16


def name_of(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """``tjgraph.query.lookup`` stands in ``query``; the package itself and ``__main__`` stand in no room."""
    return module.split(".")[1] if "." in module else ""


def is_typing_block(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def imports(path: Path) -> set[str]:
    """Every module that runs (not only types) when ``path`` and its functions run, by full name."""
    found: set[str] = set()
    pending: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while pending:
        node = pending.pop()
        if is_typing_block(node):
            pending += node.orelse  # type: ignore[attr-defined]
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            module = node.module or ""
            found.add(module)
            names = (f"{module}.{alias.name}" for alias in node.names)
            found.update(n for n in names if n in KNOWN)
        pending += ast.iter_child_nodes(node)
    return found


KNOWN = {name_of(p) for p in MODULES}
IMPORTS = {name_of(p): imports(p) for p in MODULES}


def doors() -> nx.DiGraph[str]:
    """Which room uses which: an edge from the room that gives to the one that takes, unless a way round says it."""
    given: nx.DiGraph[str] = nx.DiGraph()
    given.add_nodes_from(ROOMS)
    for module, found in IMPORTS.items():
        takes, gives = room_of(module), {room_of(i) for i in found if i.startswith("tjgraph.")}
        given.add_edges_from((room, takes) for room in gives & set(ROOMS) if takes in ROOMS and room != takes)
    return nx.transitive_reduction(given)


def picture() -> str:
    """The rooms as SVG: a column by how much a room stands on, an arrow from each room to the ones that use it."""
    graph = doors()
    column: dict[str, int] = {}
    for room in ROOMS:  # left to right, so that what it stands on is placed before it
        column[room] = 1 + max((column[before] for before in graph.predecessors(room)), default=-1)
    place = {room: (EDGE + ACROSS * column[room], EDGE + DOWN * row) for room, (row, _) in ROOMS.items()}
    width, height = (
        EDGE + max(at) + size for at, size in zip(zip(*place.values(), strict=True), (WIDTH, HEIGHT), strict=True)
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        ' font-family="Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif" text-anchor="middle">',
        "<title>tjgraph 的各室：箭头从给的一室指向用它的一室</title>",
        '<defs><marker id="a" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#5b6b7a"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *(_arrow(place[a], place[b]) for a, b in sorted(graph.edges)),
        *(_box(room, *place[room]) for room in ROOMS),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _arrow(start: tuple[int, int], end: tuple[int, int]) -> str:
    x, y, to_x, to_y = start[0] + WIDTH, start[1] + HEIGHT / 2, end[0], end[1] + HEIGHT / 2
    last, half = to_x - (ACROSS - WIDTH), to_x - (ACROSS - WIDTH) / 2  # along the row, and over in the last gap
    way = f"M{x} {y:g}H{last}C{half:g} {y:g} {half:g} {to_y:g} {to_x - 2} {to_y:g}"
    return f'<path d="{way}" fill="none" stroke="#9fb0c0" stroke-width="1.5" marker-end="url(#a)"/>'


def _box(room: str, x: int, y: int) -> str:
    middle = x + WIDTH / 2
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#eef4fa" stroke="#3b6ea5"/>'
        f'<text x="{middle:g}" y="{y + 20:g}" font-size="15" font-weight="600" fill="#16324f">{escape(room)}</text>'
        f'<text x="{middle:g}" y="{y + 37:g}" font-size="11.5" fill="#44586b">{escape(ROOMS[room][1])}</text>'
    )
