"""Any value of any type survives the text file of a package."""

import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.packages import Datapackage, read_table
from stabbur.packages.tables.lexical import null_mark, to_lexical, to_lexical_plan

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
KINDS: dict[str, tuple[pl.DataType, st.SearchStrategy[Any]]] = {
    "text": (
        pl.String(),
        TEXT | st.sampled_from(["", "\\N", "NULL", "0301", "=1+1", '"', "\r\n", "NaN", "true"]),
    ),
    "integer": (pl.Int64(), st.integers(-(2**63), 2**63 - 1)),
    "number": (pl.Float64(), st.floats(allow_nan=False)),
    "boolean": (pl.Boolean(), st.booleans()),
    "date": (pl.Date(), st.dates(date(1, 1, 1))),
    "datetime": (pl.Datetime("us"), st.datetimes(datetime(1, 1, 1))),
    "moment": (pl.Datetime("us", "UTC"), st.datetimes(datetime(1, 1, 2), timezones=st.just(UTC))),
    "time": (pl.Time(), st.times()),
    "duration": (pl.Duration("us"), st.timedeltas(timedelta(days=-(10**8)), timedelta(days=10**8))),
}


@settings(max_examples=40, deadline=None)
@given(st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_as_text_is_read_back(kind: str, data: Any) -> None:
    dtype, strategy = KINDS[kind]
    values = data.draw(st.lists(st.none() | strategy, min_size=1, max_size=6))
    beside = data.draw(st.booleans())
    frame = pl.DataFrame(
        {"v": pl.Series(values, dtype=dtype)} | ({"w": range(len(values))} if beside else {})
    )
    with tempfile.TemporaryDirectory() as folder:
        place = (
            Datapackage(name="n").add_resource(frame, name="r", formats=("csv",)).write(Path(folder) / "n")
        )
        assert read_table(place, strict=True)["v"].to_pylist() == values
        assert Datapackage.open(place).validate().errors == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (timedelta(0), "PT0S"), (timedelta(days=1, hours=2), "P1DT2H"), (timedelta(seconds=-90), "-PT1M30S"),
        (timedelta(microseconds=1), "PT0.000001S"), (timedelta(days=400), "P400D"), (timedelta(hours=36), "P1DT12H"),
        (float("nan"), "NaN"), (float("inf"), "INF"), (float("-inf"), "-INF"), (b"\x00\xff", "AP8="),
        ([1, None], "[1, null]"), ({"a": "æ"}, '{"a": "æ"}'), (time(12, 30), "12:30:00"),
        (datetime(2024, 1, 31, 12, tzinfo=UTC), "2024-01-31T12:00:00Z"), (datetime(2024, 1, 31), "2024-01-31T00:00:00"),
    ],
)  # fmt: skip
def test_the_form_of_each_value(value: object, text: str) -> None:
    frame = pl.DataFrame({"v": [value]})
    assert to_lexical(frame)["v"].to_list() == [text]
    assert to_lexical_plan(frame.lazy(), {}).collect()["v"].to_list() == [text]


@pytest.mark.parametrize(
    ("field", "schema", "mark"),
    [
        ({}, {}, ""), ({"missingValues": []}, {}, ""), ({"missingValues": ["-"]}, {}, "-"), ({}, {"missingValues": ["-"]}, "-"),
        ({}, {"missingValues": ["-", ""]}, ""), ({"missingValues": [{"value": "-9", "label": "no"}]}, {}, "-9"),
        ({"missingValues": None}, {"missingValues": ["-"]}, ""),
    ],
)  # fmt: skip
def test_a_null_is_written_by_a_mark_that_means_one(
    field: dict[str, Any], schema: dict[str, Any], mark: str
) -> None:
    assert null_mark(field, schema) == mark


def test_what_writers_have_right_is_left_alone() -> None:
    frame = pl.DataFrame({"t": ["a"], "n": [1], "x": [1.5], "d": [date(2024, 1, 31)], "b": [True]})
    assert to_lexical(frame).equals(frame)
    plan: Callable[..., pl.LazyFrame] = to_lexical_plan
    assert plan(frame.lazy(), {}).collect().equals(frame)
