"""Targets without a number: one indicator is to grow as fast as another (居民收入增长与经济增长同步)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from tjgraph.query.ledger.entries import Entry, Outcome

if TYPE_CHECKING:
    from tjgraph.lexicon.ledger import Pace
    from tjgraph.query.ledger.figures import Targets
    from tjgraph.query.ledger.sources import Source

LOOSE = Decimal("0.5")  # percentage points that 基本同步 may lag behind


def pace_entries(targets: Targets) -> Iterator[Entry]:
    """One entry for each such target of the older report, by both growths that the newer one gives."""
    old, rules = targets.old, targets.rules
    for clause in old.clauses:
        pace = rules.pace(clause.evidence.quote) if clause.part == "plan" and clause.year == old.year else None
        if pace is not None:
            entry = Entry(old.widened(clause.evidence), clause.evidence.quote, "figure", None, None, None, sure=False)
            yield _answered(entry, pace, targets, targets.new) if targets.new else entry


def _answered(entry: Entry, pace: Pace, targets: Targets, new: Source) -> Entry:
    year = targets.old.year
    what, other = targets.growth(pace.what, year), targets.growth(pace.other, year)
    if what is None or other is None:
        return replace(entry, verdict="not_reported", reason=f"回顾里缺“{pace.what}”或“{pace.other}”的增速")
    (first, doubts), (second, more) = what, other
    ahead = first.amount.value - second.amount.value
    kept = ahead > 0 if pace.faster else ahead >= 0
    near = pace.loose and not kept and ahead >= -LOOSE
    notes = [f"{first.indicator} {first.amount}，{second.indicator} {second.amount}", *doubts, *more]
    notes += ["略低，算不算“基本”同步要看口径"] if near else []
    return replace(
        entry,
        outcome=Outcome(new.widened(first.evidence), first.amount),
        verdict="met" if kept or near else "missed",
        sure=not (doubts or more or near),
        margin=ahead,
        reason="；".join(notes),
    )
