"""Figures of one indicator side by side as bars."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tjgraph.query.figures import Figure

_COMPARED = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure and the length of its bar in percent of the longest; None where there is nothing to compare with."""

    figure: Figure
    percent: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures of one indicator, unit and kind of change, the oldest first."""

    indicator: str
    unit: str
    bars: tuple[Bar, ...]


def charts(figures: Iterable[Figure]) -> list[Chart]:
    """One chart for what can be compared: the same indicator, unit and kind of change, of one year or of several.

    Levels go before growth.

    Charts stand in the order in which their indicators come, those of one indicator together.
    """
    groups: dict[str, dict[tuple[bool, str, bool], list[Figure]]] = {}
    for f in figures:
        groups.setdefault(f.indicator, {}).setdefault((f.change != "level", f.unit, f.since is not None), []).append(f)
    return [
        Chart(indicator, unit, _bars(members))
        for indicator, parts in groups.items()
        for (_, unit, _), members in sorted(parts.items(), key=lambda part: part[0])
    ]


def _bars(figures: list[Figure]) -> tuple[Bar, ...]:
    figures = sorted(figures, key=lambda f: (f.year, f.kind))
    most = max(abs(f.value) for f in figures)
    compared = len(figures) >= _COMPARED and most > 0
    return tuple(Bar(f, _percent(abs(f.value), most) if compared else None) for f in figures)


def _percent(value: Decimal, most: Decimal) -> float:
    return round(float(value / most) * 100, 1)
