"""A sentence as its mentions lie in it: which is nested in which, which stand in one list, and the text between.

Grammar is easier to read off a line in which every list of names is one symbol: ``encode`` writes the types of a
list's members between ``<`` and ``>`` and keeps where each symbol came from, so that a pattern finds the entities.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tjgraph.lexicon.frames import TYPE_LETTERS
from tjgraph.model import Entity, Span

QUOTES = '“”"‘’《》「」'
_UNQUOTED = re.compile(f"[^{QUOTES}]+")
# Patterns are written with full-width marks; and no sign of the text may look like a group.
FULL_WIDTH = str.maketrans(",;:()<>", "，；：（）··")


@dataclass(frozen=True, slots=True)
class Node:
    """A mention of ``entity`` (of one of the twelve types, ``type``) with the mentions that lie directly within it."""

    entity: Entity
    type: str
    span: Span
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The members of one list (often a single one), in the order of the text."""

    members: tuple[Node, ...]
    span: Span

    def of_types(self, types: Iterable[str]) -> tuple[Node, ...]:
        """The members whose type is one of ``types``."""
        wanted = frozenset(types)
        return tuple(m for m in self.members if m.type in wanted)


@dataclass(frozen=True, slots=True)
class Line:
    """Text with its groups as symbols. ``origin[i]`` is the offset in the report's text of the symbol ``code[i]``.

    ``quoted[i]``: the last member of ``groups[i]`` stands in quotation marks.
    """

    code: str
    origin: tuple[int, ...]
    groups: tuple[Group, ...]
    places: tuple[tuple[int, int], ...]
    quoted: tuple[bool, ...]

    def group_at(self, position: int) -> Group | None:
        """The group whose symbol begins at ``position`` of ``code``."""
        index = bisect_left(self.places, (position, 0))
        if index < len(self.places) and self.places[index][0] == position:
            return self.groups[index]
        return None

    def span(self, start: int, end: int) -> Span:
        """The span of the report's text that ``code[start:end]`` stands for."""
        return Span(self.origin[start], self.origin[end - 1] + 1)


class MentionIndex:
    """All mentions of a report by where they stand, for asking what lies in a span."""

    def __init__(self, entities: Sequence[Entity], top_type: Mapping[str, str]) -> None:
        """``top_type`` gives for each type of an entity the one of the twelve that it comes under."""
        mentions = [(m.span.start, -m.span.end, e.key, m.span, e) for e in entities for m in e.mentions]
        mentions.sort(key=lambda row: row[:3])
        self._rows = [(span, top_type.get(entity.type, entity.type), entity) for *_, span, entity in mentions]
        self._starts = [span.start for span, _, _ in self._rows]

    def outermost(self, span: Span) -> tuple[Node, ...]:
        """The mentions within ``span`` that lie in no other, each with what is nested in it.

        Of two mentions that cross, the one that begins first stays; of two that cover the same words, the first by key.
        """
        first = bisect_left(self._starts, span.start)
        rows = []
        for place, kind, entity in self._rows[first:]:
            if place.start >= span.end:
                break
            if place.end <= span.end:
                rows.append((place, kind, entity))
        return _nest(rows)


def _nest(rows: Sequence[tuple[Span, str, Entity]]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    index = 0
    while index < len(rows):
        span, kind, entity = rows[index]
        after = index + 1
        inner = []
        while after < len(rows) and rows[after][0].start < span.end:
            if span.contains(rows[after][0]) and rows[after][0] != span:
                inner.append(rows[after])
            after += 1
        nodes.append(Node(entity, kind, span, _nest(inner)))
        index = after
    return tuple(nodes)


def group(text: str, nodes: Sequence[Node], joint: re.Pattern[str]) -> tuple[Group, ...]:
    """Join neighbours into lists where all that stands between them (but for quotation marks) is a ``joint``."""
    groups: list[list[Node]] = []
    for node in nodes:
        if groups:
            end = groups[-1][-1].span.end
            between = text[end : node.span.start].strip(QUOTES)
            # “甲”“乙”: quotations side by side are a list.
            beside = not between and "”“" in text[end - 1 : node.span.start + 1]
            if beside or (between and joint.fullmatch(between)):
                groups[-1].append(node)
                continue
        groups.append([node])
    return tuple(Group(tuple(g), Span(g[0].span.start, g[-1].span.end)) for g in groups)


def encode(text: str, span: Span, groups: Sequence[Group]) -> Line:
    """The words of ``span`` with each group written as ``<`` letters of its members' types ``>``.

    Quotation marks fall out; half-width punctuation becomes full-width.
    """
    code: list[str] = []
    origin: list[int] = []
    places: list[tuple[int, int]] = []
    for start, end, found in _pieces(span, groups):
        if found is None:
            for word in _UNQUOTED.finditer(text, start, end):
                code.extend(word[0].translate(FULL_WIDTH))
                origin.extend(range(word.start(), word.end()))
            continue
        letters = "".join(sorted({TYPE_LETTERS[m.type] for m in found.members}))
        symbol = f"<{letters}>"
        places.append((len(code), len(code) + len(symbol)))
        code.extend(symbol)
        # The symbol begins where the list begins and its last mark stands for its end.
        origin.extend([start] * (len(symbol) - 1) + [end - 1])
    quoted = tuple("”" in text[g.span.end - 1 : g.span.end + 1] for g in groups)
    return Line("".join(code), tuple(origin), tuple(groups), tuple(places), quoted)


def _pieces(span: Span, groups: Sequence[Group]) -> Iterator[tuple[int, int, Group | None]]:
    at = span.start
    for found in groups:
        if at < found.span.start:
            yield at, found.span.start, None
        yield found.span.start, found.span.end, found
        at = found.span.end
    if at < span.end:
        yield at, span.end, None
