"""Totals are the sums of their parts, to the last unit for counts and to floating point's rounding for magnitudes."""

import polars as pl
import pytest

from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.specification import TableSpec
from stabbur.errors import BadInput
from tests.disclosure.tables.frames import refused


def test_the_rounding_of_floating_point_is_no_difference() -> None:
    frame = pl.DataFrame({"k": ["a", "b", "Total"], "v": [0.1, 0.2, 0.3]})
    assert build(frame, TableSpec({"k": None}, value="v")).figures.tolist() == [0.3, 0.1, 0.2]


@pytest.mark.parametrize(("total", "text"), [(4_000_000_002, "4000000002"), (0, "k 'Total' is 0")])
def test_one_unit_is_a_difference(total: int, text: str) -> None:
    frame = pl.DataFrame({"k": ["a", "b", "Total"], "n": [4_000_000_000, 1, total]})
    with pytest.raises(BadInput) as caught:
        build(frame, TableSpec({"k": None}, count="n"))
    refused(caught, "not-additive", text, "its parts sum to 4000000001")


def test_values_are_checked_beside_counts() -> None:
    frame = pl.DataFrame({"k": ["a", "b", "Total"], "n": [1, 1, 2], "v": [1.0, 2.0, 4.0]})
    with pytest.raises(BadInput) as caught:
        build(frame, TableSpec({"k": None}, count="n", value="v"))
    refused(caught, "not-additive", "k 'Total' is 4, its parts sum to 3")


def test_totals_that_the_table_does_not_publish_are_checked_too() -> None:
    frame = pl.DataFrame({"a": ["x", "y", "x"], "b": ["p", "p", "Total"], "n": [1, 2, 3]})
    with pytest.raises(BadInput) as caught:
        build(frame, TableSpec({"a": None, "b": None}, count="n", formula="a + b"))
    refused(caught, "not-additive", "a 'x', b 'Total' is 3, its parts sum to 1")
