"""What names say by themselves: 甲市数据中心 lies in 甲市, 滨江公园二期 is part of 滨江公园."""

from __future__ import annotations

from collections.abc import Collection, Iterator
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


class InnerReader:
    """The rules about names within names; ``divisions`` are the names of administrative divisions."""

    def __init__(self, rules: tuple[InnerRule, ...], divisions: Collection[str]) -> None:
        self._rules = rules
        self._divisions = divisions

    def links(self, text: str, outer: Node) -> Iterator[Link]:
        """All that the name ``outer`` says of what lies in it, to any depth."""
        yield from self._of(text, outer, outer.children)
        for child in outer.children:
            yield from self.links(text, child)

    def _of(self, text: str, outer: Node, children: tuple[Node, ...]) -> Iterator[Link]:
        for child in children:
            if len(child.span) < SHORTEST or child.entity.key == outer.entity.key:
                continue
            rules = [rule for rule in self._rules if self._holds(rule, text, outer, child)]
            links = [_link(rule, t, text, outer, child) for rule in rules for t in rule.triples]
            part = any(link.predicate == "partOf" for link in links)
            # A part of a thing is not said to lie in it as well.
            yield from (link for link in links if not (part and link.predicate == "locatedIn"))
            if any(rule.row.passes for rule in rules):
                yield from self._of(text, outer, child.children)

    def _holds(self, rule: InnerRule, text: str, outer: Node, child: Node) -> bool:
        row, words = rule.row, child.span.of(text)
        if child.type not in row.inner or outer.type not in row.outer:
            return False
        if row.division and words not in self._divisions and child.entity.label not in self._divisions:
            return False
        if rule.except_inner and rule.except_inner.search(words):
            return False
        before, after = text[outer.span.start : child.span.start], text[child.span.end : outer.span.end]
        if before.endswith("“") and after.startswith("”"):
            before, after = before[:-1], after[1:]
        return rule.form.search(f"{before}<>{after}") is not None


def _link(rule: InnerRule, triple: Triple, text: str, outer: Node, inner: Node) -> Link:
    ends = {"内": inner, "外": outer}
    return Link(ends[triple.subject], triple.predicate, ends[triple.object], rule.row.rule, inner.span.of(text))
