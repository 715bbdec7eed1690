"""What names say by themselves: 甲市数据中心 lies in 甲市, 滨江公园二期 is part of 滨江公园."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tjgraph.extraction.coordination import Node
from tjgraph.lexicon.frames import InnerRule, Triple

# An inner name of one character (津, 沪) is a letter of the outer one, no name that a reader sees in it.
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two nodes, with the row that drew it and the inner name that it saw."""

    subject: Node
    predicate: str
    object: Node
    rule: str
    clue: str


def inner_links(text: str, outer: Node, rules: tuple[InnerRule, ...]) -> Iterator[Link]:
    """All that the name ``outer`` says of what lies in it, to any depth."""
    yield from _links(text, outer, outer.children, rules)
    for child in outer.children:
        yield from inner_links(text, child, rules)


def _links(text: str, outer: Node, children: tuple[Node, ...], rules: tuple[InnerRule, ...]) -> Iterator[Link]:
    for child in children:
        if len(child.span) < SHORTEST or child.entity.key == outer.entity.key:
            continue
        inner_words = child.span.of(text)
        before, after = text[outer.span.start : child.span.start], text[child.span.end : outer.span.end]
        if before.endswith("“") and after.startswith("”"):
            before, after = before[:-1], after[1:]
        form = f"{before}<>{after}"
        passes, links = False, []
        for rule in rules:
            row = rule.row
            if child.type not in row.inner or outer.type not in row.outer or not rule.form.search(form):
                continue
            if rule.except_inner and rule.except_inner.search(inner_words):
                continue
            passes = passes or row.passes
            for triple in rule.triples:
                subject, target = _ends(triple, child, outer)
                links.append(Link(subject, triple.predicate, target, row.rule, inner_words))
        part = any(link.predicate == "partOf" for link in links)
        # A part of a thing is not said to lie in it as well.
        yield from (link for link in links if not (part and link.predicate == "locatedIn"))
        if passes:
            yield from _links(text, outer, child.children, rules)


def _ends(triple: Triple, inner: Node, outer: Node) -> tuple[Node, Node]:
    ends = {"内": inner, "外": outer}
    return ends[triple.subject], ends[triple.object]
