"""The way in: home, search, suggestions while one types, and the ask box."""

from __future__ import annotations

from collections import Counter

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tjgraph.errors import QueryError
from tjgraph.model import Evidence
from tjgraph.query.catalogue import load_catalogue
from tjgraph.query.entities import Hit, class_named
from tjgraph.query.question import Answer, ask
from tjgraph.query.question.model import SOURCE
from tjgraph.web.addresses import page_of
from tjgraph.web.context import Context
from tjgraph.web.examples import question
from tjgraph.web.pages import ahead
from tjgraph.web.pages.paging import Pages
from tjgraph.web.rendering import context_of, page, shown

_LONGEST = 200
_SUGGESTED, _MOST_NAMED, _SAMPLES = 8, 24, 6


def home(request: Request) -> Response:
    """Search and ask; what is there, counted."""
    context = context_of(request)
    ahead.begin(context)
    return page(
        request,
        "home.html",
        counts=context.directory.counts(),
        totals=_totals(context),
        named=_most_named(context),
        samples=_samples(context),
    )


def search(request: Request) -> Response:
    """The entities that a text may mean, with a count for each type."""
    context = context_of(request)
    text, kind = _text(request, "q"), request.query_params.get("type", "")
    kind = class_named(kind, context.ontology) if kind else ""
    found = context.directory.search(text)
    kinds = Counter(context.directory.top_type(hit) for hit in found)
    shown_hits = [hit for hit in found if not kind or context.ontology.is_a(hit.record.type, kind)]
    pages = Pages(request, len(shown_hits))
    return page(
        request,
        "search.html",
        asked=text,
        hits=pages.part(shown_hits),
        total=len(found),
        kinds={name: kinds[name] for name in context.ontology.entity_types if kinds[name]},
        kind=kind,
        pages=pages,
    )


def suggest(request: Request) -> Response:
    """The first few entities that a text may mean, as JSON for the search box."""
    context = context_of(request)
    found = context.directory.search(_text(request, "q"))[:_SUGGESTED]
    return JSONResponse([_suggestion(context, hit) for hit in found], headers={"Cache-Control": "max-age=300"})


def ask_page(request: Request) -> Response:
    """The answer to a question in Chinese, how it was understood, and the words that prove it."""
    context = context_of(request)
    asked = _text(request, "q")
    answer = ask(context.graph, asked) if asked else None
    return page(
        request,
        "ask.html",
        asked=asked,
        answer=answer,
        items=_items(context, answer) if answer else [],
        samples=_samples(context),
        background=SOURCE,
    )


def _samples(context: Context) -> list[str]:
    """A few saved questions, asked of what this graph knows."""
    found = [question(context, saved) for saved in load_catalogue().values() if saved.params]
    return found[:: max(1, len(found) // _SAMPLES)][:_SAMPLES]


def _text(request: Request, name: str) -> str:
    text = request.query_params.get(name, "").strip()
    if len(text) > _LONGEST:
        raise QueryError(f"太长了：至多 {_LONGEST} 个字", remedy="请说短一些")
    return text


def _suggestion(context: Context, hit: Hit) -> dict[str, str]:
    top = context.directory.top_type(hit)
    label = context.ontology.classes[hit.record.type].label_zh
    return {"name": shown(hit.record.label), "kind": label, "type": top, "page": page_of(hit.record.iri)}


def _totals(context: Context) -> dict[str, int]:
    parts = context.annotations.values()
    return {
        "实体": sum(1 for hit in context.directory.hits if hit.mentions),
        "关系": len({(c.subject, c.predicate, c.object) for part in parts for c in part.claims}),
        "数字": sum(len(part.figures) for part in parts),
        "提及": sum(len(part.mentions) for part in parts),
    }


def _most_named(context: Context) -> list[Hit]:
    """What reports name most, without the places that they are about."""
    own = {report.place for report in context.reports.values()}
    return [hit for hit in context.directory.hits if hit.mentions > 1 and hit.record.iri not in own][:_MOST_NAMED]


def _items(context: Context, answer: Answer) -> list[tuple[object, tuple[Evidence, ...], tuple[str, ...]]]:
    """Each answer with its passages and the words to mark in them."""
    asked = tuple(
        name
        for hit in context.directory.hits
        if hit.record.label in answer.interpretation
        for name in hit.record.names
        if len(name) > 1
    )
    return [(item, item.evidence, (item.label, *item.aliases, *asked)) for item in answer.items]


ROUTES = [Route("/", home), Route("/search", search), Route("/suggest", suggest), Route("/ask", ask_page)]
