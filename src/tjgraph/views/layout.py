"""Where each thing stands on the page: regions of things that belong together, packed like islands on a map.

Regions are communities found by the Louvain method (Blondel et al. 2008), as NetworkX has it. Places come in three
steps, within each region and then among the regions: smoothing draws what is tied together (each point goes halfway to
the mean of its neighbours, the power iteration behind spectral layouts; Koren 2005), the result is spread evenly over
a disc, and then springs along the ties and collisions between discs settle it. The same input gives the same places.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

_SPACING = 62
"""Vertical distance between two neighbours, in the page's units."""
_STRETCH = 1.5
"""Horizontal distance over vertical distance: names are written from left to right, screens are wide."""
_MAP_STRETCH = 0.9
"""Width over height of the whole map, about that of a window beside the panel."""
_SHORE = 0.55
"""Water between two regions, in spacings."""
_SEED = 2025

Point = tuple[float, float]
Ties = Mapping[tuple[int, int], float]
"""How strongly two numbered things (the smaller number first) belong together."""


@dataclass(frozen=True, slots=True)
class MapLayout:
    """``positions[i]`` is where node ``i`` stands, in whole units; ``regions[i]`` the number of its region, from 0."""

    positions: tuple[tuple[int, int], ...]
    regions: tuple[int, ...]


def lay_out(size: int, ties: Ties) -> MapLayout:
    """Place ``size`` nodes, numbered from 0, so that what ``ties`` hold together lies together."""
    if not size:
        return MapLayout((), ())
    groups = _regions(size, ties)
    regions = [0] * size
    for number, group in enumerate(groups):
        for node in group:
            regions[node] = number
    inner = [_arrange(group, ties) for group in groups]
    centres = _among(inner, _bridges(regions, ties))
    positions = [(0, 0)] * size
    for group, points, (cx, cy) in zip(groups, inner, centres, strict=True):
        for node, (x, y) in zip(group, points, strict=True):
            positions[node] = (round((cx + x) * _SPACING * _STRETCH), round((cy + y) * _SPACING))
    return MapLayout(tuple(positions), tuple(regions))


def _regions(size: int, ties: Ties) -> list[list[int]]:
    """Communities, the largest first; what is tied to nothing forms one region of its own at the end."""
    import networkx as nx

    tied = sorted({node for pair in ties for node in pair})
    loners = sorted(set(range(size)).difference(tied))
    if not tied:
        return [loners]
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(tied)
    graph.add_weighted_edges_from((a, b, ties[a, b]) for a, b in sorted(ties))
    groups = [sorted(part) for part in nx.community.louvain_communities(graph, seed=_SEED)]
    groups.sort(key=lambda group: (-len(group), group[0]))
    return [*groups, loners] if loners else groups


def _bridges(regions: Sequence[int], ties: Ties) -> dict[tuple[int, int], float]:
    """The ties between regions, added up."""
    bridges: dict[tuple[int, int], float] = {}
    for (a, b), weight in sorted(ties.items()):
        low, high = sorted((regions[a], regions[b]))
        if low != high:
            bridges[low, high] = bridges.get((low, high), 0.0) + weight
    return bridges


def _arrange(group: Sequence[int], ties: Ties) -> list[Point]:
    """Places within one region, in spacings around its centre."""
    number = {node: index for index, node in enumerate(group)}
    inner = {(number[a], number[b]): weight for (a, b), weight in ties.items() if a in number and b in number}
    start = _fit(_smooth(len(group), inner), 0.6 * math.sqrt(len(group)))
    points = _settle(start, [0.5] * len(group), inner, rounds=90)
    cx, cy = _mean(points)
    return [(x - cx, y - cy) for x, y in points]


def _among(inner: Sequence[Sequence[Point]], bridges: Ties) -> list[Point]:
    """The centres of the regions: discs around their points, as close together as their shores allow."""
    radii = [max(math.hypot(x, y) for x, y in points) + 0.5 + _SHORE / 2 for points in inner]
    slender = _STRETCH / _MAP_STRETCH
    start = _fit(_smooth(len(inner), bridges), math.sqrt(sum(radius * radius for radius in radii)))
    start = [(x / math.sqrt(slender), y * math.sqrt(slender)) for x, y in start]
    return _settle(start, radii, bridges, rounds=300, slender=slender)


