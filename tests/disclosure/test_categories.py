"""What was taken out of a column is not named by its categories, in any kind of frame, nor by what lies behind them."""

import pickle
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import stabbur as sb
from stabbur.disclosure import Microdata
from stabbur.disclosure.categories import without_lost

KINDS = ["declared but unused", "the only one of its kind", "an ordinary one"]
ROWS: dict[str, Any] = {
    "kind": [KINDS[1], *[KINDS[2]] * 9],
    "n": [1, *[50] * 9],
    "name": ["Kari Nordmann Hansen", *["x"] * 9],
}
ENUM = pl.DataFrame(ROWS, schema_overrides={"kind": pl.Enum(KINDS)})


def frames() -> dict[str, Any]:
    """The same ten persons in each kind of frame."""
    pandas = pd.DataFrame(ROWS).astype({"kind": pd.CategoricalDtype(KINDS, ordered=True), "n": "Int64"})
    codes = pa.array([1, *[2] * 9], pa.int8())
    column = pa.DictionaryArray.from_arrays(codes, pa.array(KINDS), ordered=True)
    return {"pandas": pandas, "polars": ENUM, "arrow": pa.table(ROWS).set_column(0, "kind", column)}


@pytest.mark.parametrize("kind", frames())
def test_persons_who_are_left_out_are_named_nowhere(kind: str) -> None:
    before = frames()[kind]
    made = Microdata(before, keys=["kind"]).anonymise(3, max_suppression=0.5).frame
    assert len(made) == 9
    kept = pickle.dumps(made)
    assert [one.encode() in kept for one in (*KINDS, "Kari Nordmann")] == [True, False, True, False]
    types = made.schema.types if kind == "arrow" else list(made.dtypes)
    assert len(types) == 3
    assert "dictionary" in str(types[0]) or "ategor" in str(types[0]) or isinstance(types[0], pl.Enum)


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_values_that_are_made_missing_are_kept_nowhere(kind: str) -> None:
    made = pickle.dumps(sb.anonymise(frames()[kind], "n", ["kind", "name"], replace_by=None))
    assert [one.encode() in made for one in (*KINDS, "Kari Nordmann")] == [True, False, True, False]


def test_a_masked_number_is_gone() -> None:
    frame = pd.DataFrame({"n": pd.array([2, 50, 60], "Int64"), "x": pd.array([7919, 1, 2], "Int64")})
    made = sb.anonymise(frame, "n", ["x"], replace_by=None)
    assert made["x"].isna().tolist() == [True, False, False]
    assert (7919).to_bytes(8, "little") not in pickle.dumps(made)


def test_arrow_keeps_codes_and_order_of_what_is_left() -> None:
    column = frames()["arrow"]["kind"]
    made = without_lost(column, column.slice(1))
    assert made.type == column.type
    assert made.chunk(0).dictionary.to_pylist() == [KINDS[0], KINDS[2]]
    assert made.to_pylist() == [KINDS[2]] * 9
    assert without_lost(column, column).equals(column)
    assert without_lost(column, column.slice(10)).to_pylist() == []
