"""The SPARQL editor: a form that works without script; its answers come out of the same pool as the endpoint's."""

from __future__ import annotations

import json
from codecs import getincrementaldecoder
from collections.abc import AsyncIterable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tjgraph.graph import vocabulary as v
from tjgraph.web import results
from tjgraph.web.addresses import page_of
from tjgraph.web.context import Context
from tjgraph.web.rendering import STATIC, context_of, page
from tjgraph.web.workers import Job, Refused

_ROWS, _CHARACTERS = 500, 200_000
_ROWS_BEGIN = ',"results":{"bindings":['  # as web.results writes it
_FORMATS = {
    "table": (("csv", "CSV"), ("tsv", "TSV"), ("json", "JSON"), ("xml", "XML")),
    "graph": (("ttl", "Turtle"), ("nt", "N-Triples"), ("jsonld", "JSON-LD")),
}
_START = """SELECT ?企业 ?园区 ?原文 WHERE {
  ?e a tj:Enterprise ; rdfs:label ?企业 ; tj:locatedIn ?p .
  ?p a tj:Park ; rdfs:label ?园区 .
  ?claim rdf:subject ?e ; rdf:object ?p ; prov:wasDerivedFrom/oa:exact ?原文 .
}
LIMIT 50
"""


@dataclass(frozen=True, slots=True)
class Term:
    """A cell of a result: what it says, its page if it has one, and its language or datatype."""

    text: str
    page: str
    kind: str


@dataclass(slots=True)
class Result:
    """An answer, as much of it as a page can show: ``more`` says that there is more."""

    kind: str
    names: list[str] = field(default_factory=list)
    rows: list[list[Term | None]] = field(default_factory=list)
    text: str = ""
    boolean: bool = False
    more: bool = False


async def editor(request: Request) -> Response:
    """``/editor``: the editor with the query that ``query`` gives, not yet run."""
    return _page(request, request.query_params.get("query") or _START)


async def answer(request: Request, query: str | None) -> Response:
    """The editor with the answer to ``query``; ``/sparql`` gives it to clients that like HTML best."""
    if query is None:
        return _page(request, _START)
    context = context_of(request)
    try:
        async with context.pool.run(Job(query, table=results.JSON, graph="text/turtle")) as found:
            result = await _read(context, found.kind, found)
    except Refused as refused:
        response = _page(request, query, refused.status, problem=refused.message)
        if refused.status == 503:
            response.headers["Retry-After"] = "2"
        return response
    return _page(request, query, result=result)


def _page(
    request: Request, query: str, status: int = 200, *, problem: str = "", result: Result | None = None
) -> Response:
    context = context_of(request)
    return page(
        request,
        "editor.html",
        status,
        query=query,
        problem=problem,
        result=result,
        longest=context.limits.query_bytes,
        seconds=round(context.limits.seconds),
        prefixes=list(v.PREFIXES),
        terms=_terms(context),
        formats=_FORMATS["graph" if result and result.kind == "graph" else "table"],
        bundled=(STATIC / "editor.js").is_file(),
    )


def _terms(context: Context) -> list[dict[str, str]]:
    """The names that the editor completes."""
    parts: tuple[dict[str, Any], ...] = (
        context.ontology.classes,
        context.ontology.properties,
        context.ontology.terms,
    )
    return [{"name": f"tj:{info.name}", "label": info.label_zh} for part in parts for info in part.values()]


async def _read(context: Context, kind: str, pieces: AsyncIterable[bytes]) -> Result:
    if kind == "table":
        return await _table(context, pieces)
    text, whole = await _text(pieces)
    if kind == "boolean":
        return Result(kind, boolean=bool(json.loads(text)["boolean"]))
    return Result("graph", text=text, more=not whole)


async def _text(pieces: AsyncIterable[bytes]) -> tuple[str, bool]:
    """The first characters of a stream, and whether they are all."""
    body = b""
    async for piece in pieces:
        body += piece
        if len(body) > _CHARACTERS:
            return body[:_CHARACTERS].decode("utf-8", "ignore"), False
    return body.decode(), True


async def _table(context: Context, pieces: AsyncIterable[bytes]) -> Result:
    """The first rows of a result in JSON, taken from its stream; the others are never asked for."""
    result, characters, buffer = Result("table"), getincrementaldecoder("utf-8")(), ""
    started = False
    async for piece in pieces:
        buffer += characters.decode(piece)
        if not started and _ROWS_BEGIN in buffer:
            head, _, buffer = buffer.partition(_ROWS_BEGIN)
            result.names, started = json.loads(f"{head}}}")["head"]["vars"], True
        while started and (found := _first_row(buffer)):
            if len(result.rows) == _ROWS:
                result.more = True
                return result
            row, buffer = found
            result.rows.append([_term(context, row.get(name)) for name in result.names])
    return result


def _first_row(text: str) -> tuple[dict[str, dict[str, str]], str] | None:
    """The row that ``text`` begins with and what comes after it; None where it is not (yet) all there."""
    text = text.removeprefix(",")
    if not text.startswith("{"):
        return None
    try:
        row, end = json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError:
        return None
    return row, text[end:]


def _term(context: Context, given: dict[str, str] | None) -> Term | None:
    if given is None:
        return None
    value = given["value"]
    if given["type"] == "uri":
        if value.startswith((v.DATA, v.TJ)):
            hit = context.directory.get(value)
            return Term(hit.record.label if hit else _short(value), page_of(value), "")
        return Term(_short(value), "", "")
    if given["type"] == "bnode":
        return Term(f"_:{value}", "", "")
    return Term(value, "", given.get("xml:lang") or _short(given.get("datatype", "")))


def _short(iri: str) -> str:
    for prefix, namespace in v.PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


ROUTES = [Route("/editor", editor)]
