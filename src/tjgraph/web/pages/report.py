"""The report itself, every mention, claim and figure marked in its words."""

from __future__ import annotations

from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tjgraph.errors import NotFoundError
from tjgraph.graph import vocabulary as v
from tjgraph.query.annotations import Annotations
from tjgraph.web.annotated import Reading, reading
from tjgraph.web.context import Context
from tjgraph.web.rendering import context_of, page


def index(request: Request) -> Response:
    """All reports of the graph."""
    context = context_of(request)
    counts = {
        name: (len(part.mentions), len(part.claims), len(part.figures)) for name, part in context.annotations.items()
    }
    return page(request, "reports.html", counts=counts)


def report(request: Request) -> Response:
    """One report, with its words linked to what they speak of, and what they say beside them."""
    context, name = context_of(request), request.path_params["name"]
    record = context.reports.get(name)
    if record is None:
        raise NotFoundError(f"没有名为“{name}”的报告")
    return page(request, "report.html", report=record, iri=v.report_iri(name), reading=_reading(context, name))


@lru_cache(maxsize=64)
def _reading(context: Context, name: str) -> Reading:
    return reading(context.annotations.get(name, Annotations((), (), ())), context.document(name))


ROUTES = [Route("/report", index), Route("/report/{name:path}", report)]
