"""What the graph says of any node, triple by triple: for claims, figures, units and whatever else has an IRI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tjgraph.graph.store import Iri

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_MOST = 200
_OUT = f"""SELECT ?node ?predicate ?value (isIRI(?value) AS ?linked) (SAMPLE(?name) AS ?label) WHERE {{
    ?node ?predicate ?value . OPTIONAL {{ ?value rdfs:label ?name FILTER (LANG(?name) IN ("zh", "")) }}
    }} GROUP BY ?node ?predicate ?value ORDER BY ?predicate ?value LIMIT {_MOST + 1}"""
_IN = f"""SELECT ?node ?predicate ?value (SAMPLE(?name) AS ?label) WHERE {{
    ?value ?predicate ?node . OPTIONAL {{ ?value rdfs:label ?name FILTER (LANG(?name) IN ("zh", "")) }}
    }} GROUP BY ?node ?predicate ?value ORDER BY ?predicate ?value LIMIT {_MOST + 1}"""


@dataclass(frozen=True, slots=True)
class Property:
    """A triple of a node: ``value`` is its other end, an IRI if ``linked``, with its ``label`` (or an empty one)."""

    predicate: str
    value: str
    linked: bool
    label: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A node: what it says, and what is said of it; at most 200 of each, ``more`` where there are others."""

    iri: str
    outgoing: tuple[Property, ...]
    incoming: tuple[Property, ...]
    more: bool


def resource(graph: KnowledgeGraph, iri: str) -> Resource | None:
    """The node with that IRI, or None where no triple holds it or it is no IRI."""
    try:
        node = Iri(iri)
    except ValueError:
        return None
    out = [
        Property(str(p), str(value), str(linked) == "true", str(label or ""))
        for _, p, value, linked, label in graph.select(_OUT, node=node).rows
    ]
    into = [
        Property(str(p), str(value), True, str(label or "")) for _, p, value, label in graph.select(_IN, node=node).rows
    ]
    if not out and not into:
        return None
    return Resource(iri, tuple(out[:_MOST]), tuple(into[:_MOST]), max(len(out), len(into)) > _MOST)
