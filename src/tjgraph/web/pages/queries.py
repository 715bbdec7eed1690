"""The query library: each saved question as a form with its parameters, and its answer with the proof."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tjgraph.errors import NotFoundError, QueryError
from tjgraph.model import Evidence, Table
from tjgraph.query.catalogue import Param, SavedQuery, load_catalogue, run
from tjgraph.query.lookup import resolve
from tjgraph.web.context import Context
from tjgraph.web.downloads import download
from tjgraph.web.examples import example, question
from tjgraph.web.pages.paging import Pages
from tjgraph.web.rendering import context_of, page

_CHOICES, _LONGEST = 400, 200


def index(request: Request) -> Response:
    """All saved questions."""
    context = context_of(request)
    return page(
        request, "queries.html", queries=[(saved, question(context, saved)) for saved in load_catalogue().values()]
    )


def query(request: Request) -> Response:
    """One saved question: its form and, for the values given or its defaults, its answer."""
    context, name = context_of(request), request.path_params["name"]
    saved = load_catalogue().get(name)
    if saved is None:
        raise NotFoundError(f"没有名为“{name}”的问题")
    values = {p.name: request.query_params.get(p.name, example(context, p)).strip() for p in saved.params}
    if any(len(value) > _LONGEST for value in values.values()):
        raise QueryError(f"参数太长：至多 {_LONGEST} 个字", remedy="请说短一些")
    if request.query_params.get("format"):
        return download(request, [run(context.graph, name, values)], name)
    table, problem = None, None
    try:
        if all(values.values()):
            table = run(context.graph, name, values)
    except QueryError as error:  # the form stays, with what is wrong above it
        problem = error
    pages = Pages(request, len(table.rows) if table else 0)
    return page(
        request,
        "query.html",
        200 if problem is None else 404 if isinstance(problem, NotFoundError) else 400,
        query=saved,
        question=question(context, saved),
        values=values,
        params=[(param, _kind(param), _choices(context, param)) for param in saved.params],
        table=table,
        rows=pages.part(_rows(table)) if table else [],
        pages=pages,
        problem=problem,
        nearer=_nearer(context, saved, values) if isinstance(problem, NotFoundError) else [],
        sparql=_sparql(saved),
    )


def _rows(table: Table) -> list[tuple[object, tuple[Evidence, ...]]]:
    return list(zip(table.rows, table.evidence or ((),) * len(table.rows), strict=True))


def _kind(param: Param) -> str:
    """What a parameter takes, in Chinese: 园区名称, 四位年份."""
    return str(param).removeprefix(f"{param.name}（").removesuffix("）")


def _nearer(context: Context, saved: SavedQuery, values: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    """Names near the first one that is not known, each with the values that ask for it."""
    for param in saved.params:
        if param.kind == "entity":
            try:
                resolve(context.graph, values[param.name], param.cls)
            except NotFoundError as error:
                return [(name, {**values, param.name: name}) for name in error.suggestions]
    return []


def _choices(context: Context, param: Param) -> list[str]:
    """What the form offers for a parameter: names, years or status words."""
    if param.kind == "entity":
        hits = context.directory.of_type(param.cls) if param.cls else context.directory.hits
        return list(dict.fromkeys(hit.record.label for hit in hits if hit.mentions))[:_CHOICES]
    if param.kind == "status":
        return [term.label_zh for term in context.ontology.statuses.values()]
    return []


def _sparql(saved: SavedQuery) -> str:
    """The query's text without its head."""
    lines = saved.sparql.splitlines()
    while lines and (not lines[0].strip() or lines[0].startswith("#")):
        lines.pop(0)
    return "\n".join(lines)


ROUTES = [Route("/query", index), Route("/query/{name}", query)]
