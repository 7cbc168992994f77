"""The codes of rows: the group of a total, and codes that are missing, alike or unknown."""

import polars as pl
import pytest

from stabbur.disclosure.tables.axis import axis
from stabbur.disclosure.tables.coding import code, codes, positions
from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.errors import BadInput

LEVELS = [Hierarchy.from_columns("k", "f", "l", total="T")]
ROWS = pl.DataFrame(
    {
        "k": ["a", "T", "T", "T", "f1"],
        "f": ["f1", "f1", "T", "T", None],
        "l": ["l1", "l1", "l1", "Alle landsdeler", "l1"],
    }
)


def test_a_total_with_a_group_beside_it_is_that_group() -> None:
    assert code("k", LEVELS, ROWS).to_list() == ["a", "f1", "l1", "T", "f1"]


def test_positions_are_those_of_the_dimension() -> None:
    made = {"k": axis("k", LEVELS, ROWS)}
    assert made["k"].codes == ("T", "l1", "f1", "a")
    assert positions(codes(ROWS, {"k": LEVELS}), made).ravel().tolist() == [3, 2, 1, 0, 2]


def test_categories_are_texts() -> None:
    rows = pl.DataFrame({"k": pl.Series(["b", "a"], dtype=pl.Categorical)})
    assert codes(rows, {"k": [Hierarchy.from_columns("k")]})["k"].to_list() == ["b", "a"]


@pytest.mark.parametrize(
    ("code_", "hint"),
    [("Osol", "did you mean 'Oslo'?"), ("5403", "add them to the hierarchy, or drop the rows")],
)
def test_a_number_is_no_misspelt_other_number(code_: str, hint: str) -> None:
    rows = pl.DataFrame({"k": [code_]})
    made = {"k": axis("k", [Hierarchy.from_dict(["Oslo", "5402"])], rows)}
    with pytest.raises(BadInput) as caught:
        positions(rows, made)
    assert caught.value.hint == hint
