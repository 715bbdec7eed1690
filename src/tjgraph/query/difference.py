"""Two reports side by side: what is new, what is gone, what has changed, each with the words of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from tjgraph.errors import GraphError
from tjgraph.model import Evidence, Table
from tjgraph.ontology import load_ontology
from tjgraph.query.claims import by_year, passage_years
from tjgraph.query.figures import Figure
from tjgraph.query.names import normal
from tjgraph.query.selection import Selected, Selection, select
from tjgraph.query.sentences import Sentences
from tjgraph.query.terms import dicts, local_name

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph
    from tjgraph.lexicon.ledger import LedgerLexicon

NEW, GONE, CHANGED = "新增", "不再提及", "变了"
_REPORTS = "SELECT ?place ?year WHERE { ?report a tj:Report ; tj:place ?place . OPTIONAL { ?report tj:year ?year } }"
_ORDER = {CHANGED: 0, NEW: 1, GONE: 2}

Row = tuple[str | int | Decimal | None, ...]
Pair = tuple[Row, tuple[Evidence, ...]]


def differences(old: KnowledgeGraph, new: KnowledgeGraph, rules: LedgerLexicon) -> tuple[Table, ...]:
    """What the report in ``new`` says otherwise than the one in ``old``: tables 实体, 进展 and 数据.

    A thing is the same by its IRI, or by a name and a type that both give it. A figure is held against that of the same
    indicator (by ``rules``), subject, kind and change: of the same year, or of the year as far from its report's own.
    What is the same in both is left out. Each row has the passages of both sides, the older first. Raises GraphError
    where a graph holds not one report with a year.
    """
    before, after = _Side(old), _Side(new)
    twins = dict(_twins(before, after))
    return (
        _table("实体", ("变化", "类型", "名称", "别名", "提及次数"), _things(before, after, twins)),
        _table("进展", ("变化", "类型", "名称", "旧进展", "新进展"), _progress(before, after, twins)),
        _table("数据", _FIGURE_COLUMNS, _Figures(before, after, twins, rules).pairs()),
    )


class _Side:
    """One of the two reports: what it says, the place and year that it is of."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        reports = [(str(row["place"]), row["year"]) for row in dicts(graph.select(_REPORTS))]
        if len(reports) != 1 or reports[0][1] is None:
            raise GraphError(
                "要比的是两份各有年份的报告", where=f"{len(reports)} 份报告", remedy="每边给一份报告的图谱"
            )
        self.place, self.year = reports[0][0], int(str(reports[0][1]))
        self.said: Selected = select(graph, Selection())
        self._dated = passage_years(graph)
        self._sentences = Sentences(graph, {e.report for found in self.said.mentions.values() for e in found})

    def sentence(self, iri: str) -> Evidence:
        """The first sentence that names a thing."""
        mention = self.said.mentions[iri][0]
        return self._sentences.around(mention) or mention

    @cached_property
    def progress(self) -> dict[str, dict[tuple[int, str], tuple[Evidence, ...]]]:
        """The statuses (year or 0, local name) of each thing, with their passages."""
        found: dict[str, dict[tuple[int, str], tuple[Evidence, ...]]] = {}
        for s in self.said.statements:
            if s.predicate == "status":
                dated = {(year or 0, local_name(s.object)): passages for year, passages in by_year(s, self._dated)}
                found.setdefault(s.subject, {}).update(dated)
        return found


def _table(title: str, columns: tuple[str, ...], pairs: Iterable[Pair]) -> Table:
    """The rows, what has changed first, then what is new, then what is gone."""
    ordered = sorted(pairs, key=lambda pair: _ORDER[str(pair[0][0])])
    return Table(columns, tuple(row for row, _ in ordered), title, tuple(evidence for _, evidence in ordered))


def _twins(before: _Side, after: _Side) -> Iterator[tuple[str, str]]:
    """The IRI of each thing of the older report that the newer one names too, with its IRI there."""
    top = load_ontology().top_type
    named: dict[tuple[str, str], str] = {}
    for iri, record in after.said.entities.items():
        for name in record.names:
            named.setdefault((normal(name), top(record.type)), iri)
    for iri, record in before.said.entities.items():
        names = (named.get((normal(name), top(record.type))) for name in record.names)
        twin = iri if iri in after.said.entities else next(filter(None, names), None)
        if twin is not None:
            yield iri, twin


