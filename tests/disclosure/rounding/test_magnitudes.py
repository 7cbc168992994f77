"""Noise for magnitudes: bounded by the largest contributors, never too little, the same for the same ones."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.rounding.cell_key import cell_key
from stabbur.disclosure.tables.specification import TableSpec
from stabbur.errors import BadInput

SECRET = b"a secret of more than sixteen bytes"
SPEC = TableSpec({"geo": None, "sector": None}, value="value", contributor="company")
FIRMS = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from("xyz"), st.integers(0, 8), st.integers(0, 1000)),
    min_size=1,
    max_size=25,
)


def firms(rows: list[tuple[str, str, int, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["geo", "sector", "company", "value"], orient="row")


@settings(max_examples=30, deadline=None)
@given(FIRMS)
def test_noise_is_within_the_shares_and_never_too_little(rows: list[tuple[str, str, int, int]]) -> None:
    frame = firms(rows)
    made = cell_key(frame, SPEC, "company", secret=SECRET).table
    for geo, sector, shown in made.rows():
        cell = frame.filter(
            (pl.col("geo") == geo) | (pl.lit(geo) == "Total"),
            (pl.col("sector") == sector) | (pl.lit(sector) == "Total"),
        )
        given_ = cell.group_by("company").agg(pl.col("value").sum())["value"]
        largest = max(given_.to_list(), default=0)
        off = abs(shown - cell["value"].sum())
        assert off <= 0.2 * largest + 1e-9
        assert off >= 0.3 * 0.2 * largest - 1e-9


@settings(max_examples=15, deadline=None)
@given(FIRMS, st.randoms())
def test_order_and_other_cells_do_not_matter(rows: list[tuple[str, str, int, int]], random: "object") -> None:
    made = cell_key(firms(rows), SPEC, "company", secret=SECRET).table
    turned = cell_key(firms(rows[::-1]), SPEC, "company", secret=SECRET).table
    assert np.allclose(made["value"].to_numpy(), turned["value"].to_numpy())
    part = [row for row in rows if row[0] == "A"]
    if part:
        alone = cell_key(firms(part), SPEC, "company", secret=SECRET).table
        same = made.filter(geo="A").join(alone.filter(geo="A"), on="sector")
        assert np.allclose(same["value"].to_numpy(), same["value_right"].to_numpy())


def test_noise_is_nothing_on_the_whole() -> None:
    frame = firms([("A", f"s{i}", i, 100) for i in range(4_000)])
    made = cell_key(frame, SPEC, "company", secret=SECRET)
    shown = made.table.filter(pl.col("sector") != "Total", geo="A")["value"].to_numpy()
    assert shown.mean() == pytest.approx(100, abs=1)
    assert made.measures["value_largest"] == pytest.approx(20)
    assert "at most 0.2 of their largest" in made.guarantee


def test_shares_must_be_shares() -> None:
    frame = firms([("A", "x", 1, 5), ("A", "x", 2, 3)])
    with pytest.raises(BadInput, match=r"shares are \[2\]"):
        cell_key(frame, SPEC, "company", secret=SECRET, shares=[2])
    two = cell_key(frame, SPEC, "company", secret=SECRET, shares=(0.2, 0.1)).table
    assert abs(two["value"][0] - 8) <= 0.2 * 5 + 0.1 * 3
