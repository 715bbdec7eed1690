"""Several reports side by side: one indicator over places and years, and what two reports say otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tjgraph import pipeline
from tjgraph.errors import NotFoundError, QueryError
from tjgraph.lexicon import load_lexicon
from tjgraph.model import Evidence, Table
from tjgraph.ontology import load_ontology
from tjgraph.query.annotations import ReportRecord
from tjgraph.query.comparison import Series, comparison_table
from tjgraph.query.difference import CHANGED, GONE, NEW
from tjgraph.query.numerals import short
from tjgraph.views.comparison import amount, columns
from tjgraph.views.tables import Cell
from tjgraph.web.context import Context
from tjgraph.web.downloads import download
from tjgraph.web.pages.paging import Pages
from tjgraph.web.rendering import context_of, page

_LONGEST, _OFFERED, _CHIPS = 60, 300, 10
_CHANGE = "变化"


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure in a cell: as people read it, its bar from ``start`` on, ``percent`` long, and its passages."""

    text: str
    start: float
    percent: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A series with subjects down and (year, kind) across; a cell has no mark where nothing is said."""

    title: str
    columns: tuple[tuple[int, str], ...]
    rows: tuple[tuple[str, tuple[tuple[Mark, ...], ...]], ...]


def compare(request: Request) -> Response:
    """``/compare``: an indicator in all reports; ``place`` and ``year`` keep what is of these, ``format`` is a file."""
    context = context_of(request)
    if len(context.reports) < 2:
        return page(request, "compare.html", given=None)
    names = _indicators(context)
    given = {name: _value(request, name) for name in ("indicator", "place", "year")}
    given["indicator"] = given["indicator"] or next(iter(names), "")
    series: Sequence[Series] = ()
    problem: NotFoundError | None = None
    try:
        series = _series(context, given["indicator"], given["place"], _year(given["year"]))
    except NotFoundError as error:  # the form stays, with what is wrong under it
        problem = error
    if request.query_params.get("format") and not problem:
        return download(request, [comparison_table(series)], f"{given['indicator']}-对比")
    return page(
        request,
        "compare.html",
        404 if problem else 200,
        given=given,
        grids=[_grid(one) for one in series],
        problem=problem,
        indicators=names[:_OFFERED],
        chips=names[:_CHIPS],
        places=[h.record.label for h in context.directory.of_type("Place") if h.mentions][:_OFFERED],
        years=sorted({figure.year for figure in context.figures}, reverse=True),
    )


def diff(request: Request) -> Response:
    """``/diff``: what the report ``new`` says otherwise than ``old``, table by table; ``format`` is a file with all."""
    context = context_of(request)
    known = sorted((r for r in context.reports.values() if r.year), key=lambda r: (r.place or "", r.year or 0, r.name))
    if len(known) < 2:
        return page(request, "diff.html", given=None)
    old, new = _pair(request, known)
    tables = _difference(context, old.name, new.name)
    if request.query_params.get("format"):
        return download(request, tables, f"{old.name}-{new.name}-对比")
    titles = {table.title: len(table.rows) for table in tables}
    part = request.query_params.get("part") or next((title for title, size in titles.items() if size), "实体")
    if part not in titles:
        raise NotFoundError(f"没有“{_short(part)}”这张表")
    table = next(table for table in tables if table.title == part)
    change = request.query_params.get("change", "")
    told = [(row, passages) for row, passages in _told(table) if not change or row[_CHANGE] == change]
    pages = Pages(request, len(told))
    return page(
        request,
        "diff.html",
        given={"old": old.name, "new": new.name, "part": part, "change": change},
        old=old,
        new=new,
        reports=known,
        titles=titles,
        changes={word: sum(row[0] == word for row in table.rows) for word in (CHANGED, NEW, GONE)},
        columns=tuple(told[0][0]) if told else (),
        rows=[(tuple(row.values()), passages) for row, passages in pages.part(told)],
        pages=pages,
    )


@lru_cache(maxsize=4)
def _indicators(context: Context) -> list[str]:
    """The indicators that several subjects, or several years, have in common; the most widespread first."""
    rules = load_lexicon().ledger
    told = {(rules.indicator(f.indicator)[0], f.subject, f.year) for f in context.figures}
    spread = Counter(name for name, _, _ in sorted(told))
    return [name for name, times in sorted(spread.items(), key=lambda item: (-item[1], item[0])) if times > 1]


@lru_cache(maxsize=64)
def _series(context: Context, indicator: str, place: str, year: int | None) -> tuple[Series, ...]:
    places, years = (place,) if place else (), (year,) if year else ()
    return pipeline.compare(context.graph, indicator, places=places, years=years)


def _grid(series: Series) -> Grid:
    values = [float(p.value) for p in series.points]
    low, high = min(0.0, *values), max(0.0, *values)
    heads = tuple(sorted(columns(series), key=lambda head: -head[0]))
    cells: dict[tuple[str, tuple[int, str]], list[Mark]] = {}
    for p, value in zip(series.points, values, strict=True):
        start, end = (_percent(v - low, high - low) for v in (min(0.0, value), max(0.0, value)))
        mark = Mark(amount(p), start, round(end - start, 1), p.evidence)
        cells.setdefault((p.subject, (p.year, p.kind)), []).append(mark)
    rows = ((subject, tuple(tuple(cells.get((subject, head), ())) for head in heads)) for subject in series.subjects)
    return Grid(series.title, heads, tuple(rows))


def _percent(part: float, whole: float) -> float:
    return round(part / whole * 100, 1) if whole else 0.0


def _pair(request: Request, known: Sequence[ReportRecord]) -> tuple[ReportRecord, ReportRecord]:
    """The two reports asked for; where none is, the newest that follows another of its place, or else the first two."""
    named = {report.name: report for report in known}
    old, new = request.query_params.get("old", ""), request.query_params.get("new", "")
    if bool(old) != bool(new):
        raise QueryError("要两份报告才能比", remedy="请选旧报告和新报告")
    if old == new != "":
        raise QueryError("两边是同一份报告", remedy="请选两份不同的")
    for name in filter(None, (old, new)):
        if name not in named:
            raise NotFoundError(f"没有名为“{_short(name)}”的报告，或它没有年份")
    if old:
        return named[old], named[new]
    followed = [(a, b) for a, b in pairwise(known) if a.place == b.place and a.year != b.year]
    return max(followed, key=lambda pair: pair[1].year or 0, default=(known[0], known[1]))


@lru_cache(maxsize=32)
def _difference(context: Context, old: str, new: str) -> tuple[Table, ...]:
    return pipeline.diff(context.file_of(old), context.file_of(new))


def _told(table: Table) -> list[tuple[dict[str, Cell], tuple[Evidence, ...]]]:
    """The rows by the names of their columns: what they are of first, and a figure with all that makes it in one."""
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    made = [_figure(row) if "指标" in row else {"名称": row.pop("名称"), **row} for row in rows]
    return list(zip(made, table.evidence, strict=True))


def _figure(row: dict[str, Cell]) -> dict[str, Cell]:
    of = {"指标": row["指标"], "主体": row["主体"], "口径": f"{row['性质']}{row['口径']}", _CHANGE: row[_CHANGE]}
    return {**of, "旧": _said(row, "旧"), "新": _said(row, "新"), "差": row["差"]}


def _said(row: dict[str, Cell], side: str) -> str | None:
    """A figure in one cell: ``2024年 约5%``."""
    value, qualifier = row[f"{side}数值"], row[f"{side}限定"]
    if not isinstance(value, Decimal):
        return None
    word = "" if qualifier == load_ontology().terms["exact"].label_zh else qualifier
    return f"{row[f'{side}年份']}年 {word}{short(value)}{row['单位']}"


def _year(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and len(text) == 4):
        raise QueryError(f"“{text}”不是年份", remedy="写成四位数字，如 2025")
    return int(text) if text else None


def _value(request: Request, name: str) -> str:
    value = request.query_params.get(name, "").strip()
    if len(value) > _LONGEST:
        raise QueryError(f"写得太长：至多 {_LONGEST} 个字", remedy="请说短一些")
    return value


def _short(text: str) -> str:
    return text[:_LONGEST]


ROUTES = [Route("/compare", compare), Route("/diff", diff)]
