"""Paths, parts of a network and communities as tables, a relation a row, each row with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tjgraph.model import Evidence, Table
from tjgraph.ontology import load_ontology
from tjgraph.query.centrality import Community
from tjgraph.query.paths import RelationPath
from tjgraph.query.projection import must_hold

if TYPE_CHECKING:
    import networkx

_SOURCES = {False: "报告", True: "背景"}


def path_table(network: networkx.MultiDiGraph[str], paths: Sequence[RelationPath]) -> Table:
    """The steps of ``paths``, a row for each relation of each step; ``方向`` is ``→`` where it leads as the path goes.

    Without paths, a table without rows.
    """
    rows: list[tuple[str | int, ...]] = []
    evidence: list[tuple[Evidence, ...]] = []
    for number, path in enumerate(paths, start=1):
        for place, step in enumerate(path.steps, start=1):
            source, target = (network.nodes[node]["label"] for node in (step.source, step.target))
            for link in step.links:
                arrow = "→" if link.forward else "←"
                origin = _SOURCES[link.background]
                rows.append((number, place, source, arrow, link.label, target, _years(link.years), origin))
                evidence.append(link.evidence)
    columns = ("路径", "步", "起点", "方向", "关系", "终点", "年份", "来源")
    return Table(columns, tuple(rows), title=f"路径 {len(paths)} 条", evidence=tuple(evidence))


def relation_table(network: networkx.MultiDiGraph[str], focus: str | None = None) -> Table:
    """The relations of ``network``, a row each.

    With ``focus`` (an IRI) a first column tells how many steps from it the further end lies, and near ones go first.
    """
    distances = {} if focus is None else _distances(network, focus)
    labels = {name: info.label_zh for name, info in load_ontology().classes.items()}
    found: list[tuple[tuple[Any, ...], tuple[str | int, ...], tuple[Evidence, ...]]] = []
    for s, o, key, data in network.edges(keys=True, data=True):
        source, target = network.nodes[s], network.nodes[o]
        row: tuple[str | int, ...] = (
            labels.get(source["type"], ""),
            source["label"],
            data["label"],
            labels.get(target["type"], ""),
            target["label"],
            _years(data["years"]),
            _SOURCES[data["background"]],
        )
        far = max(distances.get(s, 0), distances.get(o, 0))
        found.append(((far, *row, key), (far, *row) if focus else row, data["evidence"]))
    found.sort(key=lambda f: f[0])
    columns = (*(("步数",) if focus else ()), "起点类型", "起点", "关系", "终点类型", "终点", "年份", "来源")
    title = f"实体 {len(network)} 个，关系 {len(found)} 条"
    return Table(columns, tuple(row for _, row, _ in found), title=title, evidence=tuple(e for _, _, e in found))


def community_table(network: networkx.MultiDiGraph[str], groups: Iterable[Community]) -> Table:
    """The communities of two and more, a row each: their name, how many things they hold, and which."""
    groups = tuple(groups)
    linked = [group for group in groups if len(group.members) > 1]
    rows = tuple(
        (number, group.name, len(group.members), "、".join(network.nodes[m]["label"] for m in group.members))
        for number, group in enumerate(linked, start=1)
    )
    alone = len(groups) - len(linked)
    title = f"社群 {len(rows)} 个" + (f"，另有 {alone} 个实体没有关系" if alone else "")
    return Table(("序号", "社群", "实体数", "成员"), rows, title=title)


def _distances(network: networkx.MultiDiGraph[str], focus: str) -> dict[str, int]:
    import networkx as nx

    must_hold(network, focus)
    return dict(nx.single_source_shortest_path_length(network.to_undirected(as_view=True), focus))


def _years(years: Iterable[int]) -> str:
    return "、".join(map(str, years))
