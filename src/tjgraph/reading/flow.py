"""How periods run through a report: from a heading down, from a cue to the next, and back at a paragraph's end.

A heading that names periods sets the first of them. A sentence that names one moves on to it: for good where the
heading over it names that period too (“2025年和‘十四五’时期工作回顾”) or where no heading names any; otherwise to the
end of its paragraph, or for that sentence only where it contradicts what it stands in.
"""

from __future__ import annotations

from tjgraph.model import Period
from tjgraph.reading.periods import PeriodReader

ASIDE = 8
"""Code points: a shorter sentence (“各位代表！”) does not open a paragraph."""


class PeriodFlow:
    """The period at each point of a report, fed with its headings and sentences in order."""

    def __init__(self, reader: PeriodReader) -> None:
        self._reader = reader
        self._lasting = Period("other", reader.year)
        self._passing: Period | None = None
        self._named: tuple[Period, ...] = ()
        self._paragraph = -1
        self._opening = True
        self.cued = False
        """Whether anything has named a period so far."""

    def heading(self, named: tuple[Period, ...], top: bool) -> Period:
        """The period of a section from its heading on, which names ``named``; ``top``: it lies in no other section."""
        self._passing = None
        if named:
            self._lasting, self._named, self.cued = named[0], named, True
        elif top:
            self._named = ()
            if self._lasting.kind == "plan":
                self._lasting = self._reader.annual("plan")
        return self._lasting

    def sentence(self, words: str, paragraph: int) -> Period:
        """The period of the next sentence of the body, in the paragraph of that number."""
        if paragraph != self._paragraph:
            self._paragraph, self._opening, self._passing = paragraph, True, None
        opening = self._opening
        self._opening = opening and len(words) < ASIDE
        cue = self._reader.of_sentence(words)
        if cue is None:
            return self._passing or self._lasting
        self.cued = True
        current = self._passing or self._lasting
        if not self._named or cue in self._named:
            self._lasting, self._passing = cue, None
        elif opening or cue.kind == current.kind:
            self._passing = cue
        return cue