def _smooth(size: int, ties: Ties) -> list[Point]:
    """A sunflower's spiral, on which each point has gone halfway to the mean of its neighbours a few times."""
    turns = [(math.sqrt(i + 0.5), i * math.pi * (3 - math.sqrt(5))) for i in range(size)]
    points = [(radius * math.cos(angle), radius * math.sin(angle)) for radius, angle in turns]
    weights = [0.0] * size
    pulls = sorted(ties.items())
    for (a, b), weight in pulls:
        weights[a] += weight
        weights[b] += weight
    for _ in range(12):
        sums = [(0.0, 0.0)] * size
        for (a, b), weight in pulls:
            (ax, ay), (bx, by) = points[a], points[b]
            sums[a] = (sums[a][0] + weight * bx, sums[a][1] + weight * by)
            sums[b] = (sums[b][0] + weight * ax, sums[b][1] + weight * ay)
        points = [
            ((x + sx / w) / 2, (y + sy / w) / 2) if w else (x, y)
            for (x, y), (sx, sy), w in zip(points, sums, weights, strict=True)
        ]
    return points


def _mean(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _fit(points: Sequence[Point], reach: float) -> list[Point]:
    """Moved so that the points fill a disc of radius ``reach`` around the origin evenly, in their directions.

    Distances from the centre are ranked, not scaled: else there is a crowd in the middle, and stragglers outside.
    """
    cx, cy = _mean(points)
    around = [(x - cx, y - cy) for x, y in points]
    order = sorted(range(len(points)), key=lambda i: (round(math.hypot(*around[i]), 9), i))
    placed = [(0.0, 0.0)] * len(points)
    for rank, index in enumerate(order):
        radius = reach * math.sqrt((rank + 0.5) / len(points))
        angle = math.atan2(around[index][1], around[index][0])
        placed[index] = (radius * math.cos(angle), radius * math.sin(angle))
    return placed


def _settle(
    points: Sequence[Point], radii: Sequence[float], ties: Ties, *, rounds: int, slender: float = 1.0
) -> list[Point]:
    """Discs drawn together by their ties and a little towards the centre, and pushed apart until none overlap.

    ``slender`` draws more from the sides than from above and below. The last third of the rounds only pushes.
    """
    xs, ys = [x for x, _ in points], [y for _, y in points]
    strongest = max(ties.values(), default=1.0)
    springs = [
        (a, b, 0.1 * math.sqrt(weight / strongest), radii[a] + radii[b]) for (a, b), weight in sorted(ties.items())
    ]
    for turn in range(rounds):
        drawing = turn < rounds * 2 // 3
        if drawing:
            xs, ys = [x * (1 - 0.03 * slender) for x in xs], [y * (1 - 0.03 / slender) for y in ys]
            for a, b, strength, rest in springs:
                _draw(xs, ys, a, b, strength, rest)
        if not _collide(xs, ys, radii) and not drawing:
            break
    return list(zip(xs, ys, strict=True))


def _draw(xs: list[float], ys: list[float], a: int, b: int, strength: float, rest: float) -> None:
    """Bring ``a`` and ``b`` nearer by a share of what lies between them beyond ``rest``."""
    dx, dy = xs[b] - xs[a], ys[b] - ys[a]
    gap = math.hypot(dx, dy)
    if gap > rest:
        share = strength * (gap - rest) / gap / 2
        xs[a] += dx * share
        ys[a] += dy * share
        xs[b] -= dx * share
        ys[b] -= dy * share


def _collide(xs: list[float], ys: list[float], radii: Sequence[float]) -> bool:
    """Push apart what overlaps, found by a sweep from left to right; whether anything did."""
    widest, pushed = max(radii), False
    order = sorted(range(len(xs)), key=xs.__getitem__)
    for place, i in enumerate(order):
        reach = radii[i] + widest
        for j in islice(order, place + 1, None):
            if xs[j] - xs[i] > reach:
                break
            distance = radii[i] + radii[j]
            if -distance < ys[j] - ys[i] < distance:
                pushed |= _push(xs, ys, i, j, distance)
    return pushed


def _push(xs: list[float], ys: list[float], i: int, j: int, distance: float) -> bool:
    """Move ``i`` and ``j`` half the missing way each; whether they were too close."""
    dx, dy = xs[j] - xs[i], ys[j] - ys[i]
    gap = math.sqrt(dx * dx + dy * dy)
    if gap >= distance - 1e-6:
        return False
    if gap < 1e-9:
        dx, dy, gap = math.cos(i + j), math.sin(i + j), 1.0
        share = distance / 2
    else:
        share = (distance - gap) / 2 / gap
    xs[i] -= dx * share
    ys[i] -= dy * share
    xs[j] += dx * share
    ys[j] += dy * share
    return True
