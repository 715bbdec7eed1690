"""Where each thing stands on the page: regions of things that belong together, packed like islands on a map.

Regions are communities found by the Leiden algorithm (Traag, Waltman & van Eck 2019); within a region, and among the
regions, places come from Fruchterman & Reingold (1991), both as igraph has them; then what lies too close is pushed
apart. The same input gives the same places.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

_SPACING = 62
"""Vertical distance between two neighbours, in the page's units."""
_STRETCH = 1.5
"""Horizontal distance over vertical distance: names are written from left to right, screens are wide."""
_SHORE = 0.55
"""Water between two regions, in spacings."""
_MAP_STRETCH = 1.2
"""Width over height of the whole map, about that of a window beside the panel."""
_SEED = 2025

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class MapLayout:
    """``positions[i]`` is where node ``i`` stands, in whole units; ``regions[i]`` the number of its region, from 0."""

    positions: tuple[tuple[int, int], ...]
    regions: tuple[int, ...]


def lay_out(size: int, ties: Mapping[tuple[int, int], float]) -> MapLayout:
    """Place ``size`` nodes, numbered from 0.

    ``ties`` says how strongly two of them (the smaller number first) belong together.
    """
    if not size:
        return MapLayout((), ())
    groups = _regions(size, ties)
    regions = [0] * size
    for number, group in enumerate(groups):
        for node in group:
            regions[node] = number
    inner = [_arrange(group, ties) for group in groups]
    radii = [_radius(points) for points in inner]
    bridges: dict[tuple[int, int], float] = {}
    for (a, b), weight in sorted(ties.items()):
        if regions[a] != regions[b]:
            key = (min(regions[a], regions[b]), max(regions[a], regions[b]))
            bridges[key] = bridges.get(key, 0.0) + weight
    centres = _apart(
        _spread(_force(len(groups), bridges), radii), radii, pull=0.03, rounds=300, slender=_STRETCH / _MAP_STRETCH
    )
    positions = [(0, 0)] * size
    for group, points, (cx, cy) in zip(groups, inner, centres, strict=True):
        for node, (x, y) in zip(group, points, strict=True):
            positions[node] = (round((cx + x) * _SPACING * _STRETCH), round((cy + y) * _SPACING))
    return MapLayout(tuple(positions), tuple(regions))


def _regions(size: int, ties: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Communities, the largest first; what is tied to nothing forms one region of its own at the end."""
    import igraph

    tied = {node for pair in ties for node in pair}
    loners = [node for node in range(size) if node not in tied]
    if not tied:
        return [loners]
    pairs = sorted(ties)
    graph = igraph.Graph(n=size, edges=pairs)
    with _fixed_chance():
        parts = graph.community_leiden(
            objective_function="modularity", weights=[ties[pair] for pair in pairs], n_iterations=10
        )
    groups = [sorted(part) for part in parts if part[0] in tied]
    groups.sort(key=lambda group: (-len(group), group[0]))
    return [*groups, loners] if loners else groups


def _arrange(group: Sequence[int], ties: Mapping[tuple[int, int], float]) -> list[Point]:
    """Places within one region, in spacings around its centre."""
    number = {node: index for index, node in enumerate(group)}
    inner = {(number[a], number[b]): weight for (a, b), weight in ties.items() if a in number and b in number}
    reach = 0.6 * math.sqrt(len(group))
    points = _apart(_fit(_force(len(group), inner), reach), [0.5] * len(group), pull=0.02, rounds=90)
    cx, cy = sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    return [(x - cx, y - cy) for x, y in points]


def _radius(points: Sequence[Point]) -> float:
    return max(math.hypot(x, y) for x, y in points) + 0.5 + _SHORE / 2


def _force(size: int, ties: Mapping[tuple[int, int], float]) -> list[Point]:
    """Fruchterman–Reingold from a sunflower's spiral, so that nothing starts on top of another."""
    import igraph

    turns = [(math.sqrt(i + 0.5), i * math.pi * (3 - math.sqrt(5))) for i in range(size)]
    start = [(radius * math.cos(angle), radius * math.sin(angle)) for radius, angle in turns]
    if size < 3:
        return start
    pairs = sorted(ties)
    with _fixed_chance():
        placed = igraph.Graph(n=size, edges=pairs).layout_fruchterman_reingold(
            weights=[ties[pair] for pair in pairs], seed=start, niter=400, grid="auto" if size > 1000 else False
        )
    return [(x, y) for x, y in placed.coords]


def _fit(points: Sequence[Point], reach: float) -> list[Point]:
    """Scaled and moved so that the points fill a disc of radius ``reach`` around the origin.

    Radii are ranked, not scaled: a force layout leaves a crowd in the middle and stragglers outside.
    """
    cx, cy = sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    around = [(x - cx, y - cy) for x, y in points]
    order = sorted(range(len(points)), key=lambda i: (math.hypot(*around[i]), i))
    placed = [(0.0, 0.0)] * len(points)
    for rank, index in enumerate(order):
        radius = reach * math.sqrt((rank + 0.5) / len(points))
        angle = math.atan2(around[index][1], around[index][0])
        placed[index] = (radius * math.cos(angle), radius * math.sin(angle))
    return placed


def _spread(points: Sequence[Point], radii: Sequence[float]) -> list[Point]:
    """The regions' centres, over an area that could just hold them."""
    slender = math.sqrt(_STRETCH / _MAP_STRETCH)
    placed = _fit(points, math.sqrt(sum(radius * radius for radius in radii)))
    return [(x / slender, y * slender) for x, y in placed]


def _apart(
    points: Sequence[Point], radii: Sequence[float], *, pull: float, rounds: int, slender: float = 1.0
) -> list[Point]:
    """Discs pushed apart until none overlap, while a weak ``pull`` towards the centre closes gaps.

    ``slender`` pulls more from the sides than from above and below. The last third of the rounds only pushes.
    """
    xs, ys = [x for x, _ in points], [y for _, y in points]
    widest = max(radii)
    for turn in range(rounds):
        pulling = turn < rounds * 2 // 3
        if pulling:
            xs, ys = [x * (1 - pull * slender) for x in xs], [y * (1 - pull / slender) for y in ys]
        pushed = False
        order = sorted(range(len(xs)), key=xs.__getitem__)
        for place, i in enumerate(order):
            reach = radii[i] + widest
            for j in islice(order, place + 1, None):
                if xs[j] - xs[i] > reach:
                    break
                distance = radii[i] + radii[j]
                if -distance < ys[j] - ys[i] < distance:
                    pushed |= _push(xs, ys, i, j, distance)
        if not (pulling or pushed):
            break
    return list(zip(xs, ys, strict=True))


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


@contextmanager
def _fixed_chance() -> Iterator[None]:
    """Within it igraph draws its random numbers from one fixed seed."""
    import random

    import igraph

    igraph.set_random_number_generator(random.Random(_SEED))
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)
