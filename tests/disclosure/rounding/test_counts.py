"""sb.round_counts: the short way and the long one, what it says of itself, and what it refuses."""

from typing import Any

import pandas as pd
import polars as pl
import pytest

import stabbur as sb
from stabbur.disclosure import Hierarchy, TableSpec
from stabbur.disclosure.protection import proof
from stabbur.errors import BadInput
from tests.disclosure.rounding.made import DATA, flat

SECRET = b"a secret of more than sixteen bytes"
EX_PSD = [[6, 0, 1, 3, 4], [1, 2, 3, 1, 2], [0, 1, 1, 0, 2]]


@pytest.fixture
def listed() -> pd.DataFrame:
    """A frame with its own totals, an index of its own and another column."""
    return pd.DataFrame(
        {
            "kommune": ["A", "B", "C", "Total"],
            "personer": [1, 2, 30, 33],
            "note": ["x", None, "y", "z"],
        },
        index=[7, 7, 3, 1],
    )


@pytest.mark.parametrize("method", ["small", "controlled"])
def test_the_short_way_keeps_the_frame(method: str, listed: pd.DataFrame) -> None:
    before = listed.copy(deep=True)
    made = sb.round_counts(listed, "kommune", count="personer", method=method)
    pd.testing.assert_frame_equal(listed, before)
    pd.testing.assert_frame_equal(made.table.drop(columns="personer"), listed.drop(columns="personer"))
    assert made.table["personer"].tolist() == [0, 3, 30, 33]
    assert made.table["personer"].dtype == listed["personer"].dtype
    assert made.measures["largest"] == 1
    assert "all sums hold" in made.guarantee
    assert "all sums hold" in repr(made)


@pytest.mark.parametrize("method", ["small", "controlled"])
def test_the_proof_goes_with_the_table(method: str, listed: pd.DataFrame) -> None:
    made = sb.round_counts(listed, "kommune", count="personer", method=method, base=5)
    found = proof.of(made.table)
    assert found is not None
    assert found == made.proof
    assert (found["base"], found["audited"], found["safe"]) == (5, True, True)
    assert found["method"] == method
    assert proof.of(listed) is None


def test_the_long_way_with_hierarchies_and_linked_tables() -> None:
    frame = pl.read_csv(DATA / "t2_1k.csv.gz")
    kommune, nace = Hierarchy.from_columns("kommune", "fylke"), Hierarchy.from_columns("nace", "naering")
    spec = TableSpec({"kommune": kommune, "nace": nace}, count="freq")
    made = sb.round_counts(frame, spec).table
    assert made.columns == ["kommune", "nace", "freq"]
    assert not made["freq"].is_in([1, 2]).any()
    total = made.filter(kommune="Total", nace="Total")["freq"][0]
    leaves = made.filter(pl.col("kommune").is_in(frame["kommune"].unique().to_list()), nace="Total")
    assert leaves["freq"].sum() == total
    linked = TableSpec({"kommune": kommune}, count="freq") & TableSpec({"nace": nace}, count="freq")
    both = sb.round_counts(frame, linked, base=7)
    assert both.table.columns == ["table", "kommune", "nace", "freq"]
    # linked tables are sums of the same rounded counts
    assert both.table.filter(kommune="Total", nace="Total")["freq"].n_unique() == 1
    assert proof.of(both.table) is not None


def test_microdata_are_counted() -> None:
    frame = pl.DataFrame({"kommune": ["A"] * 5 + ["B"]})
    made = sb.round_counts(frame, ["kommune"], base=4).table
    assert made.columns == ["kommune", "count"]
    assert made.filter(kommune="B")["count"][0] == 0
    assert not made["count"].is_in([1, 2, 3]).any()


def test_sdc_C16_by_the_face() -> None:
    made = sb.round_counts(flat(EX_PSD), TableSpec({"row": None, "column": None}, count="n"), base=5)
    assert made.measures["largest"] <= 4
    assert made.measures["mean"] <= 1.334


def test_the_cell_key_method_by_name() -> None:
    frame = pl.DataFrame({"id": range(300), "kommune": ["A"] * 297 + ["B"] * 3})
    made = sb.round_counts(frame, "kommune", method="cell_key", keys="id", secret=SECRET)
    assert made.method == "cell_key"
    assert made.measures["largest"] <= 5
    assert made.table.columns == ["kommune", "count"]
    with pytest.raises(BadInput, match="must have keys="):
        sb.round_counts(frame, "kommune", method="cell_key")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "smal"}, "method is 'smal'"),
        ({"base": 1}, "base is 1"),
        ({"base": 2.5}, r"base is 2\.5"),
        ({"base": "3"}, "base is '3'"),
        ({"bas": 3}, "takes no 'bas'"),
        ({"count": "persons"}, "no column 'persons'"),
        ({"count": None}, "all counts would be 1"),
        ({"secret": b"0" * 16}, "method is 'small', which takes no secret"),
    ],
)
def test_what_cannot_be_right_is_refused(options: dict[str, Any], message: str, listed: pd.DataFrame) -> None:
    with pytest.raises(BadInput, match=message):
        sb.round_counts(listed, "kommune", **{"count": "personer", **options})


def test_magnitudes_are_not_rounded_as_counts() -> None:
    frame = pl.DataFrame({"geo": ["A", "B"], "value": [1.5, 2.5]})
    with pytest.raises(BadInput, match="the table sums 'value': rounding takes counts"):
        sb.round_counts(frame, TableSpec({"geo": None}, value="value"))


@pytest.mark.parametrize("method", ["small", "cell_key"])
def test_weighted_counts_are_no_counts(method: str) -> None:
    frame = pl.DataFrame({"geo": ["A", "B"], "w": [1.5, 2.5]})
    with pytest.raises(BadInput, match="the table counts by the weight 'w'"):
        sb.round_counts(frame, TableSpec({"geo": None}, weight="w"), method=method, keys="w")
