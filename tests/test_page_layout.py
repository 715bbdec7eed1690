"""Where things stand on the page: laws that hold for any graph."""

from __future__ import annotations

import math
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from tjgraph.views.layout import MapLayout, lay_out

SIZE = st.integers(1, 60)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, dict[tuple[int, int], float]]:
    size = draw(SIZE)
    node = st.integers(0, size - 1)
    pairs = draw(st.lists(st.tuples(node, node), max_size=120))
    weight = st.floats(0.01, 5, allow_nan=False)
    return size, {(min(p), max(p)): draw(weight) for p in pairs if p[0] != p[1]}


def test_nothing_needs_no_place() -> None:
    assert lay_out(0, {}) == MapLayout((), ())


@settings(max_examples=30, deadline=None)
@given(graphs())
def test_everything_has_a_place_of_its_own_and_a_region(graph: tuple[int, dict[tuple[int, int], float]]) -> None:
    size, ties = graph
    layout = lay_out(size, ties)
    assert len(layout.positions) == len(layout.regions) == size
    assert set(layout.regions) == set(range(max(layout.regions) + 1))
    # Names run from left to right, so neighbours may be nearer above each other than beside each other.
    gaps = [math.hypot((a[0] - b[0]) / 1.5, a[1] - b[1]) for a, b in combinations(layout.positions, 2)]
    assert min(gaps, default=99) > 40
    assert lay_out(size, dict(reversed(ties.items()))) == layout


def test_what_belongs_together_lies_together() -> None:
    circles = [range(0, 8), range(8, 16), range(16, 24)]
    ties = {pair: 1.0 for circle in circles for pair in combinations(circle, 2)}
    layout = lay_out(26, ties | {(7, 8): 0.1})
    assert [len({layout.regions[node] for node in circle}) for circle in circles] == [1, 1, 1]
    assert len({layout.regions[circle[0]] for circle in circles}) == 3
    assert layout.regions[24] == layout.regions[25] == 3, "what is tied to nothing has a region of its own"
