"""Which years a figure speaks of, and whether it is a result or a target."""

from __future__ import annotations

from dataclasses import dataclass

from tjgraph.extraction.figure import Figure
from tjgraph.extraction.indicators import leading_verb
from tjgraph.extraction.quantities import numeral
from tjgraph.lexicon.figures import FigureLexicon
from tjgraph.model import Document, FigureKind, Period, Sentence

_REACH = 2_000  # as far as a year may stand from its figure


@dataclass(frozen=True, slots=True)
class Dated:
    """The ``year`` of a figure, or the last of several from ``since`` on."""

    year: int
    kind: FigureKind
    since: int | None = None


def dated(document: Document, sentence: Sentence, figure: Figure, figures: FigureLexicon) -> Dated | None:
    """When a figure is of: what its sentence names before it, else what its part speaks of. None where neither says.

    What rose, was done or added up over several years (五年来新增, 累计, 年均增长) is of them all; a level that was
    reached is of the last one.
    """
    period = sentence.period
    offset = figure.quantity.span.start
    before = document.text[max(sentence.span.start, offset - _REACH) : offset]
    part = before[max(before.rfind("；"), before.rfind(";")) + 1 :]
    named = [(m.start(), int(m[1])) for m in figures.particle("named_year").finditer(part)]
    if document.year:
        shift = {"今年": document.year, "去年": document.year - 1, "上年": document.year - 1}
        named += [(m.start(1), shift[m[1]]) for m in figures.particle("relative_year").finditer(part)]
    current = document.year or period.year
    if figure.year:
        return Dated(figure.year, _kind(figure.year, current, period.kind))
    if named:
        year = max(named)[1]
        if period.kind == "plan" and period.year is not None and year >= period.year:
            return Dated(year, "target")
        return Dated(year, "target" if current and year > current else _kind(year, current, period.kind))
    if period.kind == "other" or period.year is None:
        return None
    since = _since(period.year, part, period, figures) if _adds_up(document.text, figure, figures) else None
    return Dated(period.year, "actual" if period.kind == "review" else "target", since)


def _since(year: int, part: str, period: Period, figures: FigureLexicon) -> int | None:
    """The first of the years that end with ``year``: by words (三年来), else by what the part speaks of."""
    counted = [m[1] for m in figures.particle("years_running").finditer(part)]
    if counted:
        years = int(counted[-1] if counted[-1].isdecimal() else numeral(counted[-1]) or 1)
        return year - years + 1 if years > 1 else None
    return period.since if period.since is not None and period.since < year else None


def _adds_up(text: str, figure: Figure, figures: FigureLexicon) -> bool:
    """Whether a figure is of a span of years rather than of a day: it changed, or counts what was done or happened."""
    if figure.change != "level" or figures.particle("adding_up").search(figure.clue + figure.indicator):
        return True
    number = figure.quantity.span
    if figures.particle("done").match(text[figure.at : number.start]):
        return True
    counted = figure.quantity.kind == "count"
    if counted and figures.particle("happened").match(text[number.end : figure.span.end]):
        return True
    verb = leading_verb(figure.indicator, figures)
    return verb is not None and verb.role == "keep"


def _kind(year: int, current: int | None, part: str) -> FigureKind:
    if current is not None and year < current:
        return "actual"
    return "actual" if part == "review" else "target"
