"""How two things are linked, with the sentence at every step, and what links a set of things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from tjgraph.errors import QueryError
from tjgraph.model import Evidence
from tjgraph.query.projection import UNIT, Projection, Weighting, must_hold, part, project

if TYPE_CHECKING:
    import networkx


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between the two ends of a step; ``forward`` if it leads the way that the path goes."""

    claim: str
    predicate: str
    label: str
    forward: bool
    years: tuple[int, ...]
    evidence: tuple[Evidence, ...]
    background: bool


@dataclass(frozen=True, slots=True)
class Step:
    """From one thing to the next (IRIs), with every relation between them, what reports say first."""

    source: str
    target: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class RelationPath:
    """A path of relations, each followed either way; ``length`` is 1 a step, and more through hubs (see `project`)."""

    nodes: tuple[str, ...]
    steps: tuple[Step, ...]
    length: float


def shortest_paths(
    network: networkx.MultiDiGraph[str], a: str, b: str, *, limit: int = 10, weighting: Weighting = "hubs"
) -> tuple[RelationPath, ...]:
    """The paths from ``a`` to ``b`` (IRIs) of the least length, at most ``limit``; none where nothing links them.

    The same paths in the same order in every run. Raises NotFoundError for a node that is not in ``network``.
    """
    found = all_short_paths(network, a, b, limit=limit, weighting=weighting)
    return tuple(path for path in found if path.length == found[0].length)


def all_short_paths(
    network: networkx.MultiDiGraph[str], a: str, b: str, *, limit: int = 10, weighting: Weighting = "hubs"
) -> tuple[RelationPath, ...]:
    """The ``limit`` shortest paths from ``a`` to ``b`` (IRIs) that pass nothing twice, the shortest first.

    Yen's algorithm (1971, doi:10.1287/mnsc.17.11.712) as NetworkX has it. Errors as for `shortest_paths`.
    """
    import networkx as nx

    must_hold(network, a, b)
    _must_be_positive(limit)
    if a == b:
        return (RelationPath((a,), (), 0.0),)
    projection = project(network, weighting)
    numbers = projection.numbers
    try:
        walks = list(islice(nx.shortest_simple_paths(projection.graph, numbers[a], numbers[b], weight="length"), limit))
    except nx.NetworkXNoPath:
        return ()
    paths = [_path(network, projection, walk) for walk in walks]
    return tuple(sorted(paths, key=lambda path: (path.length, len(path.nodes), path.nodes)))


def connecting(
    network: networkx.MultiDiGraph[str], nodes: Iterable[str], *, weighting: Weighting = "hubs"
) -> networkx.MultiDiGraph[str]:
    """What connects ``nodes`` (IRIs): the least part of ``network`` that links them, and the relations along it.

    A Steiner tree by Mehlhorn's approximation (1988, doi:10.1016/0020-0190(88)90066-X; at most twice the least),
    lengths as in `project`. ``graph["groups"]`` of the result holds the nodes in groups, each linked within itself;
    more than one group means that nothing links them. Raises NotFoundError for a node that is not in ``network``.
    """
    import networkx as nx

    wanted = sorted(set(nodes))
    must_hold(network, *wanted)
    projection = project(network, weighting)
    terminals = {projection.numbers[node] for node in wanted}
    groups: list[tuple[str, ...]] = []
    kept, tied = set(wanted), set()
    for component in nx.connected_components(projection.graph):
        ends = sorted(terminals & component)
        if not ends:
            continue
        groups.append(tuple(projection.names[end] for end in ends))
        if len(ends) > 1:
            tree = nx.approximation.steiner_tree(projection.graph.subgraph(component).copy(), ends, weight="length")
            tied |= {frozenset((projection.names[u], projection.names[v])) for u, v in tree.edges()}
    kept |= {name for pair in tied for name in pair}
    made = part(network, kept)
    made.remove_edges_from([(s, o, key) for s, o, key in made.edges(keys=True) if frozenset((s, o)) not in tied])
    made.graph["groups"] = tuple(groups)
    return made


def _path(network: networkx.MultiDiGraph[str], projection: Projection, walk: list[int]) -> RelationPath:
    nodes = tuple(projection.names[number] for number in walk)
    length = sum(projection.graph.edges[pair]["length"] for pair in pairwise(walk))
    return RelationPath(nodes, tuple(Step(s, t, _links(network, s, t)) for s, t in pairwise(nodes)), length / UNIT)


def _links(network: networkx.MultiDiGraph[str], source: str, target: str) -> tuple[Link, ...]:
    there = network.get_edge_data(source, target, default={}).items()
    back = network.get_edge_data(target, source, default={}).items()
    links = [_link(str(key), data, True) for key, data in there] + [_link(str(key), data, False) for key, data in back]
    return tuple(sorted(links, key=lambda link: (link.background, not link.forward, link.predicate, link.claim)))


def _link(claim: str, data: dict[str, object], forward: bool) -> Link:
    return Link(
        claim,
        str(data["predicate"]),
        str(data["label"]),
        forward,
        tuple(data["years"]),  # type: ignore[arg-type]
        tuple(data["evidence"]),  # type: ignore[arg-type]
        bool(data["background"]),
    )


def _must_be_positive(limit: int) -> None:
    if limit < 1:
        raise QueryError(f"数量 {limit} 不是正数", remedy="请给出 1 或更大的数")
