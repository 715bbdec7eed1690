"""The members of a clause's list, each with the numbers in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tjgraph.extraction.clauses import OPENERS
from tjgraph.extraction.indicators import read_tail
from tjgraph.extraction.quantities import Quantity
from tjgraph.lexicon.figures import FigureLexicon
from tjgraph.model import Span

_JOIN = re.compile("以及|和|及|与")


@dataclass(frozen=True, slots=True)
class Group:
    """Members of a list up to and with the one that holds numbers; ``first``: the list starts with it."""

    start: int
    end: int
    quantities: tuple[Quantity, ...]
    first: bool


def split_groups(text: str, clause: Span, quantities: Sequence[Quantity], figures: FigureLexicon) -> list[Group]:
    """Cut ``clause`` at its list marks; members without a number join the next one that has one.

    A conjunction cuts where a number stands on both sides of it (`98%和99%`, `42所学校和16家医院`).
    """
    groups: list[Group] = []
    start = clause.start
    cuts = sorted({*_marks(text, clause, quantities), *_conjunctions(text, clause, quantities, figures), (clause.end, clause.end)})
    for end, following in cuts:
        inside = tuple(q for q in quantities if start <= q.span.start and q.span.end <= end)
        if inside:
            groups.append(Group(start, end, inside, not groups))
            start = following
    return groups


def _marks(text: str, clause: Span, quantities: Sequence[Quantity]) -> Iterator[tuple[int, int]]:
    closer = ""
    for position in range(clause.start, clause.end):
        char = text[position]
        if closer:
            closer = "" if char == closer else closer
        elif char in OPENERS and OPENERS[char] in text[position : clause.end]:
            closer = OPENERS[char]
        elif char == "、":
            yield position, position + 1


def _conjunctions(
    text: str, clause: Span, quantities: Sequence[Quantity], figures: FigureLexicon
) -> Iterator[tuple[int, int]]:
    for quantity in quantities:
        if match := _JOIN.match(text, quantity.span.end, clause.end):
            yield match.span()
    for before, after in zip(quantities, quantities[1:], strict=False):
        end = read_tail(text, before.span.end, after.span.start, figures).end
        for match in _JOIN.finditer(text, before.span.end, end):
            if match.end() == end:
                yield match.span()
