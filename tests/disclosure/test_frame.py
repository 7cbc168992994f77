"""A frame comes back as the kind that it was, and what was not asked for is as it was."""

import struct
from datetime import datetime
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from stabbur.disclosure.frame import given
from stabbur.errors import BadInput


def table() -> pa.Table:
    return pa.table(
        {
            "text": pa.array(["a", None]),
            "kind": pa.array(["x", "y"]).dictionary_encode(),
            "n": pa.array([1, 9], pa.int32()),
            "when": pa.array([datetime(2026, 1, 1), None], pa.timestamp("s")),
        }
    )


def test_columns_of_an_arrow_table_that_are_not_set_keep_their_types() -> None:
    before = table()
    made = given(before).with_columns({"n": pl.Series([1, None]), "new": pl.Series(["u", "v"])})
    assert made.select(["text", "kind", "when"]).equals(before.select(["text", "kind", "when"]))
    assert made.schema.names == ["text", "kind", "n", "when", "new"]
    assert made["n"].to_pylist() == [1, None]
    assert given(before).with_columns({"text": pl.Series(["q", None])}).schema == before.schema
    assert before.equals(table())


@pytest.mark.parametrize(
    "frame", [table().to_pandas(), pl.from_arrow(table()), table(), pl.LazyFrame({"n": [1, 9]})]
)
def test_the_kind_of_frame_is_kept(frame: Any) -> None:
    made = given(frame).with_columns({"n": pl.Series([5, 6])})
    asked = pl.DataFrame if isinstance(frame, pl.LazyFrame) else type(frame)
    assert isinstance(made, asked)
    values = made["n"].to_pylist() if isinstance(made, pa.Table) else list(made["n"])
    assert values == [5, 6]


def test_an_index_and_labels_that_are_numbers_stay() -> None:
    frame = pd.DataFrame({1: [1, 2], "t": ["a", "b"]}, index=pd.Index([7, 7], name="row"))
    made = given(frame).with_columns({"1": pl.Series([3, 4])})
    assert made[1].tolist() == [3, 4]
    assert made.index.equals(frame.index)
    assert made.columns.tolist() == [1, "t"]


def test_a_column_in_the_index_is_told() -> None:
    frame = pd.DataFrame({"n": [1]}, index=pd.Index(["0301"], name="kommune"))
    with pytest.raises(BadInput, match="no column 'kommune'") as caught:
        given(frame).need("kommune")
    assert "reset_index" in caught.value.hint


def shown(column: pl.Series) -> bytes:
    """Every byte of a column that would go into a file of Arrow's."""
    values: Any = column.to_frame("x").to_arrow()["x"].chunk(0)
    return b"".join(one.to_pybytes() for one in values.buffers() if one is not None)


@pytest.mark.parametrize(
    ("values", "secret"),
    [
        (pl.Series([120, 7919, 450]), struct.pack("<q", 7919)),
        (pl.Series([120, 7919, 450], dtype=pl.Float64), struct.pack("<d", 7919)),
        (pl.Series(["Ola", "Kari Nordmann Hansen", "Per"]), b"Kari"),  # long texts share a buffer
        (pl.Series([7919]), struct.pack("<q", 7919)),
    ],
)
def test_what_is_hidden_is_in_no_buffer(values: pl.Series, secret: bytes) -> None:
    there = pl.Series([one not in (7919, "Kari Nordmann Hansen") for one in values])
    gone = values.zip_with(there, pl.Series([None], dtype=values.dtype))
    made = given(pl.DataFrame({"a": range(len(values))})).with_columns({"n": gone})["n"]
    assert secret in shown(values)
    assert secret not in shown(made)
    assert made.equals(gone)
    assert made.dtype == gone.dtype
