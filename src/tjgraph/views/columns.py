"""Cells lined up in columns for a terminal, in which a Chinese character takes two places.

Twenty lines of our own and not rich's tables: importing those takes as long as Python takes to start, twice (0210).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import zip_longest
from unicodedata import category, east_asian_width

_GAP, _RULE = "   ", "─"
_NARROWEST = 8
"""Places that a folded column keeps: four Chinese characters; below that nobody reads it."""
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def lined_up(
    heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool], width: int | None, *, bold: bool = False
) -> list[str]:
    """The lines of a table: its heads, a rule, its rows.

    ``right`` says which columns stand to the right. ``width`` is how many places a line may take: cells of the widest
    columns are folded until it fits; None folds nothing. Where columns would be left too narrow to read, each row
    becomes lines of head and cell instead, as psql prints what is too wide. ``bold`` prints the heads so.
    """
    whole = [max(map(places, column)) for column in zip(heads, *rows, strict=True)]
    sizes = _fitting(whole, width)
    if width is not None and any(size < min(_NARROWEST, full) for size, full in zip(sizes, whole, strict=True)):
        return list(_records(heads, rows, width, bold))
    rule = _RULE * (sum(sizes) + len(_GAP) * (len(sizes) - 1))
    top = [f"{_BOLD}{line}{_PLAIN}" if bold else line for line in _folded(heads, sizes, right)]
    return [*top, rule, *(line for row in rows for line in _folded(row, sizes, right))]


def places(text: str) -> int:
    """How many places of a terminal ``text`` takes."""
    return sum(map(_places, text))


@cache
def _places(character: str) -> int:
    if category(character) in ("Mn", "Me", "Cf"):  # drawn over what stands before, or not at all
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _fitting(sizes: list[int], width: int | None) -> list[int]:
    """The sizes of the columns, the widest cut down to one size at which a line has at most ``width`` places."""
    room = None if width is None else width - len(_GAP) * (len(sizes) - 1)
    most = max(sizes)
    while room is not None and most > 2 and sum(min(size, most) for size in sizes) > room:
        most -= 1
    return [min(size, most) for size in sizes]


def _records(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int, bold: bool) -> Iterator[str]:
    """Each row as lines of a head and its cell, empty cells left out, with a rule between rows."""
    left = _fitting([max(map(places, heads)), width], width)[0]
    sizes = (left, max(2, width - left - len(_GAP)))
    for index, row in enumerate(rows):
        if index:
            yield _RULE * width
        for head, cell in zip(heads, row, strict=True):
            if cell:
                first, *rest = _folded((head, cell), sizes, (False, False))
                yield first.replace(head, f"{_BOLD}{head}{_PLAIN}", 1) if bold and head else first
                yield from rest


def _folded(cells: Sequence[str], sizes: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    """A row, in as many lines as its cells need at these sizes."""
    pieces = [list(_pieces(cell, size)) for cell, size in zip(cells, sizes, strict=True)]
    for line in zip_longest(*pieces, fillvalue=""):
        padded = [
            " " * (size - places(piece)) + piece if to_right else piece + " " * (size - places(piece))
            for piece, size, to_right in zip(line, sizes, right, strict=True)
        ]
        yield _GAP.join(padded).rstrip()


def _pieces(cell: str, size: int) -> Iterator[str]:
    start = taken = 0
    for index, character in enumerate(cell):
        wide = _places(character)
        if taken and taken + wide > size:
            yield cell[start:index]
            start, taken = index, 0
        taken += wide
    yield cell[start:]
