"""Totals among the rows: found, and never counted twice."""

import polars as pl
import pytest

from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.specification import TableSpec
from stabbur.errors import BadInput
from tests.disclosure.tables.frames import refused

COUNT = TableSpec({"k": None}, count="n")


def test_a_finer_aggregate_is_summed() -> None:
    frame = pl.DataFrame({"k": ["a", "a", "b"], "year": [1, 2, 1], "n": [1, 2, 3]})
    assert build(frame, COUNT).figures.tolist() == [6, 3, 3]


def test_figures_do_not_tell_doubled_rows_apart() -> None:
    frame = pl.DataFrame({"k": ["a", "a", "b"], "share": [0.1, 0.2, 0.7], "n": [1, 2, 3]})
    with pytest.raises(BadInput) as caught:
        build(frame, COUNT)
    refused(caught, "cells-doubled", "2 of 3 rows", "row 0 (k 'a'): 1, row 1 (k 'a'): 2")


def test_a_frame_with_totals_has_one_row_a_cell() -> None:
    frame = pl.DataFrame({"k": ["a", "a", "b", "Total"], "year": [1, 2, 1, 1], "n": [1, 2, 3, 6]})
    with pytest.raises(BadInput) as caught:
        build(frame, COUNT)
    refused(caught, "cells-doubled", "row 1 (k 'a'): 2")


def test_sums_without_a_contributor_say_how_to_name_one() -> None:
    frame = pl.DataFrame({"k": ["a", "a"], "v": [1.0, 2.0]})
    with pytest.raises(BadInput) as caught:
        build(frame, TableSpec({"k": None}, value="v"))
    assert "contributor=" in caught.value.hint


def test_equal_halves_by_chance_are_no_totals() -> None:
    frame = pl.DataFrame({"k": ["a", "b", "c"], "n": [1, 2, 3]})
    assert build(frame, COUNT).figures.tolist() == [6, 1, 2, 3]


def test_a_code_that_is_everywhere_the_sum_of_the_others_is_a_total_without_a_word() -> None:
    inner = pl.DataFrame(
        {"k": list("abcabcabc"), "y": [1, 1, 1, 2, 2, 2, 3, 3, 3], "n": [1, 4, 5, 2, 3, 5, 7, 1, 8]}
    )
    with pytest.raises(BadInput) as caught:
        build(inner, TableSpec({"k": None, "y": None}, count="n"))
    refused(caught, "totals-several", "code 'c' of dimension 'k'")
    assert "total='c'" in caught.value.hint
