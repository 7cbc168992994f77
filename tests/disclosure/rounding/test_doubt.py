"""A count is in doubt if another table shows the same figures: held against one who tries every table."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.rounding.doubt import certain
from stabbur.disclosure.rounding.ptable import PTable
from tests.disclosure.rounding.made import two_way


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=2, max_size=2),
    st.integers(0, 10_000),
    st.sampled_from([(1, 0.4), (2, 1.0)]),
)
def test_what_is_called_in_doubt_has_another_table(
    counts: list[list[int]], seed: int, noise: tuple[int, float]
) -> None:
    cells, ptable = two_way(counts), PTable.design(*noise)
    true = np.asarray(cells.count)
    published = true + ptable.changes(true, np.random.default_rng(seed).integers(0, 2**32, cells.size))
    sure = certain(cells, published, ptable)
    tables = np.array([cells.sums.T @ np.array(one) for one in product(range(6), repeat=4)])
    change = published - tables
    fits = np.abs(change) <= ptable.largest
    rows = np.minimum(tables, len(ptable.shares) - 1)
    fits &= ptable.shares[rows, np.where(fits, change + ptable.largest, 0)] > 0
    possible = tables[fits.all(axis=1)]
    assert (possible == true).all(axis=1).any()
    known = (possible == possible[0]).all(axis=0) & (true > 0)
    # nothing that every possible table has alike is called in doubt
    assert sure[known].all()


def test_no_noise_leaves_no_doubt_and_ordinary_noise_does() -> None:
    cells = two_way([[1, 0, 4], [9, 2, 3]])
    nothing = PTable(np.array([[0, 1_000_000, 0]]), 1)
    true = np.asarray(cells.count)
    assert certain(cells, true, nothing).sum() == (true > 0).sum()
    ptable = PTable.design(5, 3.0)
    for seed in range(20):
        keys = np.random.default_rng(seed).integers(0, 2**32, cells.size)
        assert not certain(cells, true + ptable.changes(true, keys), ptable).any()
