"""Fewer points for a map: shared borders stay shared, rings stay closed, the largest part always stays."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.packages.views.simplify import distance, fewer, signed_area, simplified, snapped, thinned, wound

SQUARE = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
POINT = st.tuples(st.floats(-10, 10), st.floats(-10, 10))


@given(st.lists(POINT, min_size=2, max_size=30), st.floats(0, 5))
def test_a_stretch_is_thinned_alike_from_both_ends_and_no_point_strays(
    stretch: list[Any], step: float
) -> None:
    found = thinned(stretch, step)
    assert (found[0], found[-1]) == (stretch[0], stretch[-1])
    assert set(found) <= set(stretch)
    if stretch[0] != stretch[-1]:
        assert thinned(stretch[::-1], step) == found[::-1]


@pytest.mark.parametrize(
    ("point", "size"), [((0.5, 1.0), 1.0), ((2.0, 0.0), 1.0), ((-3.0, 4.0), 5.0), ((0.5, 0.0), 0.0)]
)
def test_distance_to_a_stretch(point: tuple[float, float], size: float) -> None:
    assert distance(point, (0.0, 0.0), (1.0, 0.0)) == pytest.approx(size)
    assert distance(point, (0.0, 0.0), (0.0, 0.0)) == pytest.approx(math.hypot(*point))


def test_rings_are_wound_outer_one_way_and_holes_the_other() -> None:
    assert signed_area(SQUARE) == 1.0
    assert signed_area(wound(SQUARE, outer=True)) == -1.0
    assert signed_area(wound(SQUARE[::-1], outer=False)) == 1.0


@settings(max_examples=25, deadline=None)
@given(st.integers(8, 200), st.integers(1, 5))
def test_shapes_have_about_as_many_points_as_may_be_and_never_vanish(points: int, shapes: int) -> None:
    rings = [
        [
            (at * 3 + math.cos(turn / points * math.tau), math.sin(turn / points * math.tau))
            for turn in range(points)
        ]
        for at in range(shapes)
    ]
    found = simplified([[[[*ring, ring[0]]]] for ring in rings], most=60)
    assert len(found) == shapes
    for shape in found:
        assert shape
        for ring in shape[0]:
            assert ring[0] == ring[-1]
            assert len(ring) >= 4


def test_points_on_a_grid_and_rings_of_too_few_points() -> None:
    assert snapped([(0.1, 0.1), (0.12, 0.1), (0.9, 0.9)], 0.5) == [(0.0, 0.0), (1.0, 1.0)]
    assert fewer([(0.0, 0.0), (1.0, 1.0), (0.0, 0.0)], set(), 0.1) == []
