"""Perturbation tables: means of 0, the variance asked, no forbidden figure, and the largest entropy."""

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stabbur.disclosure.rounding.ptable import KEYS, SHARES, PTable
from stabbur.errors import BadInput


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 8), st.floats(0.5, 5), st.integers(0, 3), st.sampled_from([None, 0.0, 0.3]))
def test_every_row_keeps_the_mean_and_publishes_nothing_forbidden(
    largest: int, variance: float, smallest: int, stays: float | None
) -> None:
    assume(smallest < largest and variance < largest**2)
    table = PTable.design(largest, variance, smallest=smallest, stays=stays)
    assert (table.shares.sum(axis=1) == SHARES).all()
    assert np.abs(table.means).max() < 1e-4
    found = table.frame()
    published = found["count"] + found["change"]
    assert published.to_numpy().min() == 0
    assert not published.is_between(1, smallest).any()
    assert found["change"].abs().to_numpy().max() <= largest
    # beyond small counts nothing is in the way of the variance
    if stays is None and variance < 0.9 * largest**2:
        assert abs(table.variances[-1] - variance) < 1e-3


def test_no_other_row_of_this_variance_has_more_entropy() -> None:
    table = PTable.design(5, 3.0)
    chances = table.shares[-1] / SHARES
    changes = np.arange(-5, 6)
    moments = np.stack([np.ones(11), changes, changes**2])
    # entropy is concave: it is largest where no direction that keeps the moments rises
    free = np.linalg.svd(moments)[2][3:]
    assert np.abs(free @ -np.log(chances)).max() < 1e-3


def test_changes_come_as_often_as_the_table_says() -> None:
    table = PTable.design(3, 1.5)
    keys = np.linspace(0, KEYS - 1, 100_001).astype(np.int64)
    for count in (0, 1, 2, 50):
        changes = table.changes(np.full(len(keys), count), keys)
        row = table.shares[min(count, len(table.shares) - 1)] / SHARES
        seen = np.bincount(changes + 3, minlength=7) / len(keys)
        assert np.abs(seen - row).max() < 1e-4


def test_zero_stays_zero_and_the_same_key_gives_the_same_change() -> None:
    table = PTable.design()
    keys = np.arange(0, KEYS, KEYS // 1000)
    assert (table.changes(np.zeros(len(keys), dtype=np.int64), keys) == 0).all()
    counts = np.full(len(keys), 9)
    assert (table.changes(counts, keys) == table.changes(counts, keys)).all()


def test_a_gap_leaves_small_changes_out() -> None:
    table = PTable.design(10, 40.0, gap=3)
    changes = table.frame().filter(count=len(table.shares) - 1)["change"]
    assert changes.abs().min() == 3
    assert abs(table.variances[-1] - 40) < 1e-3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"largest": 0}, "'largest' is 0"),
        ({"variance": 0.0}, "'variance' is 0"),
        ({"largest": 2, "variance": 4.0}, "less than 2²"),
        ({"smallest": 5}, "'smallest' is 5"),
        ({"stays": 1.0}, "'stays' is 1"),
    ],
)
def test_numbers_out_of_range_are_named(options: dict[str, float], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        PTable.design(**options)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="no perturbation table"):
        PTable(np.array([[1, 2, 3]]), 1)


def test_a_table_of_another_office_is_taken_in() -> None:
    frame = pl.DataFrame(
        {
            "count": [0, 1, 1, 1, 2, 2],
            "change": [0, -1, 0, 1, -2, 2],
            "probability": [1.0, 0.25, 0.5, 0.25, 0.5, 0.5],
        }
    )
    table = PTable.of(frame)
    assert (table.largest, len(table.shares)) == (2, 3)
    assert table.variances.tolist() == [0.0, 0.5, 4.0]
    with pytest.raises(BadInput, match="no perturbation table"):
        PTable.of(frame.filter(pl.col("count") != 1))
    with pytest.raises(BadInput, match="no column 'probability'"):
        PTable.of(frame.drop("probability"))
