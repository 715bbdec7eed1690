"""What of a graph is wanted: the same filters for every export, by type, place, year, status and industry."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from tjgraph.errors import QueryError
from tjgraph.model import Evidence
from tjgraph.ontology import load_ontology
from tjgraph.query.claims import Statement, by_year, passage_years, statements
from tjgraph.query.entities import EntityRecord, class_named, entity_records, resolve
from tjgraph.query.figures import Figure, figures_of
from tjgraph.query.mentions import mentions
from tjgraph.query.names import normal
from tjgraph.query.sentences import Sentences
from tjgraph.query.terms import local_name, report_name

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_REPORTS = "SELECT ?report ?place WHERE { ?report a tj:Report ; tj:place ?place }"


@dataclass(frozen=True, slots=True)
class Selection:
    """What to keep: of each kind any of the values given (names as people type them), all where none is."""

    types: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Selected:
    """What was kept: ``entities`` by IRI (type by type, then by label), and of their facts what fits too.

    ``statements`` are relations with an end among the entities, and their statuses; ``inner`` those with both ends
    there; ``figures`` those of the entities; ``mentions`` where the reports name each.
    """

    entities: dict[str, EntityRecord]
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...]
    mentions: dict[str, tuple[Evidence, ...]]

    @cached_property
    def inner(self) -> tuple[Statement, ...]:
        """The statements among the entities themselves, statuses included."""
        return tuple(
            s
            for s in self.statements
            if s.subject in self.entities and (s.predicate == "status" or s.object in self.entities)
        )


def select(graph: KnowledgeGraph, selection: Selection) -> Selected:
    """What the reports in ``graph`` say of the things that ``selection`` keeps.

    A thing is of a *type* or of one below it; in a *place* when it lies there by any number of steps (background
    included) or, where nothing says in which place it lies, when a report of that place names it; of an *industry*
    when it is in it or in a part of it, or is it; of a *status* or a *year* when a report says so of it (both: in one
    statement). A figure is kept for its own year. What no report names is never kept. Raises QueryError for a type or a
    status that is none, NotFoundError for a place or an industry that the graph does not know.
    """
    facts = facts_of(graph)
    named = set(facts.mentions) & set(facts.records)
    for wanted, having in (
        (selection.types, facts.of_types),
        (selection.places, facts.in_places),
        (selection.industries, facts.in_industries),
    ):
        if wanted:
            named &= having(wanted)
    statuses, years = _status_names(selection.statuses), frozenset(selection.years)
    if statuses:
        kept, measured = named & facts.of_status(statuses, years), named & facts.of_status(statuses, frozenset())
    else:
        kept, measured = named & facts.of_years(years) if years else named, named
    order = {name: rank for rank, name in enumerate(load_ontology().entity_types)}
    records = sorted(
        (facts.records[iri] for iri in kept), key=lambda r: (order[load_ontology().top_type(r.type)], r.label, r.iri)
    )
    return Selected(
        {r.iri: r for r in records},
        tuple(s for s in facts.stated if (s.subject in kept or s.object in kept) and _of(s, years)),
        tuple(m for m in facts.figures if m.subject in measured and (not years or m.year in years)),
        {r.iri: facts.mentions[r.iri] for r in records},
    )


def _status_names(words: Iterable[str]) -> frozenset[str]:
    """The local names of the statuses that ``words`` (local names or Chinese labels) name; QueryError for another."""
    known = load_ontology().statuses
    by_word = {normal(word): name for name, term in known.items() for word in (name, term.label_zh)}
    found = []
    for word in words:
        if normal(word) not in by_word:
            choices = "、".join(f"{term.label_zh} {name}" for name, term in known.items())
            raise QueryError(f"没有“{word}”这种进展", remedy=f"可用的：{choices}")
        found.append(by_word[normal(word)])
    return frozenset(found)


def _of(statement: Statement, years: Collection[int]) -> bool:
    return not years or bool(set(statement.years) & set(years))


@lru_cache(maxsize=2)
def facts_of(graph: KnowledgeGraph) -> GraphFacts:
    """The facts of ``graph``, kept while it is asked again: a graph does not change."""
    return GraphFacts(graph)


class GraphFacts:
    """What a graph holds, gathered once, and the sets of things that a filter may want."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        self.records = entity_records(graph)
        self.said = statements(graph)
        self.stated = tuple(s for s in self.said if not s.background)
        self.figures = figures_of(graph)
        self.mentions = mentions(graph)

    @cached_property
    def dated(self) -> dict[Evidence, set[int]]:
        """See `passage_years`."""
        return passage_years(self.graph)

    @cached_property
    def sentences(self) -> Sentences:
        """The sentences of all reports."""
        return Sentences(self.graph, {e.report for passages in self.mentions.values() for e in passages})

    def of_types(self, names: Iterable[str]) -> set[str]:
        """The things of these classes."""
        ontology = load_ontology()
        kinds = [class_named(name, ontology) for name in names]
        return {iri for iri, r in self.records.items() if any(ontology.is_a(r.type, kind) for kind in kinds)}

    def in_places(self, names: Iterable[str]) -> set[str]:
        """The things that lie in these places."""
        wanted = {resolve(self.graph, name, "Place").iri for name in names}
        around = self._closure(("locatedIn", "partOf"))
        places = {iri for iri, r in self.records.items() if load_ontology().top_type(r.type) == "Place"}
        reports = {report_name(report): str(place) for report, place in self.graph.select(_REPORTS).rows}

        def lies(iri: str) -> set[str]:
            known = ({iri} | around.get(iri, set())) & places
            told = {reports[e.report] for e in self.mentions.get(iri, ()) if e.report in reports}
            return known or told.union(*(around.get(place, set()) for place in told))

        return {iri for iri in self.records if lies(iri) & wanted}

    def in_industries(self, names: Iterable[str]) -> set[str]:
        """The things of these industries."""
        wanted = {resolve(self.graph, name, "Industry").iri for name in names}
        parts = wanted | {iri for iri, wholes in self._closure(("partOf",)).items() if wholes & wanted}
        return parts | {s.subject for s in self.said if s.predicate == "inIndustry" and s.object in parts}

    def of_status(self, statuses: Collection[str], years: Collection[int]) -> set[str]:
        """The things that have one of these statuses, in one of ``years`` if any."""
        dated = self.dated if years else {}
        return {
            s.subject
            for s in self.stated
            if s.predicate == "status" and local_name(s.object) in statuses
            if not years or any(year in years for year, _ in by_year(s, dated))
        }

    def of_years(self, years: Collection[int]) -> set[str]:
        """The things that something is said of in one of these years."""
        ends = {end for s in self.stated if _of(s, years) for end in (s.subject, s.object)}
        return ends | {m.subject for m in self.figures if m.year in years}

    def _closure(self, predicates: Collection[str]) -> dict[str, set[str]]:
        """What each thing leads to by any number of steps along ``predicates``."""
        import networkx as nx

        steps = nx.DiGraph((s.subject, s.object) for s in self.said if s.predicate in predicates)
        return {start: set(nx.descendants(steps, start)) for start in steps}
