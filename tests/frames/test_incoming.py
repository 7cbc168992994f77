"""Every kind of frame becomes Arrow, or is refused by name."""

import gc
import importlib
import weakref
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings

from stabbur.errors import BadInput, DataWarning
from stabbur.frames import from_arrow, to_arrow

dd: Any = importlib.import_module("dask.dataframe")  # its functions have no types


@pytest.mark.parametrize(
    ("values", "row", "kinds"),
    [
        ([1, None, "x"], 2, ("str", "int")),
        (["a", b"b"], 1, ("bytes", "str")),
        ([None, "a", 1.5], 2, ("float", "str")),
    ],
)
def test_a_mix_names_column_row_and_types(values: list[object], row: int, kinds: tuple[str, str]) -> None:
    with pytest.raises(BadInput, match=f"column 'blandet' mixes types: row {row} is {kinds[0]}") as mixed:
        to_arrow(pd.DataFrame({"ok": [1] * len(values), "blandet": pd.Series(values, dtype=object)}))
    assert kinds[1] in str(mixed.value)
    assert mixed.value.params["row"] == row


def test_doubled_names_are_refused() -> None:
    doubled = pd.DataFrame([[1, 2]], columns=["a", "a"])
    with pytest.raises(BadInput, match="named 'a'"):
        to_arrow(doubled)
    with pytest.raises(BadInput, match="named '1'"):
        to_arrow(pd.DataFrame([[1, 2]], columns=[1, "1"]))
    with pytest.raises(BadInput, match="named 'a'"):
        from_arrow(pa.table([pa.array([1]), pa.array([2])], names=["a", "a"]), "polars")


def test_an_index_that_says_something_is_kept() -> None:
    frame = pd.DataFrame({"n": [1, 2]}, index=pd.Index(["0301", "1103"], name="kommune"))
    assert to_arrow(frame).to_pylist()[0] == {"kommune": "0301", "n": 1}
    with pytest.warns(DataWarning, match="'index'"):
        assert to_arrow(frame.rename_axis(None)).column_names == ["index", "n"]
    many = frame.set_index([["a", "b"], pd.Index([1, 2], name="år")])
    with pytest.warns(DataWarning, match="'level_0'"):
        assert to_arrow(many).column_names == ["level_0", "år", "n"]
    assert to_arrow(frame.reset_index(drop=True).iloc[1:]).column_names == ["n"]
    with pytest.raises(BadInput, match="named 'n'"):
        to_arrow(frame.rename_axis("n"))


def test_odd_pandas_types() -> None:
    series = pd.Series([1.0, np.nan], dtype=pd.SparseDtype("float"))
    assert to_arrow(pd.DataFrame({"s": series})).column("s").to_pylist() == [1.0, None]
    for odd in (pd.period_range("2021", periods=1, freq="M"), pd.interval_range(0, 1), [1j]):
        with pytest.raises(BadInput, match="column 'x' is of type"):
            to_arrow(pd.DataFrame({"x": odd}))
    with pytest.raises(BadInput, match="more than one level"):
        to_arrow(pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")])))
    nested = pd.DataFrame({"l": [[1, [2]]]})
    with pytest.raises(BadInput, match="column 'l'"):
        to_arrow(nested)


def test_other_frames_and_no_frame() -> None:
    table = pa.table({"a": [1, 2]})
    batch = table.to_batches()[0]
    for frame in (table, batch, table.to_reader(), pl.LazyFrame({"a": [1, 2]}), pl.from_arrow(table)):
        assert to_arrow(frame).to_pylist() == table.to_pylist()
    for wrong in ([1, 2], {"a": [1]}, None, "a,b"):
        with pytest.raises(BadInput, match="is not a frame"):
            to_arrow(wrong)
    with pytest.raises(BadInput, match="column 'g' is of type 'interval"):
        to_arrow(pd.DataFrame({"g": pd.cut(pd.Series([1, 20]), [0, 17, 66])}))
    ways: dict[str, object] = {"read_file": Path("a.csv"), "reset_index": pd.Series([1]), "Arrow": [1]}
    for hint, one in ways.items():
        with pytest.raises(BadInput) as caught:
            to_arrow(one)
        assert hint in caught.value.hint
    with pytest.raises(BadInput, match="as_ is 'excel'"):
        from_arrow(table, "excel")  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="column 'o' holds Python objects"):
        to_arrow(pl.DataFrame({"o": pl.Series([object()], dtype=pl.Object)}))


def test_an_empty_frame_is_one() -> None:
    assert to_arrow(pd.DataFrame()).num_columns == 0
    assert from_arrow(pa.table({"a": pa.array([], pa.int64())}))["a"].dtype == "int64"


@settings(max_examples=25, deadline=None)
@given(
    cut=st.integers(1, 5),
    rows=st.lists(
        st.tuples(st.none() | st.integers(-9, 9), st.sampled_from(["x", "å", None]), st.sampled_from("abc")),
        min_size=1,
    ),
)
def test_a_dask_frame_is_the_same_table_however_it_is_cut(cut: int, rows: list[Any]) -> None:
    frame = pd.DataFrame(rows, columns=["n", "t", "c"]).astype({"n": "Int64", "t": "str", "c": "category"})
    assert to_arrow(dd.from_pandas(frame, npartitions=cut)).to_pylist() == to_arrow(frame).to_pylist()


ALIVE: list[weakref.ref[pd.DataFrame]] = []
MOST: list[int] = []


def counted_part(number: int) -> pd.DataFrame:
    """A partition that notes how many others are alive while it is made."""
    gc.collect()
    MOST.append(sum(seen() is not None for seen in ALIVE))
    frame = pd.DataFrame({"n": np.arange(1000) + number})
    ALIVE.append(weakref.ref(frame))
    return frame


def test_a_dask_frame_comes_partition_by_partition() -> None:
    parts = dd.from_map(counted_part, list(range(8)), meta=pd.DataFrame({"n": np.arange(0)}))
    assert to_arrow(parts).num_rows == 8000
    assert len(MOST) == 8
    assert max(MOST) <= 1


def odd_part(number: int) -> pd.DataFrame:
    """A partition of numbers, others of text."""
    return pd.DataFrame({"n": ["x"] if number else [1.5]})


def test_partitions_that_do_not_go_together_are_refused() -> None:
    meta = pd.DataFrame({"n": pd.Series(dtype=object)})
    odd = dd.from_map(odd_part, [0, 1], meta=meta, enforce_metadata=False)
    with pytest.raises(BadInput, match="partitions of the Dask frame"):
        to_arrow(odd)


def test_a_named_index_of_a_dask_frame_is_kept() -> None:
    frame = pd.DataFrame({"n": [1, 2]}, index=pd.Index(["0301", "1103"], name="kommune"))
    assert to_arrow(dd.from_pandas(frame, npartitions=2)).column_names == ["kommune", "n"]
    assert to_arrow(dd.from_pandas(frame.rename_axis(None), npartitions=2)).column_names == ["n"]


@pytest.mark.parametrize(
    "frame",
    [pl.DataFrame({"a\0b": [1]}), pl.DataFrame({"a": [[{"x\0": 1}]]}), pl.LazyFrame({"\0": [1]}),
     pa.table({"a\0": [1]}), pa.table({"a": [{"b": [{"x\0": 1}]}]}), pd.DataFrame({"a\0": [1]})],
)  # fmt: skip
def test_A45_a_name_that_would_end_the_process_is_refused(frame: object) -> None:
    with pytest.raises(BadInput, match="holds a character that no library keeps"):
        to_arrow(frame)
