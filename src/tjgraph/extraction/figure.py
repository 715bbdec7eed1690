"""What a figure is before it has a subject and a year."""

from __future__ import annotations

from dataclasses import dataclass

from tjgraph.extraction.quantities import Quantity
from tjgraph.model import Change, Qualifier, Span


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity with its phrase.

    ``base`` is the indicator that a following comparison goes on from, ``at`` where the phrase starts, ``span`` the
    clauses that say it; ``scope``: the whole place is meant (全市); ``clue``: the words as written;
    ``year``: that of an earlier level from which something rose or fell (由2020年的30亿元), else None.
    """

    quantity: Quantity
    indicator: str
    base: str
    at: int
    span: Span
    scope: bool
    change: Change
    qualifier: Qualifier
    clue: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a phrase starts, whether it means the whole place, and the clause of its number."""

    at: int
    scope: bool
    clause: Span
