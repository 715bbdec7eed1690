"""Tables of projects, enterprises, parks, figures …, with the filters of every export, to read and to download."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tjgraph.errors import NotFoundError, QueryError
from tjgraph.model import Table
from tjgraph.query.listing import FIGURES, RELATIONS, STATUSES, listing
from tjgraph.query.selection import Selection, select
from tjgraph.views.tables import Cell
from tjgraph.web.context import Context
from tjgraph.web.downloads import download
from tjgraph.web.pages.paging import Pages
from tjgraph.web.rendering import context_of, page

_LONGEST = 60


def index(request: Request) -> Response:
    """The tables, each with how many rows it has."""
    return page(request, "tables.html", tables=_titles(context_of(request)))


def table(request: Request) -> Response:
    """One table, filtered; ``format`` gives it as a file."""
    context, name = context_of(request), request.path_params["name"]
    titles = _titles(context)
    if name not in titles:
        raise NotFoundError(f"没有“{name}”这张表")
    given = {key: _value(request, key) for key in ("place", "year", "status", "industry", "q")}
    found = _holding(_table(context, titles[name], _selection(given)), given["q"])
    if request.query_params.get("format"):
        return download(request, [found], f"{context.title}-{titles[name]}")
    pages = Pages(request, len(found.rows))
    part = pages.part(list(zip(found.rows, found.evidence, strict=True)))
    of_things = name in context.ontology.entity_types
    return page(
        request,
        "table.html",
        name=name,
        title=titles[name],
        columns=found.columns,
        rows=[] if of_things else part,
        things=[(_thing(found.columns, row), passages) for row, passages in part] if of_things else [],
        pages=pages,
        given=given,
        years=_years(context),
        places=[h.record.label for h in context.directory.of_type("Place") if h.mentions],
        industries=[h.record.label for h in context.directory.of_type("Industry") if h.mentions],
        tables=titles,
    )


def _titles(context: Context) -> dict[str, str]:
    """The tables: what addresses call them, and their titles."""
    things = {cls: context.ontology.classes[cls].label_zh for cls in context.ontology.entity_types}
    return {**things, "relations": RELATIONS, "statuses": STATUSES, "figures": FIGURES}


def _value(request: Request, name: str) -> str:
    value = request.query_params.get(name, "").strip()
    if len(value) > _LONGEST:
        raise QueryError(f"筛选的话太长：至多 {_LONGEST} 个字", remedy="请说短一些")
    return value


def _selection(given: dict[str, str]) -> Selection:
    year = given["year"]
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise QueryError(f"“{year}”不是年份", remedy="写成四位数字，如 2025")
    return Selection(
        places=tuple(filter(None, (given["place"],))),
        years=(int(year),) if year else (),
        statuses=tuple(filter(None, (given["status"],))),
        industries=tuple(filter(None, (given["industry"],))),
    )


@lru_cache(maxsize=64)
def _table(context: Context, title: str, selection: Selection) -> Table:
    return listing(context.graph, select(context.graph, selection), (title,))[0]


def _thing(columns: Sequence[str], row: Sequence[Cell]) -> dict[str, Any]:
    """A row of a table of things, its many columns of relations as one list: most of them are empty."""
    cells = dict(zip(columns, row, strict=True))
    relations = [(head, cell) for head, cell in cells.items() if cell and ("→" in head or "←" in head)]
    return {
        "label": cells["名称"],
        "type": cells["类型"],
        "aliases": cells["别名"] or "",
        "relations": relations,
        "status": cells[STATUSES],
        "times": cells["提及次数"],
    }


def _holding(table: Table, text: str) -> Table:
    """The rows of which some cell holds ``text``."""
    if not text:
        return table
    kept = [i for i, row in enumerate(table.rows) if any(text in str(cell) for cell in row if cell is not None)]
    return Table(table.columns, tuple(table.rows[i] for i in kept), table.title, tuple(table.evidence[i] for i in kept))


def _years(context: Context) -> list[int]:
    parts = context.annotations.values()
    claimed = {c.year for part in parts for c in part.claims if c.year}
    return sorted(claimed | {f.figure.year for part in parts for f in part.figures}, reverse=True)


ROUTES = [Route("/table", index), Route("/table/{name}", table)]
