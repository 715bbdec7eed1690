"""Everything that the graph knows of an entity, each fact with the words that say it: of one entity, or of all at once.

Of one, the queries are bound to it and take some hundredths of a second; of all, the same queries are asked once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import Iri
from tjgraph.model import Evidence
from tjgraph.ontology import load_ontology
from tjgraph.query.claims import Statement, by_year, passage_years, statements
from tjgraph.query.description import DatedStatus, EntityDescription, Naming, Relation
from tjgraph.query.entities import EntityRecord, entity_records
from tjgraph.query.figures import Figure, figures_of
from tjgraph.query.mentions import mentions
from tjgraph.query.sentences import Sentences
from tjgraph.query.terms import local_name

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_OUTSIDE_ALIASES = f"""SELECT ?entity ?alias WHERE {{
    GRAPH <{v.BACKGROUND_GRAPH}> {{ ?entity skos:altLabel ?alias }} }}"""


class Describer:
    """Describes the entity with the IRI ``iri``, or any entity of ``graph``."""

    def __init__(self, graph: KnowledgeGraph, iri: str | None = None) -> None:
        self._graph = graph
        bound = {} if iri is None else {"entity": Iri(iri)}
        self._from: dict[str, list[Statement]] = defaultdict(list)
        self._to: dict[str, list[Statement]] = defaultdict(list)
        everything = statements(graph) if iri is None else ()
        for s in everything or statements(graph, subject=iri):
            self._from[s.subject].append(s)
        for s in everything or statements(graph, object=iri):
            self._to[s.object].append(s)
        self._records = entity_records(graph, None if iri is None else _ends(self._from, self._to))
        self._mentions = mentions(graph, iri)
        self._sentences = Sentences(graph, {p.report for passages in self._mentions.values() for p in passages})
        self._outside: dict[str, set[str]] = defaultdict(set)
        for entity, alias in graph.select(_OUTSIDE_ALIASES, **bound).rows:
            self._outside[str(entity)].add(str(alias))
        self._figures: dict[str, list[Figure]] = defaultdict(list)
        for figure in figures_of(graph, iri):
            self._figures[figure.subject].append(figure)

    @cached_property
    def _dated(self) -> dict[Evidence, set[int]]:
        return passage_years(self._graph)

    def describe(self, record: EntityRecord) -> EntityDescription:
        """All that the graph knows of the entity of that record."""
        outgoing, incoming = self._from.get(record.iri, ()), self._to.get(record.iri, ())
        relations = [self._relation(s, True) for s in outgoing if s.object in self._records and not _is_status(s)]
        relations += [self._relation(s, False) for s in incoming if s.subject in self._records]
        passages = self._mentions.get(record.iri, ())
        outside = self._outside.get(record.iri, set()) - {p.quote for p in passages}
        return EntityDescription(
            iri=record.iri,
            label=record.label,
            type=record.type,
            type_label=load_ontology().classes[record.type].label_zh,
            aliases=tuple(alias for alias in record.aliases if alias not in outside),
            background_aliases=tuple(alias for alias in record.aliases if alias in outside),
            relations=tuple(relation for relation, background in relations if not background),
            statuses=self._statuses([s for s in outgoing if _is_status(s)]),
            figures=tuple(sorted(self._figures.get(record.iri, ()), key=_order)),
            mentions=tuple(Naming(p, self._sentences.around(p)) for p in passages),
            background=tuple(relation for relation, background in relations if background),
        )

    def _relation(self, statement: Statement, outgoing: bool) -> tuple[Relation, bool]:
        """The relation as the entity has it, and whether it is background."""
        other = self._records[statement.object if outgoing else statement.subject]
        relation = Relation(
            statement.predicate,
            load_ontology().properties[statement.predicate].label_zh,
            outgoing,
            other.iri,
            other.label,
            other.type,
            statement.years,
            statement.evidence,
            statement.sources if statement.background else (),
        )
        return relation, statement.background

    def _statuses(self, said: Sequence[Statement]) -> tuple[DatedStatus, ...]:
        labels = {name: term.label_zh for name, term in load_ontology().statuses.items()}
        dated = self._dated if any(len(s.years) > 1 for s in said) else {}
        order = {name: rank for rank, name in enumerate(labels)}
        found = [
            DatedStatus(local_name(s.object), labels.get(local_name(s.object), local_name(s.object)), year, evidence)
            for s in said
            for year, evidence in by_year(s, dated)
        ]
        return tuple(sorted(found, key=lambda s: (s.year or 0, order.get(s.status, len(order)))))


def _is_status(statement: Statement) -> bool:
    return statement.predicate == "status"


def _ends(outgoing: Mapping[str, Iterable[Statement]], incoming: Mapping[str, Iterable[Statement]]) -> set[str]:
    """What relations lead to and what others come from."""
    objects = {s.object for said in outgoing.values() for s in said if not _is_status(s)}
    return objects | {s.subject for said in incoming.values() for s in said}


def _order(figure: Figure) -> tuple[object, ...]:
    return figure.year, figure.kind, [(e.report, e.start) for e in figure.evidence], figure.indicator, figure.iri
