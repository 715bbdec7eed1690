"""One indicator over places and years: levels and growth apart, targets beside results, each figure with its proof."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from tjgraph.errors import NotFoundError
from tjgraph.model import Evidence, Table
from tjgraph.ontology import load_ontology
from tjgraph.query.entities import EntityRecord, entity_records, resolve
from tjgraph.query.figures import Figure, figures_of
from tjgraph.query.names import Wanted, normal
from tjgraph.query.selection import Selection, select
from tjgraph.query.terms import in_text_order

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph
    from tjgraph.lexicon.ledger import LedgerLexicon

_SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series. ``value`` is negative where it fell; ``kind`` and ``qualifier`` are local names.

    ``scope`` holds the words that say that it is not of that one year (年均, 累计), else it is empty.
    """

    subject: str
    year: int
    kind: str
    value: Decimal
    qualifier: str
    scope: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one indicator that can be set side by side: all levels or all ``growth``, in one unit.

    ``subjects`` are their names, those with the largest latest result first.
    """

    indicator: str
    growth: bool
    unit: str
    subjects: tuple[str, ...]
    points: tuple[Point, ...]

    @property
    def title(self) -> str:
        """As a heading: ``生产总值：增长（%）``."""
        return f"{self.indicator}：{'增长' if self.growth else '数值'}（{self.unit}）"


def compare(
    graph: KnowledgeGraph,
    indicator: str,
    rules: LedgerLexicon,
    *,
    places: Sequence[str] = (),
    years: Sequence[int] = (),
) -> tuple[Series, ...]:
    """The figures of ``indicator`` in all reports of ``graph``, the fullest series first.

    Wordings of one indicator (by ``rules``: 地区生产总值, GDP) are one. ``places`` (names) keeps figures of these and
    of what lies in them and is no place itself; ``years`` those of these years. Raises NotFoundError with the nearest
    indicators where there is no figure, or for an unknown place.
    """
    known = figures_of(graph)
    wanted = normal(rules.indicator(indicator)[0])
    found = [m for m in known if normal(rules.indicator(m.indicator)[0]) == wanted]
    if not found:
        raise _not_found(indicator, known)
    records = entity_records(graph)
    if places or years:
        found = _within(graph, found, records, places, years)
    if not found:
        raise NotFoundError(f"“{indicator}”在这些地方、这些年份没有数据", remedy="放宽 --place、--year 再试")
    groups: dict[tuple[bool, str], list[Figure]] = {}
    for m in found:
        groups.setdefault((_is_growth(m, rules), m.unit), []).append(m)
    name = rules.indicator(indicator)[0]
    made = [_series(name, growth, unit, group, records, rules) for (growth, unit), group in groups.items()]
    return tuple(sorted(made, key=lambda s: (-len(s.points), s.growth, s.unit)))


def comparison_table(series: Iterable[Series]) -> Table:
    """The figures as a plain table, a row each, with the passages that say it."""
    terms = load_ontology().terms
    rows: list[tuple[str | int | Decimal | None, ...]] = []
    evidence = []
    for one in series:
        for p in one.points:
            kind, qualifier = terms[p.kind].label_zh, terms[p.qualifier].label_zh
            measured = "增长" if one.growth else "数值"
            rows.append((one.indicator, measured, p.subject, p.year, kind, p.value, one.unit, qualifier, p.scope))
            evidence.append(p.evidence)
    names = ("指标", "口径", "主体", "年份", "性质", "数值", "单位", "限定", "时段")
    return Table(names, tuple(rows), "", tuple(evidence))


def _not_found(indicator: str, known: Iterable[Figure]) -> NotFoundError:
    wanted = Wanted(indicator)
    names = sorted({m.indicator for m in known})
    for measure in (wanted.relevance, wanted.likeness):
        near = sorted((n for n in names if measure(n)), key=lambda n: (-measure(n), len(n), n))[:_SUGGESTIONS]
        if near:
            break
    remedy = f"是不是：{'、'.join(near)}" if near else "用 tjgraph query figures-by-indicator -p text=… 找找看"
    return NotFoundError(f"没有“{indicator}”的数据", remedy=remedy, suggestions=tuple(near))


def _within(
    graph: KnowledgeGraph,
    found: list[Figure],
    records: dict[str, EntityRecord],
    places: Sequence[str],
    years: Sequence[int],
) -> list[Figure]:
    kept = {m.iri for m in select(graph, Selection(places=tuple(places), years=tuple(years))).figures}
    own = {resolve(graph, name, "Place").iri for name in places}
    top = load_ontology().top_type
    others = {iri for iri, record in records.items() if own and iri not in own and top(record.type) == "Place"}
    return [m for m in found if m.iri in kept and m.subject not in others]


def _is_growth(m: Figure, rules: LedgerLexicon) -> bool:
    return m.change != "level" or rules.indicator(m.indicator)[1] in ("increase", "decrease")


def _series(
    name: str, growth: bool, unit: str, group: list[Figure], records: dict[str, EntityRecord], rules: LedgerLexicon
) -> Series:
    same: dict[tuple[str, int, str, Decimal, str, str], list[Evidence]] = {}
    for m in group:
        subject = records[m.subject].label if m.subject in records else m.subject
        scope = next(filter(None, (rules.not_a_year(e.quote) for e in m.evidence)), m.years if m.since else "")
        value = -m.value if m.change == "decrease" else m.value
        same.setdefault((subject, m.year, m.kind, value, m.qualifier, scope), []).extend(m.evidence)
    points = [Point(*key, in_text_order(evidence)) for key, evidence in same.items()]
    subjects = sorted({p.subject for p in points}, key=lambda subject: _rank(subject, points))
    order = {subject: rank for rank, subject in enumerate(subjects)}
    points.sort(
        key=lambda p: (order[p.subject], p.year, p.kind, bool(p.scope), p.evidence[0].report, p.evidence[0].start)
    )
    return Series(name, growth, unit, tuple(subjects), tuple(points))


def _rank(subject: str, points: list[Point]) -> tuple[int, Decimal, str]:
    """Subjects with a result of a whole year before others; then by the latest (the first said), the largest first."""
    own = [p for p in points if p.subject == subject and p.kind == "actual" and not p.scope]
    latest = min(own, key=lambda p: (-p.year, p.evidence[0].start), default=None)
    return (1, Decimal(0), subject) if latest is None else (0, -latest.value, subject)
