"""Which relations can stand between two things of a question: what the ontology's domains and ranges allow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tjgraph.lexicon.question_words import Kind, Tie
from tjgraph.ontology import Ontology
from tjgraph.query.question.sparql import Node


def ways(
    ontology: Ontology, left: Node, right: Node, ties: Iterable[Tie] | None = None
) -> tuple[tuple[str, bool], ...]:
    """The relations that can tie two nodes, with direction: all that the ontology allows, or those among ``ties``."""
    named = None if ties is None else {tie.relation for tie in ties}
    found = []
    for name in ontology.relations:
        info = ontology.properties[name]
        if name == "status" or (named is not None and name not in named):
            continue
        for forward, (a, b) in ((True, (left, right)), (False, (right, left))):
            if _fits(ontology, a, name, info.domain) and _fits(ontology, b, name, info.range):
                found.append((name, forward))
    return tuple(found)


def _fits(ontology: Ontology, node: Node, relation: str, allowed: Sequence[str]) -> bool:
    kind = node.kind or Kind(())
    classes = {thing.record.type for thing in node.things} or set(kind.classes)
    if kind.through == relation:
        classes |= set(kind.also)
    return not classes or any(ontology.is_a(c, a) or ontology.is_a(a, c) for c in classes for a in allowed)
