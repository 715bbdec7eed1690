"""The ontology for people: what kinds of things there are, what is said of them, and by which words."""

from __future__ import annotations

from collections import Counter

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tjgraph.ontology import ClassInfo
from tjgraph.web.rendering import context_of, page, unchanged


def vocabulary(request: Request) -> Response:
    """Classes, properties and fixed terms, with how many things of each class the reports name."""
    context = context_of(request)
    ontology = context.ontology
    counts = Counter(cls for hit in context.directory.hits if hit.mentions for cls in ontology.lineage(hit.record.type))
    below = [(info, len(ontology.lineage(info.name)) - 1) for info in _tree(ontology.classes)]
    return page(
        request,
        "vocabulary.html",
        classes=below,
        counts=counts,
        relations=[ontology.properties[name] for name in ontology.relations],
        others=[info for name, info in ontology.properties.items() if name not in ontology.relations],
        terms=list(ontology.terms.values()),
    )


def colours(request: Request) -> Response:
    """The colours of the twelve types, as the ontology has them, for the style sheet."""
    ontology = context_of(request).ontology
    rules = (f".t-{name}{{--type:{ontology.classes[name].colour}}}\n" for name in ontology.entity_types)
    return unchanged(request, Response("".join(rules), media_type="text/css"))


def _tree(classes: dict[str, ClassInfo]) -> list[ClassInfo]:
    """Classes with those below them after each."""
    below: dict[str | None, list[ClassInfo]] = {}
    for info in classes.values():
        below.setdefault(info.parent, []).append(info)
    found: list[ClassInfo] = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        info = waiting.pop()
        found.append(info)
        waiting += reversed(below.get(info.name, []))
    return found


ROUTES = [Route("/vocabulary", vocabulary), Route("/types.css", colours)]
