"""Which year a figure speaks of, and whether it is a result or a target."""

from __future__ import annotations

from tjgraph.lexicon.figures import FigureLexicon
from tjgraph.model import Document, FigureKind, Sentence

_REACH = 2_000  # as far as a year may stand from its figure


def year_and_kind(
    document: Document, sentence: Sentence, offset: int, figures: FigureLexicon
) -> tuple[int, FigureKind] | None:
    """The year and kind of a figure at ``offset``: what its sentence names before it, else what its part speaks of.

    None where neither says.
    """
    period = sentence.period
    before = document.text[max(sentence.span.start, offset - _REACH) : offset]
    part = before[max(before.rfind("；"), before.rfind(";")) + 1 :]
    named = [(m.start(), int(m[1])) for m in figures.particle("named_year").finditer(part)]
    if document.year:
        shift = {"今年": document.year, "去年": document.year - 1, "上年": document.year - 1}
        named += [(m.start(1), shift[m[1]]) for m in figures.particle("relative_year").finditer(part)]
    current = document.year or period.year
    if named:
        year = max(named)[1]
        if period.kind == "plan" and period.year is not None and year >= period.year:
            return year, "target"
        return year, "target" if current and year > current else _kind(year, current, period.kind)
    if period.kind == "other" or period.year is None:
        return None
    return period.year, "actual" if period.kind == "review" else "target"


def _kind(year: int, current: int | None, part: str) -> FigureKind:
    if current is not None and year < current:
        return "actual"
    return "actual" if part == "review" else "target"
