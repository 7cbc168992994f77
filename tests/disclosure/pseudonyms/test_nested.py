"""Values deep inside a column are changed where they stand."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.pseudonyms.nested import changed
from stabbur.disclosure.pseudonyms.paths import Path

TEXT = st.one_of(st.none(), st.text("ab", max_size=2))
ROWS = st.lists(
    st.one_of(
        st.none(),
        st.fixed_dictionaries(
            {
                "a": TEXT,
                "l": st.one_of(st.none(), st.lists(st.one_of(st.none(), st.fixed_dictionaries({"b": TEXT})))),
            }
        ),
    ),
    max_size=5,
)
KIND = pl.Struct({"a": pl.String, "l": pl.List(pl.Struct({"b": pl.String}))})


def louder(path: Path, values: pl.Series) -> pl.Series:
    return values + "!"


def by_hand(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: (f"{one}!" if isinstance(one, str) else by_hand(one)) if key != "a" else one
            for key, one in value.items()
        }
    return [by_hand(one) for one in value] if isinstance(value, list) else value


@settings(max_examples=30, deadline=None)
@given(rows=ROWS, start=st.integers(0, 3))
def test_only_the_named_values_change(rows: list[Any], start: int) -> None:
    column = pl.Series("c", rows, dtype=KIND).slice(start)
    made = changed(column, {("c", "l", "b")}, louder)
    assert made.dtype == KIND
    assert made.to_list() == [by_hand(one) for one in column.to_list()]


@pytest.mark.parametrize("kind", [pl.List(pl.String), pl.Array(pl.String, 2)])
def test_lists_of_texts(kind: Any) -> None:
    column = pl.Series("c", [["a", None], None, ["b", "c"]], dtype=kind)
    assert changed(column, {("c",)}, louder).to_list() == [["a!", None], None, ["b!", "c!"]]
