"""Everything that the graph knows of one entity, each fact with the words that say it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import Iri
from tjgraph.model import Evidence
from tjgraph.ontology import load_ontology
from tjgraph.query.claims import Statement, by_year, passage_years, statements
from tjgraph.query.entities import EntityRecord, entity_records, resolve
from tjgraph.query.sentences import Sentences
from tjgraph.query.terms import PASSAGE, dicts, in_text_order, local_name, passage_of
from tjgraph.shown import Shown

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_FIGURES = f"""SELECT ?subject ?figure ?indicator ?value ?unit ?year ?kind ?change ?qualifier ?report ?start ?end ?exact
WHERE {{
    ?figure tj:subject ?subject ; tj:value ?value ; tj:year ?year ; tj:kind ?kind ; tj:change ?change ;
        tj:qualifier ?qualifier ; tj:indicator/rdfs:label ?indicator ; tj:unit/rdfs:label ?unit .
    OPTIONAL {{ ?figure prov:wasDerivedFrom ?passage . {PASSAGE} }}
}}"""
_MENTIONS = f"SELECT ?entity ?report ?start ?end ?exact WHERE {{ ?entity tj:mentionedIn ?passage . {PASSAGE} }}"
_OUTSIDE_ALIASES = f"""SELECT ?entity ?alias WHERE {{
    GRAPH <{v.BACKGROUND_GRAPH}> {{ ?entity skos:altLabel ?alias }} }}"""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of the entity: ``outgoing`` says whether it leads from the entity to the other end or back.

    ``predicate`` is a local name and ``label`` its Chinese; ``sources`` (of background only) say who says it.
    """

    predicate: str
    label: str
    outgoing: bool
    other: str
    other_label: str
    other_type: str
    years: tuple[int, ...]
    evidence: tuple[Evidence, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatedStatus:
    """A status that the entity has in a year: ``status`` is a local name, ``label`` its Chinese."""

    status: str
    label: str
    year: int | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the entity: ``value`` in base ``unit``; ``kind``, ``change`` and ``qualifier`` are local names."""

    indicator: str
    value: Decimal
    unit: str
    year: int
    kind: str
    change: str
    qualifier: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """A place where the entity is named, and the sentence around it where the graph or the report's text has it."""

    passage: Evidence
    sentence: Evidence | None


@dataclass(frozen=True, slots=True)
class EntityDescription(Shown):
    """What the graph knows of an entity.

    ``background`` and ``background_aliases`` are what no report says; all else stands in a report.
    """

    iri: str
    label: str
    type: str
    type_label: str
    aliases: tuple[str, ...]
    background_aliases: tuple[str, ...]
    relations: tuple[Relation, ...]
    statuses: tuple[DatedStatus, ...]
    figures: tuple[Figure, ...]
    mentions: tuple[Naming, ...]
    background: tuple[Relation, ...]


def describe(graph: KnowledgeGraph, name: str, type: str | None = None) -> EntityDescription:
    """All that ``graph`` knows of the entity with that name, alias or IRI; ``type`` and the errors as for `resolve`."""
    record = resolve(graph, name, type)
    outgoing, incoming = statements(graph, subject=record.iri), statements(graph, object=record.iri)
    others = {s.object for s in outgoing if s.predicate != "status"} | {s.subject for s in incoming}
    records = entity_records(graph, others)
    relations = [_relation(s, True, records[s.object]) for s in outgoing if s.object in records]
    relations += [_relation(s, False, records[s.subject]) for s in incoming if s.subject in records]
    passages = in_text_order(passage_of(row) for row in dicts(graph.select(_MENTIONS, entity=Iri(record.iri))))
    sentences = Sentences(graph, {p.report for p in passages})
    outside = _outside_aliases(graph, record.iri) - {p.quote for p in passages}
    return EntityDescription(
        iri=record.iri,
        label=record.label,
        type=record.type,
        type_label=load_ontology().classes[record.type].label_zh,
        aliases=tuple(alias for alias in record.aliases if alias not in outside),
        background_aliases=tuple(alias for alias in record.aliases if alias in outside),
        relations=tuple(relation for relation, background in relations if not background),
        statuses=_statuses(graph, [s for s in outgoing if s.predicate == "status"]),
        figures=_figures(graph, record.iri),
        mentions=tuple(Naming(p, sentences.around(p)) for p in passages),
        background=tuple(relation for relation, background in relations if background),
    )


def _relation(statement: Statement, outgoing: bool, other: EntityRecord) -> tuple[Relation, bool]:
    """The relation as the entity has it, and whether it is background."""
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


def _statuses(graph: KnowledgeGraph, said: list[Statement]) -> tuple[DatedStatus, ...]:
    labels = {name: term.label_zh for name, term in load_ontology().statuses.items()}
    dated = passage_years(graph) if any(len(s.years) > 1 for s in said) else {}
    order = list(labels)
    found = [
        DatedStatus(local_name(s.object), labels.get(local_name(s.object), local_name(s.object)), year, evidence)
        for s in said
        for year, evidence in by_year(s, dated)
    ]
    return tuple(sorted(found, key=lambda s: (s.year or 0, order.index(s.status) if s.status in order else len(order))))


def _figures(graph: KnowledgeGraph, iri: str) -> tuple[Figure, ...]:
    rows: dict[str, list[dict[str, object]]] = {}
    for row in dicts(graph.select(_FIGURES, subject=Iri(iri))):
        rows.setdefault(str(row["figure"]), []).append(row)
    found = [_figure(group) for _, group in sorted(rows.items())]
    return tuple(sorted(found, key=lambda f: (f.year, f.kind, [(e.report, e.start) for e in f.evidence], f.indicator)))


def _figure(rows: list[dict[str, object]]) -> Figure:
    row = rows[0]
    return Figure(
        str(row["indicator"]),
        Decimal(str(row["value"])),
        str(row["unit"]),
        int(str(row["year"])),
        local_name(row["kind"]),
        local_name(row["change"]),
        local_name(row["qualifier"]),
        in_text_order(map(passage_of, rows)),
    )


def _outside_aliases(graph: KnowledgeGraph, iri: str) -> set[str]:
    return {str(alias) for _, alias in graph.select(_OUTSIDE_ALIASES, entity=Iri(iri)).rows}
