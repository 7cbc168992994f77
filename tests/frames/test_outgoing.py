"""Arrow becomes the frame that is asked for and comes back as it was."""

import datetime as dt
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings

from stabbur.errors import BadInput
from stabbur.frames import from_arrow, to_arrow

MOMENTS = st.datetimes(dt.datetime(1700, 1, 1), dt.datetime(2200, 1, 1))
COLUMNS: list[tuple[pa.DataType, st.SearchStrategy[Any]]] = [
    *((getattr(pa, f"int{n}")(), st.integers(-(2 ** (n - 1)), 2 ** (n - 1) - 1)) for n in (8, 16, 32, 64)),
    *((getattr(pa, f"uint{n}")(), st.integers(0, 2**n - 1)) for n in (8, 16, 32, 64)),
    (pa.float64(), st.floats(allow_nan=False)),
    (pa.float32(), st.floats(allow_nan=False, width=32)),
    (pa.bool_(), st.booleans()),
    (pa.string(), st.text(st.characters(codec="utf-8"))),
    (pa.large_string(), st.sampled_from(["0301", "NA", "", "null"])),
    (pa.date32(), st.dates()),
    (pa.timestamp("us"), MOMENTS),
    (pa.timestamp("ms", "Europe/Oslo"), MOMENTS.map(lambda m: m.replace(microsecond=0, tzinfo=dt.UTC))),
    (pa.timestamp("ns", "UTC"), MOMENTS.map(lambda m: m.replace(tzinfo=dt.UTC))),
    (pa.timestamp("s"), MOMENTS.map(lambda m: m.replace(microsecond=0))),
    (pa.duration("us"), st.timedeltas(dt.timedelta(-1000), dt.timedelta(1000))),
    (pa.time64("us"), st.times()),
    (pa.decimal128(20, 4), st.decimals(-(10**15), 10**15, places=4)),
    (pa.binary(), st.binary()),
    (pa.list_(pa.int64()), st.lists(st.none() | st.integers(-9, 9), max_size=3)),
    (
        pa.struct([("a", pa.int64()), ("b", pa.string())]),
        st.fixed_dictionaries({"a": st.integers(0, 9), "b": st.none()}),
    ),
    (pa.dictionary(pa.int8(), pa.string()), st.sampled_from(["a", "b", "å"])),
    (pa.dictionary(pa.uint32(), pa.int64(), ordered=True), st.integers(0, 3)),
]


def _dictionary(values: list[Any], kind: Any) -> Any:
    encoded: Any = pa.array(values, kind.value_type).dictionary_encode()
    return pa.DictionaryArray.from_arrays(
        encoded.indices.cast(kind.index_type), encoded.dictionary, ordered=kind.ordered
    )


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    rows = draw(st.integers(0, 6))
    arrays = []
    for kind, values in draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=4)):
        column = draw(st.lists(st.none() | values, min_size=rows, max_size=rows))
        plain = kind.value_type if pa.types.is_dictionary(kind) else kind
        arrays.append(_dictionary(column, kind) if plain != kind else pa.array(column, kind))
    table = pa.table(arrays, names=[f"k{n}" for n in range(len(arrays))])
    return pa.concat_tables([table.slice(0, rows // 2), table.slice(rows // 2)])  # more than one chunk


@settings(max_examples=300, deadline=None)
@given(table=tables())
def test_through_pandas_nothing_is_lost(table: pa.Table) -> None:
    frame = from_arrow(table)
    assert not [name for name in frame.columns if frame[name].dtype == object]
    back = to_arrow(frame)
    assert back.column_names == table.column_names
    for name in table.column_names:
        assert back.column(name).to_pylist() == table.column(name).to_pylist()
        before, after = table.schema.field(name).type, back.schema.field(name).type
        if pa.types.is_dictionary(before):
            assert after.ordered == before.ordered
        elif not pa.types.is_string(before):
            assert after == before


@settings(max_examples=200, deadline=None)
@given(table=tables())
def test_through_polars_nothing_is_lost(table: pa.Table) -> None:
    back = to_arrow(from_arrow(table, "polars"))
    for name in table.column_names:
        assert back.column(name).to_pylist() == table.column(name).to_pylist()


def test_pandas_types_are_those_of_the_design() -> None:
    kinds: dict[str, tuple[Any, str]] = {
        "whole": ([1, 2], "int64"),
        "gap": ([1, None], "Int64"),
        "truth": ([True, False], "bool"),
        "maybe": ([True, None], "boolean"),
        "text": (["0301", None], "str"),
        "number": ([1.5, None], "float64"),
        "day": ([dt.date(2021, 1, 1)] * 2, "date32[day][pyarrow]"),
        "moment": (pa.array([1, None], pa.timestamp("ms", "Europe/Oslo")), "datetime64[ms, Europe/Oslo]"),
        "money": ([Decimal("1.10")] * 2, "decimal128(3, 2)[pyarrow]"),
        "group": (pa.array(["a", None]).dictionary_encode(), "category"),
        "small": (pa.array([1, None], pa.uint8()), "UInt8"),
        "list": ([[1], None], "list<item: int64>[pyarrow]"),
    }
    frame = from_arrow(pa.table({name: values for name, (values, _) in kinds.items()}))
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {n: k for n, (_, k) in kinds.items()}


def test_categories_and_their_order_survive() -> None:
    frame = pd.DataFrame({"c": pd.Categorical(["b", None], categories=["b", "a"], ordered=True)})
    back = from_arrow(to_arrow(frame))
    assert back["c"].dtype == frame["c"].dtype
    enum = pl.DataFrame({"e": pl.Series(["a"], dtype=pl.Enum(["b", "a"]))})
    assert from_arrow(to_arrow(enum), "polars").schema == enum.schema
    assert from_arrow(to_arrow(enum))["e"].cat.categories.tolist() == ["b", "a"]


@pytest.mark.parametrize("as_", ["pandas", "polars", "arrow"])
def test_A45_a_name_that_would_end_the_process_is_refused(as_: Any) -> None:
    for table in (pa.table({"a\0": [1]}), pa.table({"a": [[{"x\0": 1}]]})):
        with pytest.raises(BadInput, match="holds a character"):
            from_arrow(table, as_)


def test_categories_that_are_no_categories_become_their_values() -> None:
    doubled = pa.DictionaryArray.from_arrays(pa.array([0, 1, None]), pa.array(["a", "a"]))
    assert from_arrow(pa.table({"c": doubled}))["c"].tolist()[:2] == ["a", "a"]
    numbers = pa.table({"c": pa.array([5, None, 5]).dictionary_encode()})
    assert from_arrow(numbers, "polars")["c"].to_list() == [5, None, 5]
