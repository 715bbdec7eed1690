"""The network as a plain undirected weighted graph on numbers, which NetworkX's algorithms run on.

Numbers and not names: several of these algorithms walk over sets, and a set of text has another order in every run
(PYTHONHASHSEED), a set of small numbers has not. Weights are integers, so that equal lengths are equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Literal, get_args

from tjgraph.errors import NotFoundError, QueryError

if TYPE_CHECKING:
    import networkx

Weighting = Literal["hubs", "steps"]
"""What makes a path long: ``steps`` alone, or steps and the hubs that it leads through."""

UNIT = 1000
"""The length of one step."""


@dataclass(frozen=True, slots=True)
class Projection:
    """``graph`` on the numbers of ``names``; its edges have ``claims`` (how many relations) and ``length``."""

    graph: networkx.Graph[int]
    names: tuple[str, ...]
    numbers: dict[str, int]


def project(network: networkx.MultiDiGraph[str], weighting: Weighting = "hubs") -> Projection:
    """``network`` without directions and loops; parallel relations are one edge.

    With ``hubs``, the length of a step between two things with ``d`` and ``e`` neighbours is ``1 + (ln d + ln e) / 2``
    (in thousandths): a path is as long as its steps and the logarithms of the degrees that it passes. A report's own
    place is tied to everything, and a path through it says nothing. The product of degrees is what degree-weighted
    path counts discount paths by (Himmelstein & Baranzini 2015, doi:10.1371/journal.pcbi.1004259); weighting by
    degree against hubs goes back to Croes et al. 2006 (doi:10.1016/j.jmb.2005.09.079).
    """
    import networkx as nx

    if weighting not in get_args(Weighting):
        raise QueryError(f"不认识的路径长度“{weighting}”", remedy="用 " + "、".join(get_args(Weighting)) + " 之一")
    names = tuple(sorted(network.nodes))
    numbers = {name: number for number, name in enumerate(names)}
    claims: dict[tuple[int, int], int] = {}
    for source, target in network.edges():
        a, b = sorted((numbers[source], numbers[target]))
        if a != b:
            claims[a, b] = claims.get((a, b), 0) + 1
    graph: networkx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(names)))
    graph.add_edges_from((a, b, {"claims": claims[a, b]}) for a, b in sorted(claims))
    for a, b, data in graph.edges(data=True):
        hubs = (log(graph.degree(a)) + log(graph.degree(b))) / 2 if weighting == "hubs" else 0
        data["length"] = round(UNIT * (1 + hubs))
    return Projection(graph, names, numbers)


def must_hold(network: networkx.MultiDiGraph[str], *nodes: str) -> None:
    """Raise NotFoundError for a node (an IRI) that ``network`` does not hold."""
    for node in nodes:
        if node not in network:
            raise NotFoundError(f"网络里没有 {node}", remedy="它也许只在背景里，或被类型筛掉了：请放宽再试")


def part(network: networkx.MultiDiGraph[str], nodes: set[str]) -> networkx.MultiDiGraph[str]:
    """The part of ``network`` on ``nodes`` and all relations among them, in sorted order."""
    import networkx as nx

    made: networkx.MultiDiGraph[str] = nx.MultiDiGraph()
    made.add_nodes_from((node, dict(network.nodes[node])) for node in sorted(nodes))
    made.add_edges_from(
        (s, o, key, dict(data))
        for s, o, key, data in sorted(network.edges(keys=True, data=True), key=lambda edge: edge[:3])
        if s in nodes and o in nodes
    )
    return made
