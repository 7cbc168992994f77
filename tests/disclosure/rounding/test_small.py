"""Small count rounding keeps its promises: no small figure, sums that hold, and near to the true table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.rounding.small import round_small, ups
from tests.disclosure.rounding.made import reference, two_way

EX_PSD = [[6, 0, 1, 3, 4], [1, 2, 3, 1, 2], [0, 1, 1, 0, 2]]
COUNTS = st.lists(st.lists(st.integers(0, 7), min_size=3, max_size=3), min_size=1, max_size=5)


def test_sdc_C16_all_cells() -> None:
    cells = two_way(EX_PSD)
    counts = round_small(cells, 5)
    published = cells.sums.T @ counts
    assert ((published == 0) | (published >= 5)).all()
    off = np.abs(published - cells.count)
    # no worse than the reference: total 26, largest difference 4, mean 1.333
    assert abs(int(counts.sum()) - 27) <= 1
    assert off.max() <= 4
    assert off.mean() <= 1.334


def test_sdc_C16_margins_only() -> None:
    cells = two_way(EX_PSD, formula="row + column")
    counts = round_small(cells, 5)
    published = cells.sums.T @ counts
    assert ((published == 0) | (published >= 5)).all()
    assert np.abs(published - cells.count).max() <= 2
    # what no small margin needs is left as it is
    assert (counts == cells.inner_count).sum() > 5


@pytest.mark.parametrize(("name", "largest"), [("t2_1k", 4), ("t3_1k", 6), ("t2_10k", 4), ("t3_10k", 6)])
def test_reference_tables_are_as_near_as_the_reference_method(name: str, largest: int) -> None:
    cells = reference(name)
    published = cells.sums.T @ round_small(cells, 3)
    assert not ((published > 0) & (published < 3)).any()
    assert np.abs(published - cells.count).max() <= largest


@settings(max_examples=30, deadline=None)
@given(COUNTS, st.integers(2, 6), st.sampled_from([None, "row + column"]))
def test_what_it_guarantees_holds(counts: list[list[int]], base: int, formula: str | None) -> None:
    cells = two_way(counts, formula)
    true = np.asarray(cells.inner_count)
    before = true.copy()
    rounded = round_small(cells, base)
    published = cells.sums.T @ rounded
    assert ((published == 0) | (published >= base)).all()
    changed = rounded != true
    assert np.isin(rounded[changed], [0, base]).all()
    assert (np.abs(rounded - true) < base).all()
    assert (true[changed] > 0).all()
    assert (true == before).all()
    assert (round_small(cells, base) == rounded).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(1, 4), min_size=3, max_size=3), min_size=1, max_size=4))
def test_no_exchange_brings_the_sums_nearer(counts: list[list[int]]) -> None:
    cells = two_way(counts)
    rests, sums = np.asarray(cells.inner_count), cells.sums.toarray()
    chosen = ups(cells.sums.tocsr(), rests, 5)

    def squares(up: np.ndarray) -> int:
        return int(((sums.T @ (rests - 5 * up)) ** 2).sum())

    best = squares(chosen)
    for one in range(len(rests)):
        for other in range(one, len(rests)):
            turned = chosen.copy()
            turned[[one, other]] = ~turned[[one, other]]
            if one == other or chosen[one] != chosen[other]:
                assert squares(turned) >= best
