"""The cell key method: bounded, the same for the same units, unbiased; and as the ONS package does it."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from cell_key_perturbation.create_perturbed_table import create_perturbed_table
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.rounding.cell_key import cell_key, perturb_counts
from stabbur.disclosure.rounding.ptable import KEYS, PTable
from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.disclosure.tables.specification import TableSpec
from stabbur.errors import BadInput

SECRET = b"a secret of more than sixteen bytes"


def people(size: int = 600, seed: int = 4) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "id": [f"p{i}" for i in range(size)],
            "key": random.integers(0, KEYS, size),
            "kommune": random.choice(["0301", "1103", "4601", "4602"], size, p=[0.6, 0.3, 0.09, 0.01]),
            "alder": random.integers(0, 9, size).astype(str),
        }
    ).with_columns(fylke=pl.col("kommune").str.slice(0, 2))


def spec() -> TableSpec:
    return TableSpec({"kommune": Hierarchy.from_columns("kommune", "fylke"), "alder": None})


def exact(frame: pl.DataFrame) -> pl.DataFrame:
    made: pl.DataFrame = cell_key(frame, spec(), "key", ptable=PTable(np.array([[0, 1_000_000, 0]]), 1)).table
    return made


def test_counts_are_changed_within_the_table_and_zero_stays() -> None:
    frame = people()
    made = cell_key(frame, spec(), "key", ptable=PTable.design(4, 2.0))
    true, shown = exact(frame)["count"].to_numpy(), made.table["count"].to_numpy()
    assert np.abs(shown - true).max() == made.measures["largest"] <= 4
    assert (shown[true == 0] == 0).all()
    assert (shown >= 0).all()
    assert made.measures["changed"] > 20
    assert made.table.columns == ["kommune", "alder", "count"]
    assert made.proof["noise"] == {"count": {"largest": 4, "variance": 2.0}}


def test_a_table_that_leaves_a_count_certain_is_not_called_safe() -> None:
    frame = people()
    noisy = cell_key(frame, spec(), "key").proof
    assert (noisy["audited"], noisy["safe"], noisy["certain"]) == (True, True, 0)
    bare = cell_key(frame, spec(), "key", ptable=PTable(np.array([[0, 1_000_000, 0]]), 1)).proof
    assert (bare["audited"], bare["safe"]) == (True, False)
    assert bare["certain"] > 20


def test_the_same_units_show_the_same_figure_in_every_table() -> None:
    frame = people()
    whole = cell_key(frame, spec(), "id", secret=SECRET).table
    oslo = frame.filter(kommune="0301").sample(fraction=1.0, shuffle=True, seed=1)
    part = cell_key(oslo, TableSpec({"alder": None}), "id", secret=SECRET).table
    same = whole.filter(kommune="0301").join(part, on="alder")
    assert (same["count"] == same["count_right"]).all()
    # a county of one municipality is the same persons
    county = whole.filter(kommune="03").join(whole.filter(kommune="0301"), on="alder")
    assert (county["count"] == county["count_right"]).all()
    other = cell_key(frame, spec(), "id", secret=SECRET[::-1]).table
    assert not other["count"].equals(whole["count"])


def test_linked_tables_agree() -> None:
    linked = TableSpec({"kommune": None}) & TableSpec({"alder": None})
    made = cell_key(people(), linked, "key").table
    totals = made.filter(kommune="Total", alder="Total")["count"]
    assert len(totals) == 2
    assert totals.n_unique() == 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=30), st.integers(0, 99))
def test_noise_is_bounded_and_nothing_is_negative(counts: list[int], seed: int) -> None:
    keys = np.random.default_rng(seed).integers(0, KEYS, len(counts))
    shown = perturb_counts(np.array(counts), keys, PTable.design(5, 3.0, smallest=2))
    assert (np.abs(shown - counts) <= 5).all()
    assert ((shown == 0) | (shown > 2)).all()


def test_noise_is_nothing_on_the_whole() -> None:
    keys = np.random.default_rng(6).integers(0, KEYS, 200_000)
    counts = np.full(len(keys), 12)
    off = perturb_counts(counts, keys, PTable.design(5, 3.0)) - counts
    assert off.mean() == pytest.approx(0, abs=0.02)
    assert off.var() == pytest.approx(3.0, rel=0.02)


def test_it_does_what_the_ons_package_does() -> None:
    """The same keys and the same table of noise give the same figures as cell_key_perturbation."""
    frame = people(2_000)
    small = frame["key"].to_numpy() % 256
    shares = np.zeros((4, 5), dtype=np.int64)
    shares[0, 2] = 1_000_000
    shares[1:] = [[0, 250_000, 500_000, 250_000, 0]] * 3
    ptable = PTable(shares, 2)
    # theirs has 256 keys: ours are theirs times 2^24, so that sums wrap around alike
    ours = cell_key(
        frame.with_columns(key=pl.Series(small.astype(np.int64) * 2**24)),
        TableSpec({"kommune": None, "alder": None}),
        "key",
        ptable=ptable,
    ).table
    count, key = np.divmod(np.arange(256, 751 * 256), 256)
    rows = {"pcv": count, "ckey": key, "pvalue": ptable.changes(count, key * 2**24)}
    theirs = create_perturbed_table(
        data=frame.to_pandas().assign(record_key=small),
        ptable=pd.DataFrame(rows),
        geog=["kommune"],
        tab_vars=["alder"],
        record_key="record_key",
        threshold=0,
    )
    joined = pl.from_pandas(theirs[["kommune", "alder", "count"]].astype({"count": "int64"})).join(
        ours, on=["kommune", "alder"]
    )
    assert len(joined) == 36
    assert (joined["count"] == joined["count_right"]).all()


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({"key": pl.lit(None, dtype=pl.Int64)}, {}, "column 'key'"),
        ({"key": pl.lit(-1)}, {}, "keys out of range"),
        ({"key": pl.lit(1.0)}, {}, "keys out of range"),
        ({"key": pl.int_range(pl.len())}, {}, "numbers its rows and draws no keys"),
        ({"key": pl.col("id")}, {}, "it must be keys, or secret= makes keys of it"),
        ({}, {"secret": b"short"}, "it must be 16 bytes or more"),
        ({}, {"ptabel": 1}, "cell_key takes no 'ptabel'"),
    ],
)
def test_keys_that_cannot_be_right_are_refused(
    change: dict[str, pl.Expr], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        cell_key(people().with_columns(**change), spec(), "key", **options)