def _things(before: _Side, after: _Side, twins: dict[str, str]) -> Iterator[Pair]:
    known = set(twins.values())
    for change, side, left in ((NEW, after, known), (GONE, before, set(twins))):
        for iri, record in side.said.entities.items():
            if iri not in left:
                kind = load_ontology().classes[record.type].label_zh
                row = (change, kind, record.label, "、".join(record.aliases), len(side.said.mentions[iri]))
                yield row, (side.sentence(iri),)


def _progress(before: _Side, after: _Side, twins: dict[str, str]) -> Iterator[Pair]:
    for iri, twin in twins.items():
        was, now = before.progress.get(iri, {}), after.progress.get(twin, {})
        if {status for _, status in was} != {status for _, status in now}:
            record = after.said.entities[twin]
            change = NEW if not was else GONE if not now else CHANGED
            row = (change, load_ontology().classes[record.type].label_zh, record.label, _words(was), _words(now))
            yield row, tuple(dict.fromkeys(e for side in (was, now) for _, of in sorted(side.items()) for e in of))


def _words(statuses: Iterable[tuple[int, str]]) -> str:
    known = load_ontology().statuses
    return "、".join(known[name].label_zh + (f"（{year}）" if year else "") for year, name in sorted(statuses))


_FIGURE_COLUMNS = (
    "变化", "指标", "主体", "性质", "口径", "旧年份", "旧数值", "旧限定", "新年份", "新数值", "新限定", "差", "单位",
)  # fmt: skip
_Key = tuple[str, str, str, bool, str]


class _Figures:
    """The figures of both reports by what makes them comparable."""

    def __init__(self, before: _Side, after: _Side, twins: dict[str, str], rules: LedgerLexicon) -> None:
        self._sides, self._rules = (before, after), rules
        self._was = self._by_key(before, lambda iri: twins.get(iri, iri))
        self._now = self._by_key(after, lambda iri: iri)

    def _by_key(self, side: _Side, twin: Callable[[str], str]) -> dict[_Key, list[Figure]]:
        found: dict[_Key, list[Figure]] = {}
        for m in side.said.figures:
            name, change = self._rules.indicator(m.indicator)
            whose = "" if m.subject == side.place else twin(m.subject)
            growth = m.change != "level" or change in ("increase", "decrease")
            found.setdefault((name, whose, m.kind, growth, m.unit), []).append(m)
        return found

    def pairs(self) -> Iterator[Pair]:
        """A row for each figure that is new or gone, and for each two that differ, in the order of the texts."""
        for key in dict.fromkeys((*self._now, *self._was)):
            for was, now in self._matched(list(self._was.get(key, ())), list(self._now.get(key, ()))):
                row = self._row(key, was, now)
                if row is not None:
                    yield row, tuple(e for m in (was, now) if m for e in m.evidence)

    def _matched(self, was: list[Figure], now: list[Figure]) -> Iterator[tuple[Figure | None, Figure | None]]:
        before, after = (side.year for side in self._sides)
        for gap in (after - before, 0):  # as far from the report's own year; the very same year
            for old in list(was):
                several = old.since is not None  # what adds up over years is not beside what is of one
                new = next((m for m in now if m.year == old.year + gap and (m.since is not None) == several), None)
                if new is not None:
                    was.remove(old)
                    now.remove(new)
                    yield old, new
        yield from ((old, None) for old in was)
        yield from ((None, new) for new in now)

    def _row(self, key: _Key, was: Figure | None, now: Figure | None) -> Row | None:
        name, _, kind, growth, unit = key
        old, new = _signed(was), _signed(now)
        same = was and now and old == new and was.qualifier == now.qualifier
        m = now or was
        if m is None or same:
            return None
        terms, side = load_ontology().terms, self._sides[now is not None]
        record = side.said.entities.get(m.subject)
        return (
            CHANGED if was and now else NEW if now else GONE,
            name,
            record.label if record else m.subject,
            terms[kind].label_zh,
            "增长" if growth else "数值",
            *((_when(was), old, terms[was.qualifier].label_zh) if was else (None, None, None)),
            *((_when(now), new, terms[now.qualifier].label_zh) if now else (None, None, None)),
            new - old if old is not None and new is not None else None,
            unit,
        )


def _when(m: Figure) -> int | str:
    """A year stays a number, which programs can count with."""
    return m.year if m.since is None else m.years


def _signed(m: Figure | None) -> Decimal | None:
    return None if m is None else -m.value if m.change == "decrease" else m.value
