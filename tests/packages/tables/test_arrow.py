"""Frames of every kind as resources: kept whole, or refused by the column."""

import datetime as dt
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow
import pytest

import stabbur as sb
from stabbur.errors import BadInput, DataWarning
from stabbur.packages import Datapackage
from stabbur.packages.tables.arrow import to_polars

pa: Any = pyarrow  # its stubs know fewer ways to make an array than it has
UNION = pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["a", "b"])])
REFUSED: dict[str, tuple[Any, str]] = {
    "a pandas series": (pd.Series([1], name="a"), "a Series is one column"),
    "a polars series": (pl.Series("a", [1]), "a Series is one column"),
    "a union": (pa.table({"u": UNION}), "column 'u' holds sparse_union"),
    "a union inside a list": (
        pa.table({"u": pa.ListArray.from_arrays(pa.array([0, 2]), UNION)}),
        "column 'u' holds sparse_union",
    ),
    "a map": (pa.table({"m": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64()))}), "column 'm' holds map"),
    "runs": (pa.table({"r": pa.RunEndEncodedArray.from_arrays([2], ["a"])}), "column 'r' holds run_end_encoded"),
    "an interval": (pa.table({"i": pa.array([pa.MonthDayNano([1, 2, 3])])}), "column 'i' holds month_day_nano"),
    "many digits": (pa.table({"d": pa.array([Decimal("1e40")], pa.decimal256(60, 2))}), "decimal256"),
    "very many digits": (pl.DataFrame({"d": [2**127 - 1]}, schema={"d": pl.Int128}), "more than 38 digits"),
    "an empty record": (pl.DataFrame({"s": [{}]}), "column 's' holds records without fields"),
    "objects": (pl.DataFrame({"o": [object()]}), "column 'o' holds Python objects"),
    "a zero sign in a name": (pl.DataFrame({"a\0b": [1]}), r"column 'a\\0b' has a zero sign"),
    "a blank name": (pl.DataFrame({" ": [1]}), "a column has no name"),
    "mixed objects": (pd.DataFrame({"a": [1, "x"]}, dtype=object), "column 'a' mixes types: row 1 is str"),
    "lists of lists and numbers": (pd.DataFrame({"a": [[1, [2]], [3]]}), "column 'a' has values that do not go"),
    "complex numbers": (pd.DataFrame({"a": [1 + 2j]}), "'complex128'"),
    "names of two levels": (
        pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")])),
        "more than one level",
    ),
    "a list": ([1], "'list' is not a frame"),
    "nothing": (None, "'NoneType' is not a frame"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_table_is_refused_by_its_column(case: str) -> None:
    data, said = REFUSED[case]
    with pytest.raises(BadInput, match=said):
        Datapackage(name="n").add_resource(data, name="rows")


KEPT: dict[str, Any] = {
    "nested": pl.DataFrame({"a": [[[1], [2, 3]], None]}),
    "records": pa.table({"a": [{"x": [{"y": 1.5, "z": dt.date(2020, 1, 1)}]}]}),
    "arrays": pl.DataFrame({"a": np.zeros((2, 3))}),
    "names that need quotes": pl.DataFrame({'a"b,c\nd': ["x,y"], "|row|": ['"']}),
    "zero signs in cells": pl.DataFrame({"a": ["x\0y"]}),
    "no rows": pl.DataFrame(schema={"a": pl.Int64, "b": pl.List(pl.Int8), "c": pl.Datetime("us", "UTC")}),
    "large whole numbers": pl.DataFrame({"a": [2**100, None]}, schema={"a": pl.Int128}),
    "unsigned": pl.DataFrame({"a": [2**64 - 1]}, schema={"a": pl.UInt64}),
    "far dates": pl.DataFrame({"a": [dt.date(1, 1, 1), dt.date(9999, 12, 31)]}),
    "uuid": pa.table({"a": pa.array([uuid.UUID(int=7).bytes], pa.uuid())}),
    "half floats": pa.table({"a": pa.array(np.array([1.5], np.float16))}),
    "times of Oslo": pd.DataFrame({"a": pd.to_datetime(["2020-07-01"]).tz_localize("Europe/Oslo")}),
    "numbers for names": pd.DataFrame([[1, 2]]),
    "a batch": pa.RecordBatch.from_pydict({"a": [1]}),
}


@pytest.mark.parametrize("case", KEPT)
def test_what_is_a_table_is_kept_whole(tmp_path: Path, case: str) -> None:
    package = Datapackage(name="n").add_resource(KEPT[case], name="rows")
    place = package.write(tmp_path / "n")
    assert sb.read_dp(place, as_="polars").equals(package.resources["rows"].frame)
    assert sb.Datapackage.open(place).validate().valid
    assert sb.read_dp(place, as_="polars", strict=True).height == len(to_polars(KEPT[case]))


def test_an_index_that_says_something_is_a_column_and_one_without_a_name_is_kept_with_a_warning() -> None:
    named = pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="kode"))
    assert to_polars(named).columns == ["kode", "a"]
    with pytest.warns(DataWarning, match="index has no name"):
        assert to_polars(pd.DataFrame({"a": [1, 2]}, index=["x", "y"])).columns == ["index", "a"]
    assert to_polars(pd.DataFrame({"a": [1, 2, 3]}).query("a > 1")).columns == ["a"]
