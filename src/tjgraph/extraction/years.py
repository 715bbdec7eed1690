"""Which year a figure speaks of, and whether it is a result or a target."""

from __future__ import annotations

import re

from tjgraph.model import Document, FigureKind, Sentence

# A year that a clause is about. 比2020年 and 自2015年 only compare with it; 2020年规划 is a name; 2021—2025年 a span.
_NAMED = re.compile(
    r"(?<![比较自由从于与和0-9—–-])(20[0-9]{2})年(?:末|底)?(?![0-9—–-]|规划|至|前|以来|行动|度?计划|版|同期|相比)"
)
_RELATIVE = re.compile(r"(?:^|[，,；;。：、])(去年|上年|今年)")
_REACH = 2_000  # as far as a year may stand from its figure


def year_and_kind(document: Document, sentence: Sentence, offset: int) -> tuple[int, FigureKind] | None:
    """The year and kind of a figure at ``offset``: what its sentence names before it, else what its part speaks of.

    None where neither says.
    """
    period = sentence.period
    before = document.text[max(sentence.span.start, offset - _REACH) : offset]
    part = re.split("[；;]", before)[-1]
    named = [(m.start(), int(m[1])) for m in _NAMED.finditer(part)]
    if document.year:
        shift = {"今年": document.year, "去年": document.year - 1, "上年": document.year - 1}
        named += [(m.start(1), shift[m[1]]) for m in _RELATIVE.finditer(part)]
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
