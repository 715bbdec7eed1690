"""Targets with a number: the figure of the newer report that answers each, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tjgraph.query.ledger.entries import Entry, Outcome
from tjgraph.query.ledger.likeness import Likeness
from tjgraph.query.ledger.sources import Clause, Figure, Source
from tjgraph.query.ledger.verdicts import judge

if TYPE_CHECKING:
    from tjgraph.lexicon.ledger import LedgerLexicon

ALIKE = 0.8  # how much of the shorter of two wordings the longer has to hold
SHORTEST = 4  # wording that says enough to be part of a longer one
SPOKEN_OF, PERHAPS, UNHEARD_OF = 0.6, 0.5, 0.4  # of an indicator, in words without a comparable figure


@dataclass(frozen=True, slots=True)
class _Known:
    """A figure under the name by which its indicator is known; ``doubts`` say what it may not be the same in."""

    figure: Figure
    name: str
    change: str
    place: str
    doubts: tuple[str, ...]


class Targets:
    """The targets of ``old`` and the figures of ``new`` that may answer them."""

    def __init__(self, old: Source, new: Source | None, rules: LedgerLexicon, likeness: Likeness) -> None:
        self.old, self.new, self.rules, self.likeness = old, new, rules, likeness
        self._said = [self._known(f, new) for f in new.figures] if new else []

    def entries(self) -> Iterator[Entry]:
        """One entry a target, in the order of the text."""
        seen: set[tuple[object, ...]] = set()
        for figure in self.old.figures:
            if not figure.target or self.rules.no_target(figure.evidence.quote):
                continue
            aim = self._known(figure, self.old)
            key = (aim.name, figure.subject, aim.change, figure.amount.unit, figure.amount.year, figure.amount.value)
            if key not in seen:
                seen.add(key)
                yield self._answered(aim, self.new) if self.new else self._open(aim)

    def growth(self, name: str, year: int) -> tuple[Figure, tuple[str, ...]] | None:
        """By how many per cent the indicator of that name grew in ``year``, and what makes that doubtful."""
        fitting = [
            k
            for k in self._said
            if not k.figure.target and (k.name, k.change, k.figure.amount.unit) == (name, "increase", "%")
            and k.figure.amount.year == year and k.figure.subject == k.place
        ]  # fmt: skip
        best = min(fitting, key=lambda k: (len(k.doubts), k.figure.evidence.start), default=None)
        return (best.figure, best.doubts) if best else None

    def _known(self, figure: Figure, source: Source) -> _Known:
        doubts = []
        words = self.rules.not_a_year(figure.evidence.quote)
        if words and not figure.target:
            doubts.append(f"结果是“{words}”的数")
        clause = source.clause_at(figure.evidence.start)
        if clause is not None and clause.many:
            doubts.append("结果说的是几年间的事")
        name, change = self.rules.indicator(self.rules.without_scope(figure.indicator))
        return _Known(figure, name, change or figure.amount.change, source.place, tuple(doubts))

    def _open(self, aim: _Known) -> Entry:
        figure = aim.figure
        return Entry(
            promise=self.old.widened(figure.evidence),
            topic=figure.indicator,
            kind="figure",
            target=replace(figure.amount, change=aim.change),
            outcome=None,
            verdict=None,
            sure=False,
        )

    def _answered(self, aim: _Known, new: Source) -> Entry:
        entry = self._open(aim)
        due = aim.figure.amount.year < new.year
        for answer in (self._by_result if due else self._by_progress, self._by_words, self._by_new_target):
            if found := answer(entry, aim, new):
                return found
        heard = max((self.likeness.share(aim.name, c.evidence.quote) for c in new.clauses), default=0.0)
        sure = new.whole and due and len(aim.name) >= SHORTEST and heard < UNHEARD_OF
        reason = "回顾里没有这个指标" if due else f"目标年是 {aim.figure.amount.year} 年，尚未到期，新报告没有说到"
        return replace(entry, verdict="not_reported", sure=sure, reason=reason)

    def _by_result(self, entry: Entry, aim: _Known, new: Source) -> Entry | None:
        """The figure of the same year in the review."""
        year = aim.figure.amount.year
        found = self._best(aim, [k for k in self._said if not k.figure.target and k.figure.amount.year == year])
        if found is None or entry.target is None:
            return None
        result, doubts = found
        amount = replace(result.figure.amount, change=result.change)
        judgement = judge(entry.target, amount, self.rules.good(aim.name))
        doubts = (*doubts, *result.doubts, *([judgement.note] if judgement.note else []))
        return replace(
            entry,
            outcome=Outcome(new.widened(result.figure.evidence), amount),
            verdict=judgement.verdict,
            sure=judgement.sure and not doubts,
            margin=judgement.margin,
            reason="；".join((f"同一指标：目标 {entry.target}，结果 {amount}", *doubts)),
        )

    def _by_progress(self, entry: Entry, aim: _Known, new: Source) -> Entry | None:
        """Where a level stands of which the target is for a later year."""
        results = [k for k in self._said if not k.figure.target and k.figure.amount.change == "level"]
        found = self._best(aim, results) if aim.change == "level" else None
        if found is None or entry.target is None:
            return None
        result, doubts = found
        amount = result.figure.amount
        judgement = judge(entry.target, amount, self.rules.good(aim.name))
        reached = judgement.verdict in ("met", "exceeded") and entry.target.qualifier != "at_most"
        state = "已提前达到" if reached else "尚未到期"
        doubts = (*doubts, *result.doubts, *([judgement.note] if judgement.note else []))
        return replace(
            entry,
            outcome=Outcome(new.widened(result.figure.evidence), amount),
            verdict=judgement.verdict if reached else "ongoing",
            sure=judgement.sure and not doubts,
            margin=judgement.margin,
            reason="；".join(
                (f"目标年是 {entry.target.year} 年，{state}：目标 {entry.target}，现为 {amount}", *doubts)
            ),
        )

    def _by_words(self, entry: Entry, aim: _Known, new: Source) -> Entry | None:
        """Words of the review that speak of the indicator without a figure that could be compared."""
        spoken = self._spoken_of(aim, new)
        if spoken is None or spoken[1] < SPOKEN_OF:
            return None
        outcome = Outcome(new.widened(spoken[0].evidence))
        return replace(entry, outcome=outcome, verdict="ongoing", reason="回顾说到此事，没有可比的数")

    def _by_new_target(self, entry: Entry, aim: _Known, new: Source) -> Entry | None:
        """The same indicator among the targets of the newer report."""
        year = max(new.year, aim.figure.amount.year)
        found = self._best(aim, [k for k in self._said if k.figure.target and k.figure.amount.year == year])
        if found is None:
            return None
        (again, doubts), spoken = found, self._spoken_of(aim, new)
        amount = replace(again.figure.amount, change=again.change)
        return replace(
            entry,
            outcome=Outcome(new.widened(again.figure.evidence), amount),
            verdict="repeated",
            sure=not (doubts or (spoken and spoken[1] >= PERHAPS)),
            reason="；".join((f"回顾没有给出结果，新的目标是 {amount}", *doubts)),
        )

    def _best(self, aim: _Known, known: list[_Known]) -> tuple[_Known, tuple[str, ...]] | None:
        """The figure that is of what ``aim`` is of, with what makes that doubtful."""
        fitting = [(k, doubts) for k in known if (doubts := self._doubts(aim, k)) is not None]
        if not fitting:
            return None
        best, doubts = min(
            fitting, key=lambda pair: (len(pair[1]) + len(pair[0].doubts), pair[0].figure.evidence.start)
        )
        rivals = {k.figure.amount.value for k, d in fitting if len(d) + len(k.doubts) == len(doubts) + len(best.doubts)}
        return best, (*doubts, "同一指标有几个数") if len(rivals) > 1 else doubts

    def _doubts(self, aim: _Known, known: _Known) -> tuple[str, ...] | None:
        """Why the two may not be of the same; None where they are not."""
        a, b = aim.figure, known.figure
        if a.amount.unit != b.amount.unit or (aim.change == "level") != (known.change == "level"):
            return None
        if a.subject != b.subject and not (a.subject == self.old.place and b.subject == known.place):
            return None
        if aim.name == known.name:
            return ()
        (first, done), (second, deeds) = self.rules.counted(aim.name), self.rules.counted(known.name)
        if first == second and (done == deeds or not (done and deeds)):
            return () if done == deeds else (f"指标说法不同：“{a.indicator}”与“{b.indicator}”",)
        shorter, longer = sorted((aim.name, known.name), key=len)
        same = a.amount.value == b.amount.value
        if len(shorter) < SHORTEST or self.likeness.share(shorter, longer) < ALIKE:
            return None
        if not same and (
            done != deeds or aim.name[-2:] != known.name[-2:]
        ):  # the last word says what it is: 生产总值, 生产总值能耗
            return None
        return () if same else (f"指标说法不同：“{a.indicator}”与“{b.indicator}”",)

    def _spoken_of(self, aim: _Known, new: Source) -> tuple[Clause, float] | None:
        """The clause of the review that speaks most of the indicator, and how much of it."""
        if len(aim.name) < SHORTEST:
            return None
        review = [c for c in new.clauses if c.part == "review" and (c.many or c.year == aim.figure.amount.year)]
        shares = [(self.likeness.share(aim.name, c.evidence.quote), c) for c in review]
        best = max(shares, key=lambda pair: (pair[0], -pair[1].evidence.start), default=None)
        return (best[1], best[0]) if best else None
