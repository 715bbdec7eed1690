"""The members of a clause's list, each with the numbers in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tjgraph.extraction.clauses import OPENERS
from tjgraph.extraction.indicators import read_tail, stops_right
from tjgraph.extraction.quantities import LONGEST_QUOTE, Quantity
from tjgraph.lexicon.figures import FigureLexicon
from tjgraph.model import Span

REACH = 60  # as far as a conjunction may stand from the number that follows it


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
    start, held = clause.start, 0
    marks = {*_marks(text, clause), *_conjunctions(text, quantities, figures), (clause.end, clause.end)}
    for end, following in sorted(marks):
        upto = held
        while upto < len(quantities) and quantities[upto].span.end <= end:
            upto += 1
        if upto < len(quantities) and quantities[upto].span.start < end:
            continue
        if upto > held:
            groups.append(Group(start, end, tuple(quantities[held:upto]), not groups))
            start, held = following, upto
        elif groups and stops_right(text[start:end], figures):
            start = following  # 稳居全国前列 goes on from the member before
    return groups


def _marks(text: str, clause: Span) -> Iterator[tuple[int, int]]:
    closer, opened = "", clause.start
    for position in range(clause.start, clause.end):
        char = text[position]
        if closer and char != closer and position - opened <= LONGEST_QUOTE:
            continue
        if closer:
            closer = ""
        elif char in OPENERS:
            closer, opened = OPENERS[char], position
        elif char == "、":
            yield position, position + 1


def _conjunctions(text: str, quantities: Sequence[Quantity], figures: FigureLexicon) -> Iterator[tuple[int, int]]:
    joins = figures.particle("conjunction")
    for before, after in pairwise(quantities):
        if match := joins.match(text, before.span.end, after.span.start):
            yield match.span()
        end = read_tail(text, max(before.span.end, after.span.start - REACH), after.span.start, figures).end
        for match in joins.finditer(text, max(before.span.end, end - 2), end):
            if match.end() == end:
                yield match.span()
