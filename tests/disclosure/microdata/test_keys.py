"""Values become numbers by rising value, whatever their type, and combinations of many keys are still told apart."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

from stabbur.disclosure.microdata.keys import combine, encode, group, numbered
from stabbur.errors import BadInput

COLUMNS: dict[str, tuple[list[Any], list[Any]]] = {
    "texts": (["å", "a", None, "a"], ["a", "å"]),
    "whole": ([7, -3, None, -3], [-3, 7]),
    "far apart": ([10**15, -3, None, -3], [-3, 10**15]),
    "floats": ([0.5, -2.0, float("nan"), -2.0], [-2.0, 0.5]),
    "dates": (
        [date(2021, 1, 1), date(2020, 1, 1), None, date(2020, 1, 1)],
        [date(2020, 1, 1), date(2021, 1, 1)],
    ),
    "yes and no": ([True, False, None, False], [False, True]),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_values_are_numbered_by_rising_value_and_missing_comes_last(name: str) -> None:
    given, known = COLUMNS[name]
    codes, values = numbered(pl.Series(given))
    assert codes.tolist() == [1, 0, 2, 0]
    assert values.to_list() == known


def test_column_of_nothing_but_missing_values_has_one_number() -> None:
    for kind in (pl.Int64, pl.String, pl.Float64, pl.Null):
        assert numbered(pl.Series([None, None], dtype=kind))[0].tolist() == [0, 0]


def test_values_that_only_text_holds_are_told_apart() -> None:
    for values in (
        [2**64 - 1, 5, None, 5],
        [b"\xff", b"a", None, b"a"],
        [Decimal("1.5"), Decimal(2), None, Decimal(2)],
    ):
        column = pl.Series(values, dtype=pl.UInt64 if values[0] == 2**64 - 1 else None)
        codes = numbered(column)[0].tolist()
        assert codes[1] == codes[3] != codes[0] != codes[2] == 2


def test_values_that_first_show_far_down_are_found() -> None:
    column = pl.Series(["a"] * 30_000 + ["b", None])
    codes, known = numbered(column)
    assert known.to_list() == ["a", "b"]
    assert codes[-3:].tolist() == [0, 1, 2]


def test_nested_column_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="'barn' is of type List"):
        numbered(pl.Series("barn", [[1, 2], [3]]))


def test_combinations_of_more_than_a_number_holds_are_told_apart() -> None:
    rows = pl.DataFrame({f"k{at}": np.arange(200) * (at + 7) % 199 for at in range(40)})
    keys = encode(rows, rows.columns, "category")
    assert len(keys.count) == rows.n_unique()
    assert sum(size.bit_length() - 1 for size in keys.sizes) > 64


def test_groups_are_the_same_by_table_and_by_sorting() -> None:
    key = np.array([5, 2, 5, 9, 2, 5])
    for size in (10, 1 << 61):
        of, count, first = group(key, size)
        assert (of.tolist(), count.tolist(), first.tolist()) == ([1, 0, 1, 2, 0, 1], [2, 3, 1], [1, 0, 3])


def test_no_keys_are_refused() -> None:
    with pytest.raises(BadInput, match="no keys"):
        combine([], [])
