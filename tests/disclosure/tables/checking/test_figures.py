"""Figures are numbers that can be right."""

import polars as pl
import pytest

from stabbur.disclosure.tables.checking.figures import figures
from stabbur.disclosure.tables.specification import TableSpec
from stabbur.errors import BadInput
from tests.disclosure.tables.frames import refused

FRAME = pl.DataFrame({"k": ["a", "b"], "n": [1, 2], "v": [-1.5, 2.0], "w": [1.0, -2.0], "big": [1.0, 1e18]})


def test_magnitudes_may_be_below_zero_and_counts_may_not() -> None:
    held = figures(FRAME, TableSpec({"k": None}, value="v"))
    assert held.value is not None
    assert held.value.tolist() == [-1.5, 2.0]
    assert held.weighted is held.value
    with pytest.raises(BadInput) as caught:
        figures(FRAME.with_columns(n=-pl.col("n")), TableSpec({"k": None}, count="n"))
    refused(caught, "figures-bad", "row 0 (k 'a'): -1, row 1 (k 'b'): -2")


@pytest.mark.parametrize(
    ("option", "column", "text"), [("weight", "w", "below 0"), ("count", "big", "larger than")]
)
def test_weights_and_counts_that_cannot_be_are_refused(option: str, column: str, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        figures(FRAME, TableSpec({"k": None}, **{option: column}))
    refused(caught, "figures-bad", f"1 of 2 figures in column '{column}' are {text}", "row 1 (k 'b')")


def test_figures_of_some_rows() -> None:
    held = figures(FRAME, TableSpec({"k": None}, count="n", value="v"))
    some = held.of((FRAME["k"] == "b").to_numpy())
    assert some.count is not None
    assert some.count.tolist() == [2]
    assert some.weight is None
