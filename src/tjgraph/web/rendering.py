"""Templates → responses. Every text that a template shows goes through `shown`, and then through Jinja's autoescape."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tjgraph.ontology import load_ontology
from tjgraph.query.numerals import short
from tjgraph.views.description import amount
from tjgraph.views.tables import visible
from tjgraph.web import addresses
from tjgraph.web.context import Context

HERE = Path(__file__).parent
STATIC = HERE / "static"
_EXCERPT = 90
_WORTH_PACKING = 2000
_CONTROLS_BUT_LINES = re.compile(r"[^\n\t]+")

# The outlines of the ontology's shapes in a square of 16.
_OUTLINES = {
    "dot": "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z",
    "square": "M2.5 2.5h11v11h-11z",
    "diamond": "M8 .8l7.2 7.2l-7.2 7.2l-7.2-7.2z",
    "hexagon": "M8 1l6.2 3.5v7l-6.2 3.5l-6.2-3.5v-7z",
    "triangle": "M8 1.5l7 12.5h-14z",
    "triangleDown": "M8 14.5l7-12.5h-14z",
    "star": "M8 .8l2.1 4.9l5.3.4l-4.1 3.5l1.3 5.2l-4.6-2.8l-4.6 2.8l1.3-5.2l-4.1-3.5l5.3-.4z",
}


def context_of(request: Request) -> Context:
    """What the app serves."""
    context: Context = request.app.state.context
    return context


def page(request: Request, template: str, status: int = 200, **data: Any) -> Response:
    """The page that ``template`` makes of plain ``data``; 304 where the client has these very bytes."""
    context = context_of(request)
    found = _ENVIRONMENT.get_template(template)
    html = found.render(site=context, path=request.url.path, asked=data.pop("asked", ""), **data)
    return unchanged(request, HTMLResponse(html, status))


def unchanged(request: Request, response: Response) -> Response:
    """``response`` with an ETag of its bytes, packed if the client unpacks; or 304 where it has them."""
    body = bytes(response.body)
    packed = len(body) > _WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", "")
    packed = packed and response.headers["content-type"].startswith(("text/", "application/json"))
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}{"-gz" if packed else ""}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding"}
    known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if response.status_code == 200 and tag in known:
        return Response(status_code=304, headers=headers)
    if packed:
        response.body = gzip.compress(body, 5, mtime=0)
        headers |= {"Content-Encoding": "gzip", "Content-Length": str(len(response.body))}
    response.headers.update(headers)
    return response


def shown(value: Any) -> Any:
    """What a template shows of a value: text on one line, ``�`` for characters that steer text; nothing for None."""
    if value is None:
        return ""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def lines(text: str) -> Markup:
    """``text`` with its line ends, for ``pre`` and ``textarea``."""
    return Markup(_CONTROLS_BUT_LINES.sub(lambda match: str(escape(visible(match.group()))), text.replace("\r", "")))


def pieces(quote: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """``quote`` cut up, each piece with whether it is one of ``words`` (the longest first)."""
    wanted = sorted({w for w in words if w}, key=lambda w: (-len(w), w))
    if not wanted:
        return [(quote, False)]
    cut = re.split(f"({'|'.join(map(re.escape, wanted))})", quote)
    return [(piece, bool(index % 2)) for index, piece in enumerate(cut) if piece]


def excerpt(quote: str, words: Iterable[str]) -> str:
    """The part of ``quote`` around the first of ``words``, short enough for a table."""
    if len(quote) <= _EXCERPT:
        return quote
    found = [at for at in (quote.find(word) for word in words if word) if at >= 0]
    start = min(max(0, min(found, default=0) - _EXCERPT // 3), len(quote) - _EXCERPT)
    end = start + _EXCERPT
    return f"{'…' if start else ''}{quote[start:end]}{'…' if end < len(quote) else ''}"


def numeral(value: int | Decimal) -> str:
    """A number in a table: decimals as people read them, whole numbers (years, counts) as they are."""
    return short(value) if isinstance(value, Decimal) else str(value)


def words_of(row: Iterable[object]) -> list[str]:
    """The names in a table's row, to be marked in its passages: texts that are no word of the ontology."""
    parts = (part for cell in row if isinstance(cell, str) for part in cell.split("、"))
    return [part for part in parts if len(part) > 1 and part not in ontology_words()]


@cache
def ontology_words() -> frozenset[str]:
    """The labels of classes, properties and terms."""
    o = load_ontology()
    return frozenset(info.label_zh for part in (o.classes, o.properties, o.terms) for info in part.values())


def linked(context: Context, text: str) -> str:
    """The page of the thing that a table's cell names, or nothing."""
    hit = None if text in ontology_words() else context.directory.named(text)
    return addresses.page_of(hit.record.iri) if hit else ""


def clipped(text: str, most: int) -> str:
    """``text`` in at most so many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def outline(type_name: str) -> str:
    """The path that draws the shape of a class."""
    info = load_ontology().classes.get(type_name)
    return _OUTLINES.get(info.shape if info else "", _OUTLINES["dot"])


def type_of(name: str) -> str:
    """The top type of a class, for colours; an unknown one as it is."""
    ontology = load_ontology()
    return ontology.top_type(name) if name in ontology.classes and ontology.is_a(name, "Entity") else name


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"lines": lines, "amount": amount, "short": short, "clipped": clipped, "numeral": numeral}
    made.globals |= {
        "page_of": addresses.page_of,
        "data_of": addresses.data_of,
        "passage_page": addresses.passage_page,
        "report_page": addresses.report_page,
        "indicator_page": addresses.indicator_page,
        "with_query": addresses.with_query,
        "outline": outline,
        "type_of": type_of,
        "pieces": pieces,
        "excerpt": excerpt,
        "words_of": words_of,
        "linked": linked,
    }
    return made


_ENVIRONMENT = _environment()
