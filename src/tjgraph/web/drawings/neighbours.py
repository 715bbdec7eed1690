"""A thing amid what it is related with: names in two columns beside an ellipse, so that none covers another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

FEWEST, MOST = 3, 20
_WIDTH, _LINE, _REACH, _GAP = 380, 27, 62, 12
_LETTERS = 8.6
"""How many Chinese characters fit beside a mark."""
_WIDE_FROM = 0x2010
"""Chinese fonts draw quotation marks and dashes as wide as a character."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What a thing is related with: its page, name, class, and by which relation (``way``: from the thing or to it)."""

    page: str
    label: str
    type: str
    relation: str
    way: Literal["out", "in"]
    background: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a neighbour stands: its mark at ``x, y``, its name from ``text_x``, the line to it bent at ``bend_x``."""

    neighbour: Neighbour
    name: str
    x: float
    y: float
    text_x: float
    bend_x: float
    right: bool


@dataclass(frozen=True, slots=True)
class NeighbourMap:
    """A picture ``width`` by ``height`` with the thing in its middle; ``omitted`` neighbours found no room."""

    label: str
    width: int
    height: int
    spots: tuple[Spot, ...]
    omitted: int


def neighbour_map(label: str, neighbours: Sequence[Neighbour]) -> NeighbourMap | None:
    """The first twenty of ``neighbours`` around a thing: what leads to it on the left, what it leads to on the right.

    Where one side has more than the other by far, they are spread evenly. None where there are too few to draw.
    """
    if len(neighbours) < FEWEST:
        return None
    taken = list(neighbours[:MOST])
    left = [n for n in taken if n.way == "in"]
    right = [n for n in taken if n.way == "out"]
    while abs(len(left) - len(right)) > 1 and (max(len(left), len(right)) > 5 or not (left and right)):
        (right if len(right) < len(left) else left).append((left if len(right) < len(left) else right).pop())
    rows = max(len(left), len(right), 3)
    height = rows * _LINE + 40
    spots = (*_column(left, height, right=False), *_column(right, height, right=True))
    return NeighbourMap(_short(label, 7), _WIDTH, height, spots, len(neighbours) - len(taken))


def _column(neighbours: Sequence[Neighbour], height: int, *, right: bool) -> list[Spot]:
    middle, side = _WIDTH / 2, 1 if right else -1
    spots = []
    for row, neighbour in enumerate(neighbours):
        y = height / 2 + (row - (len(neighbours) - 1) / 2) * _LINE
        rise = (y - height / 2) / (height / 2)
        x = middle + side * _REACH * (0.55 + 0.45 * math.sqrt(max(0.0, 1 - rise * rise)))
        spots.append(
            Spot(
                neighbour,
                _short(neighbour.label, _LETTERS),
                round(x, 1),
                round(y, 1),
                round(x + side * _GAP, 1),
                round(middle + side * _REACH * 0.3, 1),
                right,
            )
        )
    return spots


def _short(name: str, letters: float) -> str:
    """``name`` in at most so many widths of a Chinese character."""
    width, kept = 0.0, ""
    for character in name:
        width += 1 if ord(character) >= _WIDE_FROM else 0.56
        if width > letters:
            return kept + "…"
        kept += character
    return kept
