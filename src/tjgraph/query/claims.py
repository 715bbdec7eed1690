"""The relations that a graph states, each with the years and passages of its claim, told apart from background."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import Iri
from tjgraph.model import Evidence
from tjgraph.ontology import load_ontology
from tjgraph.query.terms import PASSAGE, dicts, in_text_order, local_name, passage_of

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph, Term

_TRIPLES = "SELECT ?subject ?predicate ?object WHERE { ?subject ?predicate ?object }"
_BACKGROUND = f"""SELECT ?subject ?predicate ?object WHERE {{
    GRAPH <{v.BACKGROUND_GRAPH}> {{ ?subject ?predicate ?object }} }}"""
_CLAIM = "?claim rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ."
_YEARS = f"SELECT ?subject ?predicate ?object ?year WHERE {{ {_CLAIM} ?claim tj:year ?year }}"
_PASSAGES = f"""SELECT ?subject ?predicate ?object ?report ?start ?end ?exact WHERE {{
    {_CLAIM} ?claim prov:wasDerivedFrom ?passage . {PASSAGE} }}"""
_SOURCES = f"SELECT ?subject ?predicate ?object ?source WHERE {{ {_CLAIM} ?claim dcterms:source ?source }}"
_DATED = f"""SELECT ?claim ?year ?report ?start ?end ?exact WHERE {{
    ?claim a tj:Claim ; tj:year ?year ; prov:wasDerivedFrom ?passage . {PASSAGE} }}"""

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """One relation triple: IRIs of its ends (or the status word's), ``predicate`` as a local name.

    ``evidence`` are the passages that say it; ``background`` marks one that no report says, ``sources`` who does.
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

    Sorted by subject, relation (in the ontology's order) and object.
    """
    bound: dict[str, Term] = {n: Iri(i) for n, i in (("subject", subject), ("object", object)) if i is not None}
    order = {name: rank for rank, name in enumerate(load_ontology().relations)}
    wanted = [v.TJ + name for name in order]
    keys = {key for p in wanted for key in _keys(graph.select(_TRIPLES, predicate=Iri(p), **bound).rows)}
    outside = {key for p in wanted for key in _keys(graph.select(_BACKGROUND, predicate=Iri(p), **bound).rows)}
    years: dict[_Key, set[int]] = {}
    for s, p, o, year in graph.select(_YEARS, **bound).rows:
        years.setdefault((str(s), str(p), str(o)), set()).add(int(str(year)))
    passages: dict[_Key, list[Evidence | None]] = {}
    for row in dicts(graph.select(_PASSAGES, **bound)):
        key = (str(row["subject"]), str(row["predicate"]), str(row["object"]))
        passages.setdefault(key, []).append(passage_of(row))
    sources: dict[_Key, set[str]] = {}
    for s, p, o, source in graph.select(_SOURCES, **bound).rows:
        sources.setdefault((str(s), str(p), str(o)), set()).add(str(source))
    return tuple(
        Statement(
            key[0], local_name(key[1]), key[2],
            tuple(sorted(years.get(key, ()))), in_text_order(passages.get(key, ())),
            key in outside and key not in passages, tuple(sorted(sources.get(key, ()))),
        )
        for key in sorted(keys, key=lambda k: (k[0], order[local_name(k[1])], k[2]))
    )  # fmt: skip


def _keys(rows: Iterable[tuple[object, ...]]) -> Iterable[_Key]:
    return ((str(s), str(p), str(o)) for s, p, o in rows)


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
