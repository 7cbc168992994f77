"""Controlled rounding: multiples of the base next to the true figures, and sums that hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.rounding.controlled import round_controlled
from tests.disclosure.rounding.made import reference, two_way


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=5),
    st.integers(2, 7),
    st.sampled_from([None, "row + column"]),
)
def test_two_ways_have_each_figure_beside_the_true_one(
    counts: list[list[int]], base: int, formula: str | None
) -> None:
    cells = two_way(counts, formula)
    true = np.asarray(cells.count)
    published = cells.sums.T @ round_controlled(cells, base)
    assert (published % base == 0).all()
    assert (np.abs(published - true) < base).all()
    assert (published[true % base == 0] == true[true % base == 0]).all()


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=2), min_size=2, max_size=2), st.integers(2, 4)
)
def test_it_is_the_nearest_of_all(counts: list[list[int]], base: int) -> None:
    cells = two_way(counts)
    published = cells.sums.T @ round_controlled(cells, base)
    nearest = min(_distances(cells.sums, np.asarray(cells.count), base))
    assert np.abs(published - cells.count).sum() == nearest


def _distances(sums: np.ndarray, true: np.ndarray, base: int) -> list[int]:
    grids = np.array(np.meshgrid(*[[0, 1, 2, 3]] * sums.shape[0])).reshape(sums.shape[0], -1)
    tables = [sums.T @ (one * base) for one in grids.T]
    return [int(np.abs(one - true).sum()) for one in tables if (np.abs(one - true) < base).all()]


@pytest.mark.parametrize("name", ["t2_1k", "t3_1k", "t2_10k"])
def test_reference_tables_have_a_rounding_beside_the_true_figures(name: str) -> None:
    cells = reference(name)
    published = cells.sums.T @ round_controlled(cells, 5)
    assert (published % 5 == 0).all()
    assert (np.abs(published - cells.count) < 5).all()


def test_what_is_too_large_to_search_is_still_additive_and_near() -> None:
    cells = reference("t3_10k")
    published = cells.sums.T @ round_controlled(cells, 3)
    assert (published % 3 == 0).all()
    assert np.abs(published - cells.count).max() <= 9
