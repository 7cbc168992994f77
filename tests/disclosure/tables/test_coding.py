"""The codes of rows: the group of a total, and codes that are missing, alike or unknown."""

import polars as pl

from stabbur.disclosure.tables.axis import axis
from stabbur.disclosure.tables.coding import code, codes, positions
from stabbur.disclosure.tables.hierarchy import Hierarchy

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
