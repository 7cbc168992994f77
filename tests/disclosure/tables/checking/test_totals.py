"""Totals among the rows: found, and never counted twice."""

import polars as pl
import pytest

from stabbur.disclosure import audit
from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.hierarchy import Hierarchy
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


SUMS = pl.DataFrame(
    {"k": list("abc") * 3, "y": [1, 1, 1, 2, 2, 2, 3, 3, 3], "n": [91, 94, 185, 72, 83, 155, 7, 1, 8]}
)


def test_a_code_that_is_everywhere_the_sum_of_the_others_is_a_total_without_a_word() -> None:
    with pytest.raises(BadInput) as caught:
        build(SUMS, TableSpec({"k": None, "y": None}, count="n"))
    refused(caught, "totals-several", "code 'c' of dimension 'k'")
    assert "total='c'" in caught.value.hint


def test_a_listed_code_is_a_leaf_whatever_its_figures() -> None:
    listed = Hierarchy.from_dict(["a", "b", "c"])
    assert build(SUMS, TableSpec({"k": listed, "y": None}, count="n")).figures[0] == SUMS["n"].sum()
    with pytest.raises(BadInput) as caught:
        build(
            SUMS.with_columns(pl.col("k").replace("c", "I alt")),
            TableSpec({"k": Hierarchy.from_dict(["a", "b", "I alt"]), "y": None}, count="n"),
        )
    refused(caught, "totals-several", "code 'I alt'")


def test_small_figures_that_agree_prove_nothing() -> None:
    few = SUMS.with_columns(n=pl.Series([1, 0, 1, 0, 1, 1, 1, 0, 1]))
    assert build(few, TableSpec({"k": None, "y": None}, count="n")).figures[0] == 6


def test_a_code_that_is_called_a_total_and_is_none_is_refused() -> None:
    frame = pl.DataFrame({"k": ["Total ", "b", "c"], "n": [1, 1, 2]})
    with pytest.raises(BadInput) as caught:
        build(frame, COUNT)
    refused(caught, "totals-several", "code 'Total ' of dimension 'k' is called a total, but is not the sum")
    listed = TableSpec({"k": Hierarchy.from_dict(["Total ", "b", "c"])}, count="n")
    assert build(frame, listed).figures.tolist() == [4, 1, 1, 2]


@pytest.mark.parametrize(("place", "sex"), [("Total", "I alt"), ("Troms", "Total"), ("Troms", "Samlet")])
def test_hidden_figures_are_not_called_safe_beside_a_total_that_is_taken_for_a_leaf(
    place: str, sex: str
) -> None:
    """Red before: the audit of a published table whose totals have names of their own said "safe"."""
    codes = {"kommune": ["A", "B", "C", place] * 3, "kjønn": ["k"] * 4 + ["m"] * 4 + [sex] * 4}
    figures = [None, 4870, 3990, 9312, 460, 5210, 4120, 9790, 912, 10080, 8110, 19102]
    frame = pl.DataFrame({**codes, "personer": figures})
    with pytest.raises(BadInput, match="is a total, but the total of the dimension is said to be 'Total'"):
        audit(frame, TableSpec({"kommune": None, "kjønn": None}, count="personer"))
    named = {
        name: Hierarchy.from_columns(name, total=total)
        for name, total in zip(codes, (place, sex), strict=True)
    }
    assert audit(frame, TableSpec(named, count="personer")).exact["figure"].to_list() == [452.0]
    listed = {name: Hierarchy.from_dict(sorted(set(some)), total=None) for name, some in codes.items()}
    assert audit(frame, TableSpec(listed, count="personer")).safe
