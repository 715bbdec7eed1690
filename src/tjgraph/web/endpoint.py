"""``/sparql``: the query part of the SPARQL 1.1 Protocol over the graph that is served, and its routes."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.routing import Route

from tjgraph.web import dereference, description, negotiation
from tjgraph.web.answers import METHODS, REVALIDATE, Streamed, plain, preflight, refusal, unchanged
from tjgraph.web.context import Context
from tjgraph.web.jobs import Job, Refused
from tjgraph.web.protocol import Operation, operation

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

_CHANGING = re.compile(r"now|rand|uuid|bnode", re.IGNORECASE)
"""Functions that give another answer each time; also where the letters mean something else."""

_ALL = (*negotiation.TABLES, *negotiation.RDF, negotiation.HTML)


def routes(context: Context) -> list[Route]:
    """The routes for programs: the endpoint, its description, and what the IRIs of the graph stand for."""
    about = description.Description(context)
    endpoint = Endpoint(context, about)
    return [
        Route("/sparql", endpoint),
        Route("/sparql/", endpoint),
        *description.routes(about),
        *dereference.routes(context, about.version),
    ]


class Endpoint:
    """The endpoint as an ASGI application."""

    def __init__(self, context: Context, about: description.Description) -> None:
        self._context, self._description = context, about

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        try:
            response = await self._response(request)
        except Refused as refused:
            response = refusal(refused)
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return preflight(METHODS)
        if request.method not in METHODS:
            return plain(405, "只接受 GET、HEAD、POST", {"Allow": ", ".join(METHODS)})
        asked = await operation(request, self._context.limits)
        given = asked.format if asked else request.query_params.get("format", "")
        if (
            given not in negotiation.FORMATS
            and negotiation.best(negotiation.accepted(request), _ALL) == negotiation.HTML
        ):
            from tjgraph.web.pages import editor

            return await editor.answer(request, asked.query if asked else None)
        if asked is None:
            return await self._description.service(request)
        return self._result(request, asked)

    def _result(self, request: Request, asked: Operation) -> Response:
        """The response that will run the query; 304 where the client has its answer."""
        request.state.query = f"{hashlib.sha256(asked.query.encode()).hexdigest()[:12]}/{len(asked.query)}"
        accept = negotiation.accepted(request)
        table, graph = negotiation.FORMATS.get(asked.format, (None, None))
        table = table or negotiation.best(accept, negotiation.TABLES)
        graph = graph or negotiation.best(accept, negotiation.RDF)
        base = str(request.url.replace(path="/sparql", query=""))
        job = Job(asked.query, table, graph, asked.default_graphs, asked.named_graphs, base)
        headers = {"Cache-Control": "no-store"}
        if request.method != "POST" and not _CHANGING.search(asked.query):
            tag = negotiation.etag(self._description.version, job)
            if negotiation.has_it(request, tag):
                return unchanged(tag)
            headers = {"Cache-Control": REVALIDATE, "ETag": tag}
        return Streamed(self._context.pool, job, headers, attachment=asked.format in negotiation.FORMATS)
