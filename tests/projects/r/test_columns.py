"""Tables between Arrow and R: nothing is lost, and what is missing stays missing."""

import datetime as dt
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.errors import BadInput
from stabbur.projects.r import columns
from tests.projects.r.conftest import RunR

BACK = 'frame <- stabbur:::read_columns("{0}"); stabbur:::write_columns(frame, "{0}-back")'
# 2^33 seconds from 1970: beyond them a double, which is what R has, holds no microsecond
EXACT = dt.datetime(1700, 1, 1), dt.datetime(2242, 1, 1)
VALUES: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "text": (pa.large_string(), st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))),
    "whole": (pa.int64(), st.integers(-(2**31) + 1, 2**31 - 1)),
    "large": (pa.int64(), st.integers(-(2**63) + 1, 2**63 - 1)),
    "number": (pa.float64(), st.floats()),
    "yes": (pa.bool_(), st.booleans()),
    "day": (pa.date32(), st.dates()),
    "moment": (pa.timestamp("us", "Europe/Oslo"), st.datetimes(*EXACT)),
    "clock": (pa.time64("us"), st.times()),
    "long": (pa.duration("us"), st.timedeltas(dt.timedelta(-9999), dt.timedelta(9999))),
    "kind": (pa.dictionary(pa.int32(), pa.large_string()), st.sampled_from(["b", "å", "", "NA"])),
}
TABLES = st.integers(0, 6).flatmap(
    lambda rows: st.fixed_dictionaries(
        {name: st.lists(st.none() | of, min_size=rows, max_size=rows) for name, (_, of) in VALUES.items()}
    )
)


def through_r(table: pa.Table, place: Path, r: RunR) -> pa.Table:
    """The table as it is after R has read it and written it."""
    columns.write(table, place)
    r(BACK.format(place))
    return columns.read(place.with_name(f"{place.name}-back"))


def test_every_type_comes_back_from_r_as_it_was(tmp_path: Path, r: RunR) -> None:
    tables: list[pa.Table] = []

    @given(TABLES)
    @settings(max_examples=40, deadline=None)
    def collected(table: dict[str, Any]) -> None:
        tables.append(pa.table({name: pa.array(table[name], kind) for name, (kind, _) in VALUES.items()}))

    collected()  # R starts once for all of them
    places = [tmp_path / str(number) for number in range(len(tables))]
    for table, place in zip(tables, places, strict=True):
        columns.write(table, place)
    r("\n".join(BACK.format(place) for place in places))
    for table, place in zip(tables, places, strict=True):
        back = columns.read(place.with_name(f"{place.name}-back"))
        assert back.schema == table.schema
        # NaN is no null, and -0.0 is not 0.0
        assert list(map(repr, back.to_pylist())) == list(map(repr, table.to_pylist()))


def test_chunks_and_slices_are_written_whole(tmp_path: Path, r: RunR) -> None:
    text = pa.chunked_array([["a", None, "æ"], [], ["", "b"]]).slice(1)
    kinds = pa.chunked_array(
        [pa.array(["x"]).dictionary_encode(), pa.array(["y", "x", None]).dictionary_encode()]
    )
    table = pa.Table.from_arrays([text, kinds], ["text", "kind"])
    back = through_r(table, tmp_path / "table", r)
    assert back.to_pydict() == {"text": [None, "æ", "", "b"], "kind": ["x", "y", "x", None]}


def test_types_that_r_lacks_come_as_the_nearest_one(tmp_path: Path, r: RunR) -> None:
    table = pa.table(
        {
            "clock": pa.array([dt.datetime(2021, 6, 1, 12)], pa.timestamp("us")),
            "price": [Decimal("12.50")],
            "huge": pa.array([2**64 - 1], pa.uint64()),
            "list": [[1, 2]],
            "nothing": pa.array([None], pa.null()),
            "half": pa.array([1.5], pa.float32()),
        }
    )
    back = through_r(table, tmp_path / "table", r).to_pylist()[0]
    assert back["clock"] == dt.datetime(2021, 6, 1, 12, tzinfo=dt.UTC)
    assert (back["price"], back["huge"], back["list"]) == (12.5, 2.0**64, "[1, 2]")
    assert (back["nothing"], back["half"]) == (None, 1.5)


def test_categories_that_are_numbers_are_levels_of_text(tmp_path: Path, r: RunR) -> None:
    kinds = pa.DictionaryArray.from_arrays(pa.array([1, 0]), pa.array([2020, 2021]), ordered=True)
    back = through_r(pa.table({"year": kinds}), tmp_path / "table", r)
    assert back.column("year").to_pylist() == ["2021", "2020"]
    assert back.schema.field("year").type.ordered


def test_a_value_that_arithmetic_made_missing_is_missing(tmp_path: Path, r: RunR) -> None:
    place = tmp_path / "made"
    r(f'stabbur:::write_columns(data.frame(x = c(NA_real_ + 1, NaN * 2, 0 / 0, 1)), "{place}")')
    made = columns.read(place).column("x").to_pylist()
    assert made[0] is None
    assert [math.isnan(value or 0) for value in made[1:]] == [True, True, False]


def test_text_with_nul_is_refused_since_r_would_cut_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="'navn' holds a NUL"):
        columns.write(pa.table({"navn": ["a\0b"]}), tmp_path / "table")


def test_two_columns_of_one_name_are_refused(tmp_path: Path, r: RunR) -> None:
    place = tmp_path / "made"
    r(f'stabbur:::write_columns(data.frame(x = 1, x = 2, check.names = FALSE), "{place}")')
    with pytest.raises(BadInput, match="'x'"):
        columns.read(place)


def test_microseconds_after_2106_are_read_as_they_were_written() -> None:
    """From then on a double and its product with a million are rounded in different places."""
    exact = np.random.default_rng(1).integers(2**32 * 10**6, 2**33 * 10**6, 20_000)
    assert (columns._micro(exact / 1e6).to_numpy() == exact).all()
