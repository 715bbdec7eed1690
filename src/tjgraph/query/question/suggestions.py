"""Where a question has no answer: what was not understood, and questions near it that have one."""

from __future__ import annotations

from collections.abc import Iterator

from tjgraph.graph.store import Iri
from tjgraph.query.question.context import Context
from tjgraph.query.question.figures import Finder
from tjgraph.query.question.names import Thing
from tjgraph.query.terms import local_name

_MOST = 3
_AROUND = """SELECT DISTINCT ?predicate ?other ?thing WHERE {
    { ?claim rdf:subject ?thing ; rdf:predicate ?predicate ; rdf:object ?other }
    UNION { ?claim rdf:object ?thing ; rdf:predicate ?predicate ; rdf:subject ?other } } ORDER BY ?predicate ?other"""


def why_not(context: Context) -> str:
    """Which words of the question are not understood."""
    if not context.tokens:
        return "看不懂：问题是空的"
    refused = [t.text for t in context.tokens if t.role == "unanswerable"]
    if refused:
        return f"看不懂：“{'”“'.join(refused)}”这样的问法答不了，只能问报告里写明的事"
    unknown = [t.text for t in context.tokens if t.unknown]
    if unknown:
        return f"看不懂：图谱和词表里都没有“{'”“'.join(unknown)}”"
    return "看不懂：词都认得，但连不成图谱里的关系、进展或数字"


def nearby(context: Context) -> Iterator[str]:
    """Questions near this one: of its indicators, of its entities and those with near names, of its classes."""
    return iter(dict.fromkeys(_questions(context)))


def _figures(context: Context) -> Iterator[str]:
    """Of the figures of the same indicator, and of those whose indicator shares the most with the question."""
    if not context.has("how_many", "target") and not any(t.senses.change for t in context.tokens):
        return
    finder = Finder(context)
    same = [match.figure for match in finder.find(context.text, strict=False)]
    for figure in [*same, *finder.nearest(context.text)][:_MOST]:
        subject = context.names.things.get(context.names.one.get(figure.subject, figure.subject))
        yield f"{subject.label if subject else ''}{figure.year}年{figure.indicator}是多少？"


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
    """What is said of the entity: the relation's local name, and the other end where that is an entity."""
    names = context.names
    for predicate, other, _ in context.graph.select(_AROUND, thing=Iri(thing.record.iri)).rows:
        yield local_name(predicate), names.things.get(names.one.get(str(other), str(other)))
