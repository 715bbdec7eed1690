"""The ledger: what an older report promised, held against what a newer one reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tjgraph.errors import QueryError
from tjgraph.query.ledger.entries import Amount, Entry, Ledger, Outcome, Word
from tjgraph.query.ledger.figures import Targets
from tjgraph.query.ledger.likeness import Likeness
from tjgraph.query.ledger.paces import pace_entries
from tjgraph.query.ledger.sources import Source, read_source
from tjgraph.query.ledger.tasks import Tasks

if TYPE_CHECKING:
    from tjgraph.lexicon.ledger import LedgerLexicon

__all__ = ["Amount", "Entry", "Ledger", "Outcome", "Source", "Word", "draw_up", "read_source"]


def draw_up(old: Source, new: Source | None, rules: LedgerLexicon) -> Ledger:
    """The promises of ``old``, held against ``new``; without it, the promises as they stand.

    Raises QueryError where the two are of different places or ``new`` is no newer.
    """
    if new is not None:
        _must_follow(old, new)
    clauses = (c.evidence.quote for source in (old, new) if source for c in source.clauses)
    likeness = Likeness(rules.spelt_out(clause) for clause in clauses)
    targets = Targets(old, new, rules, likeness)
    figures = sorted((*targets.entries(), *pace_entries(targets)), key=lambda e: e.promise.start)
    entries = (*figures, *Tasks(old, new, rules, likeness).entries())
    verdicts = tuple(Word(row.id, row.word, row.meaning) for row in rules.verdicts)
    kinds = tuple(Word(row.id, row.word) for row in rules.kinds)
    return Ledger(old.title, new.title if new else None, entries, verdicts, kinds, _warnings(old, new))


def _must_follow(old: Source, new: Source) -> None:
    if old.place != new.place:
        raise QueryError(f"两份报告不是同一个地方的：{old.title}、{new.title}", remedy="请给同一地方先后两年的报告")
    if old.year >= new.year:
        raise QueryError(f"后一份报告不比前一份新：{old.year} 年、{new.year} 年", remedy="先写旧的，后写新的")


def _warnings(old: Source, new: Source | None) -> tuple[str, ...]:
    found = []
    if new is not None and new.year > old.year + 1:
        found.append(
            f"两份报告不是前后两年（{old.year}、{new.year}）：{old.year} 年的结果多半不在新报告里，结论只供参考"
        )
    for source in (old, new):
        if source is not None and not source.whole:
            found.append(f"没有找到 {source.name} 的原文：只比对图谱里的数字和有进展的事")
    return tuple(found)
