"""Combinations that cannot exist, given by leaves or by groups of some dimensions."""

import polars as pl
import pytest

from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.cells import Cells
from stabbur.disclosure.tables.specification import TableSpec
from stabbur.errors import BadInput
from tests.disclosure.tables.frames import FIRST, GEO, refused

EMPTY = FIRST.with_columns(freq=pl.when(pl.col("geo") == "Iceland").then("freq").otherwise(0))


def made(impossible: pl.DataFrame) -> Cells:
    return build(EMPTY, TableSpec({"age": None, "geo": GEO}, count="freq", impossible=impossible))


def test_a_group_rules_out_its_leaves_whatever_the_other_dimensions_say() -> None:
    cells = made(pl.DataFrame({"geo": ["EU"]}))
    assert set(cells.inner_codes.filter(pl.Series(cells.structural))["geo"]) == {"Spain", "Portugal"}
    assert cells.structural.sum() == 4


def test_a_total_rules_out_everything_below_it() -> None:
    cells = made(pl.DataFrame({"age": ["Total", "old"], "geo": ["Spain", "Portugal"]}))
    assert cells.inner_codes.filter(pl.Series(cells.structural)).rows() == [
        ("old", "Spain"),
        ("old", "Portugal"),
        ("young", "Spain"),
    ]


def test_columns_that_are_no_dimension_are_refused() -> None:
    with pytest.raises(BadInput) as caught:
        made(pl.DataFrame({"sex": ["man"]}))
    refused(caught, "table-option", "'sex'", "the table has 'age', 'geo'")


def test_a_code_that_is_nowhere_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        made(pl.DataFrame({"geo": ["Spania"]}))
    refused(caught, "codes-unknown", "'Spania'")
