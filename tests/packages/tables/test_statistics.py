"""Measures of columns: what a page shows of a table without reading it."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.packages.tables.statistics import histogram, preview, statistics

FRAME = pl.DataFrame(
    {
        "kode": ["0301", "1103", None, "0301"],
        "navn": ["Oslo", "1 234", ":", "Å"],
        "tall": [1, 2, 3, None],
        "dag": [date(2024, 1, 1), date(2024, 1, 31), None, None],
        "ja": [True, False, True, None],
        "liste": [[1], None, [], [2]],
    }
)


def test_texts_are_measured_by_length_and_codes_by_their_range() -> None:
    found = statistics(FRAME)
    assert (found["kode"]["min"], found["kode"]["max"]) == ("0301", "1103")
    assert "min" not in found["navn"]
    assert (found["navn"]["minLength"], found["navn"]["maxLength"]) == (1, 5)
    assert found["kode"]["top"][0] == {"value": "0301", "count": 2}
    assert found["navn"]["top"][0] == {"value": "1 234", "count": 1}


def test_each_type_has_the_measures_that_say_something() -> None:
    found = statistics(FRAME)
    assert {name: sorted(one) for name, one in found.items()} == {
        "kode": ["distinct", "max", "maxLength", "min", "minLength", "nulls", "top"],
        "navn": ["distinct", "maxLength", "minLength", "nulls", "top"],
        "tall": ["distinct", "histogram", "max", "mean", "min", "nulls"],
        "dag": ["distinct", "histogram", "max", "min", "nulls"],
        "ja": ["distinct", "nulls", "top"],
        "liste": ["nulls"],
    }
    assert found["tall"]["histogram"] == [
        {"from": 1.0, "to": pytest.approx(1 + 2 / 3), "count": 1},
        {"from": pytest.approx(1 + 2 / 3), "to": pytest.approx(2 + 1 / 3), "count": 1},
        {"from": pytest.approx(2 + 1 / 3), "to": 3.0, "count": 1},
    ]


@given(st.lists(st.none() | st.integers(-(2**62), 2**62) | st.integers(0, 9), max_size=50))
def test_a_plan_is_measured_like_a_frame_and_bars_hold_every_value(values: list[int | None]) -> None:
    frame = pl.DataFrame({"n": values}, schema={"n": pl.Int64})
    assert statistics(frame) == statistics(frame.lazy())
    bars = statistics(frame)["n"].get("histogram", [])
    kept = [value for value in values if value is not None]
    assert sum(bar["count"] for bar in bars) in (0, len(kept))
    json.dumps(preview(frame), allow_nan=False)


@pytest.mark.parametrize(
    "values",
    [
        [],
        [None],
        [float("nan")],
        [float("inf"), float("-inf")],
        [1.0, 1.0],
        [-1.7e308, 1.7e308],
        [5e-324, 0.0],
    ],
)
def test_columns_without_a_spread_have_no_bars(values: list[float | None]) -> None:
    frame = pl.DataFrame({"n": values}, schema={"n": pl.Float64})
    found = statistics(frame)["n"].get("histogram", [])
    assert found == [] or values == [5e-324, 0.0]
    json.dumps(preview(frame), allow_nan=False)


def test_infinities_are_left_out_of_the_bars() -> None:
    frame = pl.DataFrame({"n": [1.0, 3.0, float("inf"), float("nan"), None]})
    bars = statistics(frame)["n"]["histogram"]
    assert (bars[0]["from"], bars[-1]["to"], sum(bar["count"] for bar in bars)) == (1.0, 3.0, 2)


def test_times_have_bars_of_times() -> None:
    frame = pl.DataFrame({"t": [datetime(2024, 1, 1), datetime(2024, 1, 2)]})
    bars = histogram(frame, "t", *frame["t"].sort().to_list())
    assert (bars[0]["from"], bars[-1]["to"]) == ("2024-01-01T00:00:00", "2024-01-02T00:00:00")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(2**60, str(2**60)), (Decimal("1.10"), "1.10"), (date(2024, 1, 31), "2024-01-31"), (b"\xff", "/w==")],
)
def test_a_sample_is_json_without_loss(value: Any, shown: str) -> None:
    assert preview(pl.DataFrame({"v": [value]}))["sample"] == [{"v": shown}]
