"""The graph as a network: path, neighbors, connect, central, communities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tjgraph.cli import completing
from tjgraph.cli.framework import Command
from tjgraph.cli.options import open_graph, reading_options
from tjgraph.cli.output import answer, no, note

if TYPE_CHECKING:
    import networkx

    from tjgraph.graph.store import KnowledgeGraph

_MEASURES = ("degree", "betweenness", "pagerank")
_background_option = click.option("--background", is_flag=True, help="也走背景里的关系（报告没说，没有原句）。")


def _network(graph: KnowledgeGraph, background: bool) -> networkx.MultiDiGraph[str]:
    from tjgraph.query.network import to_networkx

    return to_networkx(graph, background=background)


def _iris(graph: KnowledgeGraph, *names: str) -> list[str]:
    from tjgraph.query.lookup import resolve

    return [resolve(graph, name).iri for name in names]


@click.command(
    "path",
    cls=Command,
    short_help="两样东西之间的路，每一步都带原句。",
    example="tjgraph path 新和成 绿色石化\ntjgraph path 新和成 绿色石化 --all --limit 3",
)
@click.argument("a", metavar="A", shell_complete=completing.names)
@click.argument("b", metavar="B", shell_complete=completing.names)
@click.option("--all", "every", is_flag=True, help="不只最短的，较长的也列出来。")
@click.option("--limit", type=click.IntRange(1, 100), default=5, metavar="N", help="最多列几条，默认 5。")
@_background_option
@reading_options
def path(a: str, b: str, every: bool, limit: int, background: bool, graphs: tuple[str, ...], format: str) -> None:
    """从 A 到 B 的最短路径，关系不论方向；经过什么都连着的大节点算绕远。没有路，退出码为 1。"""
    from tjgraph.query.network import all_short_paths, path_table, shortest_paths

    graph = open_graph(graphs)
    network = _network(graph, background)
    search = all_short_paths if every else shortest_paths
    table = path_table(network, search(network, *_iris(graph, a, b), limit=limit))
    answer(table, format, nothing=f"“{a}”与“{b}”之间没有路" + ("" if background else "；加 --background 再试"))


@click.command(
    "neighbors",
    cls=Command,
    short_help="一样东西周围几步之内的关系。",
    example="tjgraph neighbors 南港工业区\ntjgraph neighbors 南港工业区 --depth 2 --format csv",
)
@click.argument("name", metavar="NAME", shell_complete=completing.names)
@click.option("--depth", type=click.IntRange(1, 6), default=1, metavar="K", help="走几步，默认 1，至多 6。")
@_background_option
@reading_options
def neighbors(name: str, depth: int, background: bool, graphs: tuple[str, ...], format: str) -> None:
    """NAME 周围 K 步之内的关系，近的在前，每条都带原句。至多三百样东西。"""
    from tjgraph.query.network import neighbourhood, relation_table

    graph = open_graph(graphs)
    (iri,) = _iris(graph, name)
    around = neighbourhood(_network(graph, background), iri, depth)
    if around.graph["omitted"]:
        note(f"（太多了，略去 {around.graph['omitted']} 样较远的）")
    answer(relation_table(around, iri), format, nothing=f"“{name}”没有与别的东西的关系")


@click.command(
    "connect",
    cls=Command,
    short_help="几样东西靠什么连在一起。",
    example="tjgraph connect 新和成 英力士 绿色石化",
)
@click.argument("names", nargs=-1, required=True, metavar="NAMES...", shell_complete=completing.names)
@_background_option
@reading_options
def connect(names: tuple[str, ...], background: bool, graphs: tuple[str, ...], format: str) -> None:
    """把 NAMES 连起来所需的最少的关系（近似斯坦纳树）。连不成一片，退出码为 1。"""
    from tjgraph.query.network import connecting, relation_table

    graph = open_graph(graphs)
    network = _network(graph, background)
    found = connecting(network, _iris(graph, *names))
    answer(relation_table(found), format, nothing="它们之间没有关系")
    groups = found.graph["groups"]
    if len(groups) > 1:
        labels = ("、".join(network.nodes[iri]["label"] for iri in group) for group in groups)
        no("连不成一片：" + "｜".join(labels))


@click.command(
    "central",
    cls=Command,
    short_help="最居中的东西。",
    example="tjgraph central --limit 5\ntjgraph central --by betweenness --limit 5",
)
@click.option(
    "--by", "measure", type=click.Choice(_MEASURES), default="degree", help="度、中介、PageRank，默认 degree。"
)
@click.option("--limit", type=click.IntRange(1), default=20, metavar="N", help="列前几个，默认 20。")
@_background_option
@reading_options
def central(measure: str, limit: int, background: bool, graphs: tuple[str, ...], format: str) -> None:
    """按中心度排，最居中的在前。"""
    from tjgraph.query.network import centrality

    network = _network(open_graph(graphs), background)
    answer(centrality(network, measure, limit=limit), format)  # type: ignore[arg-type]


@click.command(
    "communities",
    cls=Command,
    short_help="彼此关系密的几群。",
    example="tjgraph communities\ntjgraph communities --format json",
)
@_background_option
@reading_options
def communities(background: bool, graphs: tuple[str, ...], format: str) -> None:
    """把东西分成群（Louvain 法，同样的图总分得一样），以群里最居中的命名。"""
    from tjgraph.query.network import communities as group
    from tjgraph.query.network import community_table

    network = _network(open_graph(graphs), background)
    answer(community_table(network, group(network)), format)
