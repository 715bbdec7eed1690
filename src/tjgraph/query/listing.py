"""What a selection holds, as tables: the things of each type, relations, statuses, figures, each with its sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from tjgraph.errors import QueryError
from tjgraph.model import Evidence, Table
from tjgraph.ontology import load_ontology
from tjgraph.query.claims import Statement, by_year
from tjgraph.query.entities import EntityRecord
from tjgraph.query.names import normal
from tjgraph.query.selection import Selected, facts_of
from tjgraph.query.terms import in_text_order, local_name

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

RELATIONS, STATUSES, FIGURES = "关系", "进展", "数据"
Cell = str | int | Decimal | None
_SENTENCES = 5  # of a thing that is named everywhere, those that state something of it first


def listing(graph: KnowledgeGraph, selected: Selected, wanted: Sequence[str] = ()) -> tuple[Table, ...]:
    """The tables of ``selected``, titled by type (企业, 项目, …), then 关系, 进展, 数据; empty ones are left out.

    ``wanted`` keeps the tables of these titles, in the same order. Raises QueryError for a title that is none.
    """
    tables = _Lister(graph, selected).makers()
    titles = {normal(title): title for title in tables}
    for name in wanted:
        if normal(name) not in titles:
            raise QueryError(f"没有“{name}”这张表", remedy=f"可用的：{'、'.join(tables)}")
    chosen = {titles[normal(name)] for name in wanted} or set(tables)
    made = (maker() for title, maker in tables.items() if title in chosen)
    return tuple(table for table in made if table.rows or wanted)


class _Lister:
    """The selection with what its tables share: labels, relations by thing, sentences."""

    def __init__(self, graph: KnowledgeGraph, selected: Selected) -> None:
        self._graph, self._selected = graph, selected
        self._ontology = load_ontology()
        facts = facts_of(graph)
        self._records = facts.records
        self._statuses = [s for s in selected.statements if s.predicate == "status" and s.subject in selected.entities]
        self._relations = [s for s in selected.statements if s.predicate != "status"]
        self._dated, self._sentences = facts.dated, facts.sentences
        self._by_thing: dict[str, list[Statement]] = defaultdict(list)
        for s in selected.statements:
            for end in {s.subject, s.object}:
                self._by_thing[end].append(s)

    def makers(self) -> dict[str, Callable[[], Table]]:
        """What makes each table, by its title."""
        types = self._ontology.entity_types
        made: dict[str, Callable[[], Table]] = {
            self._ontology.classes[cls].label_zh: partial(self._things, cls) for cls in types
        }
        return made | {RELATIONS: self._relation_table, STATUSES: self._status_table, FIGURES: self._figure_table}

    def _things(self, cls: str) -> Table:
        """The things of a type: a row each, a column for each relation that one of them has."""
        things = [r for r in self._selected.entities.values() if self._ontology.top_type(r.type) == cls]
        columns = self._relation_columns(things)
        rows: list[tuple[Cell, ...]] = []
        evidence = []
        for thing in things:
            mentions = self._selected.mentions[thing.iri]
            rows.append(
                (
                    thing.label,
                    self._class(thing),
                    "、".join(thing.aliases),
                    *(self._others(thing.iri, predicate, outgoing) for predicate, outgoing in columns),
                    self._progress(thing.iri),
                    len(mentions),
                    "、".join(sorted({e.report for e in mentions})),
                )
            )
            evidence.append(self._passages(thing.iri))
        heads = [self._head(predicate, outgoing) for predicate, outgoing in columns]
        names = ("名称", "类型", "别名", *heads, STATUSES, "提及次数", "报告")
        return Table(names, tuple(rows), self._ontology.classes[cls].label_zh, tuple(evidence))

    def _relation_columns(self, things: Sequence[EntityRecord]) -> list[tuple[str, bool]]:
        """The relations of ``things`` and whether they lead from them, in the ontology's order."""
        iris = {thing.iri for thing in things}
        there = {(s.predicate, True) for s in self._relations if s.subject in iris}
        there |= {(s.predicate, False) for s in self._relations if s.object in iris}
        order = [(name, outgoing) for outgoing in (True, False) for name in self._ontology.relations]
        return [column for column in order if column in there]

    def _head(self, predicate: str, outgoing: bool) -> str:
        label = self._ontology.properties[predicate].label_zh
        return f"{label} →" if outgoing else f"← {label}"

    def _others(self, iri: str, predicate: str, outgoing: bool) -> str:
        ends = (
            s.object if outgoing else s.subject
            for s in self._by_thing[iri]
            if s.predicate == predicate and iri == (s.subject if outgoing else s.object)
        )
        return "、".join(dict.fromkeys(self._label(end) for end in ends))

    def _progress(self, iri: str) -> str:
        said = (s for s in self._by_thing[iri] if s.predicate == "status")
        dated = {(year, self._status(s)) for s in said for year, _ in by_year(s, self._dated)}
        ordered = sorted(dated, key=lambda d: (d[0] or 0, d[1]))
        return "、".join(word if year is None else f"{word}（{year}）" for year, word in ordered)

    def _passages(self, iri: str) -> tuple[Evidence, ...]:
        """Sentences that state something of the thing, then others that name it."""
        stating = in_text_order(self._sentences.around(e) or e for s in self._by_thing[iri] for e in s.evidence)
        naming = in_text_order(self._sentences.around(e) or e for e in self._selected.mentions[iri])
        return tuple(dict.fromkeys((*stating, *naming)))[:_SENTENCES]

    def _relation_table(self) -> Table:
        rows = tuple(
            (
                self._label(s.subject),
                self._type(s.subject),
                self._ontology.properties[s.predicate].label_zh,
                self._label(s.object),
                self._type(s.object),
                "、".join(map(str, s.years)),
            )
            for s in self._relations
        )
        names = ("主体", "主体类型", "关系", "客体", "客体类型", "年份")
        return Table(names, rows, RELATIONS, tuple(s.evidence for s in self._relations))

    def _status_table(self) -> Table:
        found = [(s, year, evidence) for s in self._statuses for year, evidence in by_year(s, self._dated)]
        found.sort(key=lambda f: (self._label(f[0].subject), f[0].subject, f[1] or 0, f[0].object))
        rows = tuple((self._label(s.subject), self._type(s.subject), self._status(s), year) for s, year, _ in found)
        return Table(("名称", "类型", "进展", "年份"), rows, STATUSES, tuple(evidence for *_, evidence in found))

    def _figure_table(self) -> Table:
        terms, figures = self._ontology.terms, self._selected.figures
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                m.indicator,
                self._label(m.subject),
                m.value,
                m.unit,
                m.year if m.since is None else m.years,
                *(terms[name].label_zh for name in (m.kind, m.change, m.qualifier)),
            )
            for m in figures
        )
        names = ("指标", "主体", "数值", "单位", "年份", "性质", "变化", "限定")
        return Table(names, rows, FIGURES, tuple(m.evidence for m in figures))

    def _label(self, iri: str) -> str:
        return self._records[iri].label if iri in self._records else local_name(iri)

    def _type(self, iri: str) -> str:
        return self._class(self._records[iri]) if iri in self._records else ""

    def _class(self, record: EntityRecord) -> str:
        return self._ontology.classes[record.type].label_zh

    def _status(self, statement: Statement) -> str:
        return self._ontology.statuses[local_name(statement.object)].label_zh
