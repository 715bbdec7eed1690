"""What a heading or a sentence says it speaks of: the review of a year, the plan for a year, or five years."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from tjgraph.lexicon.structure import CueRow, StructureLexicon
from tjgraph.model import PartKind, Period

FIRST_PLAN = 1953
"""The first five-year plan began in 1953; every later one five years on (the gap of 1963–1965 is over by the third)."""
ADJUSTMENT = 3
NEAR = 5
"""Years: a heading that names a year farther off than this from the report's speaks of something else."""
_BELOW_HUNDRED = re.compile("([一二三四五六七八九])?(?:(十)([一二三四五六七八九])?)?")


def plan_years(ordinal: str) -> tuple[int, int] | None:
    """First and last year of the five-year plan with that Chinese ordinal: 十四 → (2021, 2025); None for no ordinal."""
    number = number_of(ordinal)
    if number is None or number < 1:
        return None
    first = FIRST_PLAN + 5 * (number - 1) + (ADJUSTMENT if number > 2 else 0)
    return first, first + 4


@dataclass(frozen=True, slots=True)
class PeriodReader:
    """Reads cues by the rows of the lexicon, for a report of ``year`` (None where nothing says it)."""

    lexicon: StructureLexicon
    year: int | None

    def of_heading(self, words: str) -> tuple[Period, ...]:
        """The periods that a heading names, in its order; empty where it names none."""
        found: list[tuple[int, Period]] = []
        vague: list[tuple[int, Period]] = []
        says = self._kinds(words)
        for row in self.lexicon.cues:
            if row.place == "sentence":
                continue
            for match in row.pattern.finditer(words):
                period = self._period(row, match, says)
                if period is not None:
                    (vague if row.place == "heading" and row.scope == "year" else found).append((match.start(), period))
        if not found and any(period.kind == "review" for _, period in vague):
            vague.append((len(words), self._five_years("review")))
        return tuple(dict.fromkeys(period for _, period in sorted(found or vague, key=lambda pair: pair[0])))

    def of_sentence(self, words: str) -> Period | None:
        """The period that a sentence names at its start; None where it names none."""
        lead = self.lexicon.leads.match(words)
        start = lead.end() if lead else 0
        for row in self.lexicon.cues:
            if row.place != "heading" and (match := row.pattern.match(words, start)):
                period = self._period(row, match, frozenset())
                if period is not None:
                    return period
        return None

    def by_tense(self, words: str) -> PartKind | None:
        """What the tense words of a sentence tell; None where they tell nothing or contradict each other."""
        kinds = {row.kind for row in self.lexicon.tenses if row.word in words}
        return kinds.pop() if len(kinds) == 1 else None

    def annual(self, kind: PartKind) -> Period:
        """The review of the year before the report's, or the plan for the report's year."""
        if self.year is None:
            return Period(kind, None)
        return Period(kind, self.year - 1 if kind == "review" else self.year)

    def _five_years(self, kind: PartKind) -> Period:
        if self.year is None:
            return Period(kind, None)
        if kind == "review":
            return Period(kind, self.year - 1, self.year - 5)
        return Period(kind, self.year + 4, self.year)

    def _kinds(self, words: str) -> frozenset[str]:
        return frozenset(
            row.kind
            for row in self.lexicon.cues
            if row.place == "heading" and row.scope == "year" and row.pattern.search(words)
        )

    def _period(self, row: CueRow, match: re.Match[str], says: frozenset[str]) -> Period | None:
        if row.scope == "ordinal":
            return self._plan_period(row, match["ordinal"], says)
        if row.scope == "explicit":
            return self._explicit(row, int(match["year"]), says)
        kind: PartKind = "plan" if row.kind == "plan" else "review"
        return self.annual(kind) if row.scope == "year" else self._five_years(kind)

    def _explicit(self, row: CueRow, year: int, says: frozenset[str]) -> Period | None:
        if self.year is None:
            kinds = says & {"review", "plan"}
            return Period("review" if "review" in kinds else "plan", year) if kinds else None
        if row.place == "heading":
            return Period("review" if year < self.year else "plan", year) if abs(year - self.year) <= NEAR else None
        if row.kind == "plan":
            return self._until(year)
        return {self.year - 1: self.annual("review"), self.year: self.annual("plan")}.get(year)

    def _until(self, year: int) -> Period | None:
        """“到2030年”: the plan whose last year it is, where that lies ahead."""
        if self.year is None or not self.year < year <= self.year + NEAR:
            return None
        return Period("plan", year, year - 4)

    def _plan_period(self, row: CueRow, ordinal: str, says: frozenset[str]) -> Period | None:
        years = plan_years(ordinal)
        if years is None:
            return None
        first, last = years
        if self.year is None:
            kind = row.kind if row.kind != "either" else "review" if "review" in says else "plan"
            return Period("review" if kind == "review" else "plan", last, first)
        if self.year > last:
            return Period("review", last, first)
        if self.year <= first:
            return Period("plan", last, first)
        if row.kind == "review" or "review" in says:
            return Period("review", self.year - 1, first)
        return Period("plan", last, first) if "plan" in says else None


def number_of(words: str) -> int | None:
    """A Chinese number below 100: 五 → 5, 十 → 10, 十四 → 14, 二十一 → 21; None for anything else."""
    match = _BELOW_HUNDRED.fullmatch(words)
    if match is None:
        return None
    tens, ten, units = (int(unicodedata.numeric(part)) if part else 0 for part in match.groups())
    return (tens or 1) * ten + units if ten else tens or None
