"""Quads → JSON-LD that reads as plain JSON: a context of our own prefixes and terms, one node a line.

pyoxigraph writes JSON-LD without a context, and rdflib's writer takes half a second a report and an order of its own
(decision 0152); both read what is written here, which the tests hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from tjgraph.graph import vocabulary as v

_TYPE = v.RDF + "type"
_LONGEST_FIRST = sorted(v.PREFIXES.items(), key=lambda item: (-len(item[1]), item[0]))


def to_json_ld(quads: Iterable[ox.Quad]) -> bytes:
    """``quads`` (those of a graph, and of a subject in it, next to each other) as one JSON-LD document, in UTF-8."""
    known = list(quads)
    coercions = _coercions(known)
    context = {**v.PREFIXES, "@vocab": v.TJ} | {
        _term(predicate): {"@id": _compact(predicate)} | coercion
        for predicate, coercion in sorted(coercions.items())
        if coercion and predicate != _TYPE
    }
    graphs = [_graph(name, list(group), coercions) for name, group in groupby(known, key=lambda q: q.graph_name)]
    head = json.dumps(context, ensure_ascii=False, indent=1)
    return (f'{{"@context": {head},\n"@graph": [\n' + ",\n".join(graphs) + "\n]}\n").encode()


def name_of(term: object) -> str:
    """The IRI of a node, ``_:id`` of one that has none; of anything else, how N-Triples writes it."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _graph(name: object, quads: list[ox.Quad], coercions: dict[str, dict[str, str]]) -> str:
    """The nodes of one graph, a line each; those of a named graph within it."""
    nodes = (_node(name_of(subject), group, coercions) for subject, group in groupby(quads, key=lambda q: q.subject))
    lines = ",\n".join(json.dumps(node, ensure_ascii=False) for node in nodes)
    if not isinstance(name, ox.NamedNode):
        return lines
    return f'{{"@id": {json.dumps(_compact(name.value), ensure_ascii=False)}, "@graph": [\n{lines}\n]}}'


def _node(subject: str, quads: Iterable[ox.Quad], coercions: dict[str, dict[str, str]]) -> dict[str, Any]:
    found: dict[str, list[Any]] = {}
    for quad in quads:
        predicate = quad.predicate.value
        if predicate == _TYPE:
            found.setdefault("@type", []).append(_term(name_of(quad.object)))
        else:
            found.setdefault(_term(predicate), []).append(_value(quad.object, coercions[predicate]))
    return {"@id": _compact(subject)} | {key: of[0] if len(of) == 1 else of for key, of in found.items()}


def _coercions(quads: Iterable[ox.Quad]) -> dict[str, dict[str, str]]:
    """For each predicate what all its values share (a type, a language): the context says it, and not each value."""
    shared: dict[str, dict[str, str]] = {}
    for quad in quads:
        own = _coercion(quad.object)
        if shared.setdefault(quad.predicate.value, own) != own:
            shared[quad.predicate.value] = {}
    return shared


def _coercion(value: object) -> dict[str, str]:
    if not isinstance(value, ox.Literal):
        return {"@type": "@id"}
    if value.language:
        return {"@language": value.language}
    datatype = value.datatype.value
    return {} if datatype == v.XSD + "string" else {"@type": _compact(datatype)}


def _value(value: Any, coercion: dict[str, str]) -> Any:
    own = _coercion(value)
    plain = value.value if isinstance(value, ox.Literal) else _compact(name_of(value))
    if own == coercion:
        return plain
    if own.get("@type") == "@id":
        return {"@id": plain}
    return {"@value": plain} | own


def _term(iri: str) -> str:
    """A class or property of ours by its local name, another by its prefix."""
    return iri.removeprefix(v.TJ) if iri.startswith(v.TJ) else _compact(iri)


def _compact(iri: str) -> str:
    """``data:enterprise/新和成`` for its IRI, where one of our prefixes leads it; an IRI in full otherwise."""
    for prefix, namespace in _LONGEST_FIRST:
        rest = iri.removeprefix(namespace)
        if rest != iri and rest and not rest.startswith("//"):
            return f"{prefix}:{rest}"
    return iri
