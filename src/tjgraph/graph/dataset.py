"""The graph, whole or in part, as RDF files: N-Quads and JSON-LD with a named graph a report, Turtle without."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

import pyoxigraph as ox

from tjgraph.graph import vocabulary as v
from tjgraph.graph.jsonld import name_of, to_json_ld
from tjgraph.graph.store import KnowledgeGraph

Format = Literal["turtle", "nquads", "jsonld"]

_BACKGROUND = ox.NamedNode(v.BACKGROUND_GRAPH)
_WORDS = frozenset((v.RDF + "type", v.RDFS + "label", v.SKOS + "altLabel", v.TJ + "mentionedIn"))
_RESTS_ON = frozenset((v.TJ + "mentionedIn", v.PROV + "wasDerivedFrom", v.TJ + "indicator", v.TJ + "unit"))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of what reports say: IRIs of entities, claims and figures, with all that these rest on."""

    entities: frozenset[str]
    claims: frozenset[str]
    figures: frozenset[str]


def dataset_file(graph: KnowledgeGraph, format: Format, excerpt: Excerpt | None = None) -> bytes:
    """What the reports in ``graph`` say, all or an ``excerpt``, as a file (UTF-8); the same graph gives the same bytes.

    N-Quads and JSON-LD hold a named graph for each report, and N-Quads of all reports the background in one more;
    Turtle holds what the reports say in one. JSON-LD has a context with which it reads as plain JSON.
    """
    quads = graph.quads()
    if excerpt is not None or format != "nquads":
        quads = [q for q in quads if q.graph_name != _BACKGROUND]
    if excerpt is not None:
        quads = _within(quads, excerpt)
    if format == "nquads":
        return _serialized(quads, ox.RdfFormat.N_QUADS)
    if format == "jsonld":
        return to_json_ld(quads)
    triples = sorted({q.triple for q in quads}, key=str)
    return _serialized(triples, ox.RdfFormat.TURTLE)


def _serialized(statements: Iterable[ox.Quad] | Iterable[ox.Triple], format: ox.RdfFormat) -> bytes:
    buffer = BytesIO()
    ox.serialize(statements, buffer, format=format, prefixes=v.PREFIXES)
    return buffer.getvalue()


def _within(quads: list[ox.Quad], excerpt: Excerpt) -> list[ox.Quad]:
    """The quads of the things in ``excerpt``, the relations that its claims state, and the passages that prove them."""
    things = excerpt.entities | excerpt.claims | excerpt.figures
    kept = {q for q in quads if name_of(q.subject) in things and _of(q, excerpt)}
    rests_on = {q.object for q in kept if q.predicate.value in _RESTS_ON}
    reports = {q.subject for q in quads if name_of(q.object) == v.TJ + "Report"}
    return [q for q in quads if q in kept or q.subject in rests_on or q.subject in reports]


def _of(quad: ox.Quad, excerpt: Excerpt) -> bool:
    """Whether a triple of an entity is its type, a name or a mention, or a relation that is kept; all of others are."""
    s, p, o = name_of(quad.subject), quad.predicate.value, name_of(quad.object)
    return s not in excerpt.entities or p in _WORDS or v.claim_iri(s, p, o) in excerpt.claims
