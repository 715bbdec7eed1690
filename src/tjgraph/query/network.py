"""The graph as a NetworkX network, and what can be asked of it: paths, neighbourhoods, centrality, communities."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from tjgraph.errors import QueryError
from tjgraph.graph import vocabulary as v
from tjgraph.model import Evidence
from tjgraph.ontology import load_ontology
from tjgraph.query.centrality import Community, centrality, communities
from tjgraph.query.claims import Statement, by_year, passage_years, statements
from tjgraph.query.entities import class_named, entity_records
from tjgraph.query.figures import Figure, figures_of
from tjgraph.query.mentions import mentions
from tjgraph.query.network_tables import community_table, path_table, relation_table
from tjgraph.query.paths import Link, RelationPath, Step, all_short_paths, connecting, shortest_paths
from tjgraph.query.projection import must_hold, part
from tjgraph.query.sentences import Sentences
from tjgraph.query.terms import in_text_order, local_name

if TYPE_CHECKING:
    import networkx

    from tjgraph.graph.store import KnowledgeGraph

__all__ = [
    "Community",
    "Link",
    "RelationPath",
    "Step",
    "all_short_paths",
    "centrality",
    "communities",
    "community_table",
    "connecting",
    "neighbourhood",
    "path_table",
    "relation_table",
    "shortest_paths",
    "to_networkx",
]

_OUTSIDE = f"SELECT DISTINCT ?entity WHERE {{ GRAPH <{v.BACKGROUND_GRAPH}> {{ ?entity a ?type }} }}"


def to_networkx(
    graph: KnowledgeGraph, *, types: Collection[str] | None = None, background: bool = False
) -> networkx.MultiDiGraph[str]:
    """The entities of ``graph`` and the relations among them, sorted, so that every run gives the same network.

    Nodes are keyed by IRI, with ``label``, ``type`` (local name of the class), ``aliases``, ``mentions`` (Evidence),
    ``sentences`` (Evidence: those around the mentions, where they are known), ``statuses`` (triples of status, year
    and Evidence; a status is no edge) and ``figures`` (`Figure`). Edges are keyed by the IRI of their claim, with
    ``predicate`` (local name), ``label`` (Chinese), ``years``, ``evidence`` and ``background``. ``types`` (local names
    or Chinese labels) keeps entities of these classes and those below them; ``background`` adds what no report says.
    """
    import networkx as nx

    ontology = load_ontology()
    kinds = None if types is None else [class_named(name, ontology) for name in types]
    said = statements(graph)
    nodes = {
        iri: data
        for iri, data in _nodes(graph, said, background).items()
        if kinds is None or any(ontology.is_a(data["type"], kind) for kind in kinds)
    }
    network: networkx.MultiDiGraph[str] = nx.MultiDiGraph()
    network.add_nodes_from(nodes.items())
    for s in said:
        if s.predicate != "status" and s.subject in nodes and s.object in nodes and (background or not s.background):
            network.add_edge(
                s.subject,
                s.object,
                key=s.iri,
                predicate=s.predicate,
                label=ontology.properties[s.predicate].label_zh,
                years=s.years,
                evidence=s.evidence,
                background=s.background,
            )
    return network


def neighbourhood(
    network: networkx.MultiDiGraph[str],
    node: str,
    depth: int = 1,
    *,
    types: Collection[str] | None = None,
    limit: int = 300,
) -> networkx.MultiDiGraph[str]:
    """The part of ``network`` within ``depth`` steps of ``node`` (an IRI), relations followed either way.

    ``types`` lets the walk pass only through entities of these classes. At most ``limit`` nodes are kept, near ones
    before far ones and much-linked before others; ``graph["omitted"]`` of the result says how many were left out.
    Raises NotFoundError for a node that is not in ``network``, QueryError for a depth or a limit out of range.
    """
    must_hold(network, node)
    if depth < 0 or limit < 1:
        raise QueryError(f"步数 {depth}、数量 {limit} 不合适", remedy="步数从 0 起，数量从 1 起")
    ontology = load_ontology()
    kinds = None if types is None else [class_named(name, ontology) for name in types]

    def order(name: str) -> tuple[int, int, str]:
        return -network.degree(name), -len(network.nodes[name]["mentions"]), name

    reached, ring = [node], [node]
    seen = {node}
    for _ in range(depth):
        found = {n for name in ring for n in (*network.successors(name), *network.predecessors(name))} - seen
        ring = sorted(
            (n for n in found if kinds is None or any(ontology.is_a(network.nodes[n]["type"], k) for k in kinds)),
            key=order,
        )
        seen.update(ring)
        reached += ring
    made = part(network, set(reached[:limit]))
    made.graph["omitted"] = max(0, len(reached) - limit)
    return made


def _nodes(graph: KnowledgeGraph, said: tuple[Statement, ...], background: bool) -> dict[str, dict[str, Any]]:
    passages = mentions(graph)
    sentences = Sentences(graph, {passage.report for found in passages.values() for passage in found})
    outside = {str(iri) for (iri,) in graph.select(_OUTSIDE).rows} - passages.keys()
    statuses = _statuses(graph, said)
    figures: dict[str, list[Figure]] = {}
    for figure in figures_of(graph):
        figures.setdefault(figure.subject, []).append(figure)
    return {
        iri: {
            "label": record.label,
            "type": record.type,
            "aliases": record.aliases,
            "mentions": passages.get(iri, ()),
            "sentences": in_text_order(sentences.around(passage) for passage in passages.get(iri, ())),
            "statuses": statuses.get(iri, ()),
            "figures": tuple(figures.get(iri, ())),
        }
        for iri, record in entity_records(graph).items()
        if background or iri not in outside
    }


def _statuses(
    graph: KnowledgeGraph, said: tuple[Statement, ...]
) -> dict[str, tuple[tuple[str, int | None, Evidence], ...]]:
    dated = passage_years(graph)
    found: dict[str, list[tuple[str, int | None, Evidence]]] = {}
    for s in said:
        if s.predicate == "status":
            found.setdefault(s.subject, []).extend(
                (local_name(s.object), year, passage) for year, passages in by_year(s, dated) for passage in passages
            )
    return {
        iri: tuple(sorted(of_one, key=lambda s: (s[1] or 0, s[2].report, s[2].start, s[0])))
        for iri, of_one in found.items()
    }
