"""The relations that a graph states, each with the years and passages of its claim, told apart from background."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import Iri
from tjgraph.model import Evidence
from tjgraph.ontology import load_ontology
from tjgraph.query.terms import PASSAGE, dicts, in_text_order, local_name, passage_of
from tjgraph.query.twins import representatives

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph, Term

_TRIPLES = "SELECT ?subject ?predicate ?object WHERE { ?subject ?predicate ?object }"
_BACKGROUND = f"""SELECT ?subject ?predicate ?object WHERE {{
    GRAPH <{v.BACKGROUND_GRAPH}> {{ ?subject ?predicate ?object }} }}"""
_CLAIM = "?claim rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ."
_YEARS = f"SELECT ?subject ?predicate ?object ?year WHERE {{ {_CLAIM} ?claim tj:year ?year }}"
_PASSAGES = f"""SELECT ?subject ?predicate ?object ?report ?start ?end ?exact WHERE {{
    {_CLAIM} ?claim prov:wasDerivedFrom ?passage . {PASSAGE} }}"""
_SOURCES = f"""SELECT ?subject ?source WHERE {{
    GRAPH <{v.BACKGROUND_GRAPH}> {{ ?subject dcterms:source ?given . OPTIONAL {{ ?given dcterms:title ?title }} }}
    BIND(STR(COALESCE(?title, ?given)) AS ?source) }}"""
_DATED = f"""SELECT ?claim ?year ?report ?start ?end ?exact WHERE {{
    ?claim a tj:Claim ; tj:year ?year ; prov:wasDerivedFrom ?passage . {PASSAGE} }}"""

_FEW = 10  # things asked for one by one; for more, all that background names is asked for at once

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """One relation triple: IRIs of its ends (or the status word's), ``predicate`` as a local name.

    ``evidence`` are the passages that say it; ``background`` marks one that no report says; ``sources`` are
    those that background names for what it knows of the subject.
    """

    subject: str
    predicate: str
    object: str
    years: tuple[int, ...]
    evidence: tuple[Evidence, ...]
    background: bool
    sources: tuple[str, ...]

    @property
    def iri(self) -> str:
        """The IRI of its claim."""
        return v.claim_iri(self.subject, v.TJ + self.predicate, self.object)


def statements(
    graph: KnowledgeGraph, *, subject: str | None = None, object: str | None = None
) -> tuple[Statement, ...]:
    """Every relation of ``graph``, status included, or those from ``subject`` or to ``object`` (IRIs).

    Things that are the same are one (see `representatives`). Sorted by subject, relation (in the ontology's order)
    and object.
    """
    one = representatives(graph)
    parts = [_Part(graph, one, bound) for bound in _bindings(one, subject, object)]
    order = {name: rank for rank, name in enumerate(load_ontology().relations)}
    keys = set().union(*(part.keys for part in parts))
    sources = _sources(graph, one, {key[0] for part in parts for key in part.outside})
    return tuple(
        Statement(
            key[0],
            local_name(key[1]),
            key[2],
            tuple(sorted({year for part in parts for year in part.years.get(key, ())})),
            in_text_order(passage for part in parts for passage in part.passages.get(key, ())),
            background=any(key in part.outside for part in parts) and not any(key in part.passages for part in parts),
            sources=sources.get(key[0], ()),
        )
        for key in sorted(keys, key=lambda k: (k[0], order[local_name(k[1])], k[2]))
    )


def _bindings(one: dict[str, str], subject: str | None, object: str | None) -> list[dict[str, Term]]:
    """What to ask for: all, or each IRI that the given one stands for."""
    for name, given in (("subject", subject), ("object", object)):
        if given is not None:
            return [{name: Iri(iri)} for iri in (given, *sorted(twin for twin, iri in one.items() if iri == given))]
    return [{}]


def _sources(graph: KnowledgeGraph, one: dict[str, str], subjects: set[str]) -> dict[str, tuple[str, ...]]:
    """What background names as its sources for each of ``subjects`` and for what is the same."""
    found: dict[str, set[str]] = {subject: set() for subject in subjects}
    wanted = subjects | {twin for twin, thing in one.items() if thing in subjects}
    asked: list[dict[str, Term]] = [{"subject": Iri(iri)} for iri in wanted]
    for bound in asked if len(wanted) <= _FEW else [{}]:
        for iri, source in graph.select(_SOURCES, **bound).rows:
            if iri in wanted:
                found[one.get(str(iri), str(iri))].add(str(source))
    return {subject: tuple(sorted(sources)) for subject, sources in found.items()}


class _Part:
    """What the graph says of the triples that fit one binding, by triple."""

    def __init__(self, graph: KnowledgeGraph, one: dict[str, str], bound: dict[str, Term]) -> None:
        def key(s: object, p: object, o: object) -> _Key:
            return one.get(str(s), str(s)), str(p), one.get(str(o), str(o))

        wanted = [Iri(v.TJ + name) for name in load_ontology().relations]
        self.keys = {key(*row) for p in wanted for row in graph.select(_TRIPLES, predicate=p, **bound).rows}
        self.outside = {key(*row) for p in wanted for row in graph.select(_BACKGROUND, predicate=p, **bound).rows}
        self.years: dict[_Key, set[int]] = {}
        for s, p, o, year in graph.select(_YEARS, **bound).rows:
            self.years.setdefault(key(s, p, o), set()).add(int(str(year)))
        self.passages: dict[_Key, list[Evidence | None]] = {}
        for row in dicts(graph.select(_PASSAGES, **bound)):
            triple = key(row["subject"], row["predicate"], row["object"])
            self.passages.setdefault(triple, []).append(passage_of(row))


def passage_years(graph: KnowledgeGraph) -> dict[Evidence, set[int]]:
    """The years that passages speak of, as far as claims with one year alone tell."""
    found: dict[object, tuple[set[int], set[Evidence]]] = {}
    for row in dicts(graph.select(_DATED)):
        years, passages = found.setdefault(row["claim"], (set(), set()))
        years.add(int(str(row["year"])))
        passages.update(in_text_order([passage_of(row)]))
    dated: dict[Evidence, set[int]] = {}
    for years, passages in found.values():
        if len(years) == 1:
            for passage in passages:
                dated.setdefault(passage, set()).update(years)
    return dated


def by_year(
    statement: Statement, dated: dict[Evidence, set[int]]
) -> tuple[tuple[int | None, tuple[Evidence, ...]], ...]:
    """The years of a statement, each with its passages.

    A claim holds its years and its passages apart (one claim a triple), so that of several years ``dated`` (see
    `passage_years`) says which passage speaks of which. A passage that it does not tell is given with the years that
    are left, or with every year where none is.
    """
    years = set(statement.years)
    if len(years) < 2:
        return ((min(years, default=None), statement.evidence),)
    known = {passage: dated.get(passage, set()) & years for passage in statement.evidence}
    left = years.difference(*known.values()) or years
    spoken = {passage: found or left for passage, found in known.items()}
    return tuple(
        (year, tuple(passage for passage in statement.evidence if year in spoken[passage]) or statement.evidence)
        for year in statement.years
    )
