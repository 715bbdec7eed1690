"""What questions give: a table, each row with the passages that prove it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tjgraph.shown import Shown

if TYPE_CHECKING:
    from decimal import Decimal


class Evidence(NamedTuple):
    """A passage that proves an answer: the words, where they stand, and in which report (its name)."""

    quote: str
    start: int
    end: int
    report: str


class _Table(NamedTuple):
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | Decimal | None, ...], ...]
    title: str = ""
    evidence: tuple[tuple[Evidence, ...], ...] = ()


class Table(_Table, Shown):
    """A result: ``columns`` name the cells of each row; a cell is text, a number, or None.

    ``evidence[i]`` (where given) proves ``rows[i]``.
    """

    __slots__ = ()
