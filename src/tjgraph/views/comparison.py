"""A comparison for the eye: one table a series with places down and years across, each cell with its passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tjgraph.model import Evidence, Table
from tjgraph.ontology import load_ontology
from tjgraph.query.numerals import short
from tjgraph.views.tables import marked, render, source

if TYPE_CHECKING:
    from tjgraph.query.comparison import Point, Series

_BEFORE = {"about": "约", "over": "超", "at_least": "≥", "at_most": "≤", "exact": ""}


def comparison(series: Sequence[Series], *, width: int | None = None, colour: bool = False) -> str:
    """The series as tables under each other, and the passages that the numbers in their cells refer to.

    ``width`` and ``colour`` as for `tjgraph.views.tables.render`.
    """
    numbers: dict[Evidence, int] = {}
    parts = [render(_grid(one, numbers), width=width, colour=colour) for one in series]
    words = {one.indicator for one in series}
    notes = "".join(
        f"[{number}] {marked(passage.quote, words, colour=colour)}（{source(passage)}）\n"
        for passage, number in numbers.items()
    )
    return "\n".join((*parts, notes))


def amount(point: Point) -> str:
    """A figure with its qualifier and what it spans: ``约5``, ``1.4万亿``, ``5.9（年均）``."""
    return f"{_BEFORE[point.qualifier]}{short(point.value)}" + (f"（{point.scope}）" if point.scope else "")


def columns(series: Series) -> list[tuple[int, str]]:
    """The years of a series and what they are of (actual before target), in order."""
    return sorted({(p.year, p.kind) for p in series.points})


def _grid(series: Series, numbers: dict[Evidence, int]) -> Table:
    terms = load_ontology().terms
    heads = columns(series)
    cells: dict[tuple[str, int, str], list[str]] = {}
    for p in series.points:
        marks = "".join(f"[{numbers.setdefault(e, len(numbers) + 1)}]" for e in p.evidence)
        cells.setdefault((p.subject, p.year, p.kind), []).append(amount(p) + marks)
    rows = tuple(
        (subject, *("；".join(cells.get((subject, *head), ())) for head in heads)) for subject in series.subjects
    )
    names = (f"{year} {terms[kind].label_zh}" for year, kind in heads)
    return Table(("主体", *names), rows, series.title)
