"""Where a question has no answer: what was not understood, and questions near it that have one."""

from __future__ import annotations

from collections.abc import Iterator

from tjgraph.query.claims import statements
from tjgraph.query.names import normal
from tjgraph.query.question.context import Context
from tjgraph.query.question.figures import Finder
from tjgraph.query.question.names import Thing

_MOST = 3


def why_not(context: Context) -> str:
    """Which words of the question are not understood."""
    if not context.tokens:
        return "看不懂：问题是空的"
    refused = [t.text for t in context.tokens if t.role == "unanswerable"]
    if refused:
        return f"看不懂：“{'”“'.join(refused)}”这样的问法答不了，只能问报告里写明的事"
    others = {normal(word) for word in context.lexicon.synonyms}
    unknown = [t.text for t in context.tokens if t.unknown and t.text not in others]
    if unknown:
        return f"看不懂：图谱和词表里都没有“{'”“'.join(unknown)}”"
    return "看不懂：词都认得，但连不成图谱里的关系、进展或数字"


def nearby(context: Context) -> Iterator[str]:
    """Questions near this one: of its indicators, of its entities and those with near names, of its classes."""
    return iter(dict.fromkeys(_questions(context)))


def _figures(context: Context) -> Iterator[str]:
    """Of the figures whose indicator shares the most with the question."""
    if not context.has("how_many", "target") and not any(t.senses.change for t in context.tokens):
        return
    for figure in Finder(context).nearest(context.text)[:_MOST]:
        yield f"{figure.year}年{figure.name}是多少？"


def _questions(context: Context) -> Iterator[str]:
    yield from _figures(context)
    named = [thing for thing in context.things if thing.mentions and not context.is_own_place(thing)]
    for token in context.tokens:
        if token.unknown and len(token.text) > 1:
            named += context.names.suggestions(token.text, 2)
    for thing in named[:_MOST]:
        yield from _of(context, thing)
    for token in context.tokens:
        if token.senses.kind and not token.thing and not token.role and len(token.text) > 1:
            yield f"有哪些{token.text}？"
    for cls in context.ontology.entity_types:
        if any(t.mentions and context.ontology.top_type(t.record.type) == cls for t in context.names.things.values()):
            yield f"有哪些{context.class_label(cls)}？"


def _of(context: Context, thing: Thing) -> Iterator[str]:
    """Questions about one entity, from what the graph says of it."""
    for index, (statement, other) in enumerate(_around(context, thing)):
        if statement == "status":
            yield f"{thing.label}进展如何？"
        elif index < _MOST and other:
            yield f"哪些{context.class_label(context.ontology.top_type(other.record.type))}与{thing.label}有关？"


def _around(context: Context, thing: Thing) -> Iterator[tuple[str, Thing | None]]:
    things = context.names.things
    for s in statements(context.graph, subject=thing.record.iri):
        yield s.predicate, things.get(s.object)
    for s in statements(context.graph, object=thing.record.iri):
        yield s.predicate, things.get(s.subject)
