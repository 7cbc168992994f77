"""Whoever protects a frame whose groups figures cannot settle is warned."""

import warnings
from typing import Any

import polars as pl
import pytest

from stabbur.disclosure import Hierarchy
from stabbur.disclosure.protection.suppressing import suppress
from stabbur.errors import DataWarning

CODES, FIGURES = ["A", "Vest", "B", "C", "D"], [9, 11, 2, 30, 6]


def told(frame: pl.DataFrame, **options: Any) -> list[str]:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        suppress(frame, "kommune", "n", **options)
    return [str(one.message) for one in heard if issubclass(one.category, DataWarning)]


def test_a_sum_that_may_be_chance_and_betrays_is_told_with_what_to_say() -> None:
    (said,) = told(pl.DataFrame({"kommune": CODES, "n": FIGURES}))
    assert "the groups of column 'kommune' are not certain" in said
    assert "'Vest' may be 'A', 'B' together" in said
    assert "hierarchies={'kommune'" in said


@pytest.mark.parametrize(
    "hierarchy",
    [
        Hierarchy.from_columns("kommune", total=None),
        Hierarchy.from_dict({"Vest": ["A", "B"], "C": None, "D": None}, total=None),
    ],
)
def test_what_was_said_is_not_in_doubt(hierarchy: Hierarchy) -> None:
    assert told(pl.DataFrame({"kommune": CODES, "n": FIGURES}), hierarchies={"kommune": hierarchy}) == []


def test_nothing_is_in_doubt_beside_a_total_or_where_nothing_follows() -> None:
    assert told(pl.DataFrame({"kommune": [*CODES, "Total"], "n": [*FIGURES, 58]})) == []
    assert told(pl.DataFrame({"kommune": CODES, "n": [9, 13, 4, 30, 6]})) == []
    # what is found is no doubt: the group is protected
    assert told(pl.DataFrame({"kommune": ["03", "0301", "0302"], "n": [11, 9, 2]})) == []
