"""Rows in the order of their figures tell what hidden ones lie between; rows in the order of their codes do not."""

from typing import Any

import polars as pl
import pytest

from stabbur.disclosure.protection.placing import sorted_by

ABOUT: dict[str, Any] = {"dimensions": ["kommune", "alder"], "figures": ["personer"]}
FIGURES = [90, 85, None, 70, 60, 50, 45, 30]
CODES = [
    ("B", "0-4"),
    ("A", "5-9"),
    ("A", "10-14"),
    ("B", "90+"),
    ("A", "0-4"),
    ("B", "10-14"),
    ("A", "90+"),
    ("B", "5-9"),
]


def table(figures: list[Any] = FIGURES) -> pl.DataFrame:
    """Eight cells, their figures falling and their codes in no order."""
    codes = pl.DataFrame(CODES, schema=["kommune", "alder"], orient="row")
    return codes.with_columns(pl.Series("personer", figures))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (table(), "personer"),
        (table(FIGURES[::-1]), "personer"),
        (table([":" if one is None else str(one) for one in FIGURES]), "personer"),
        (table().sort("kommune", maintain_order=True), "personer"),  # within each municipality
        (table().sort("kommune", "alder"), ""),
        (table([90, 85, 80, 70, 60, 50, None, None]), ""),  # sorted after they were hidden
        (table([90, 85, 80, 70, 60, 50, 45, 30]), ""),
        (table([90, 85, None, 70, 88, 50, 45, 30]), ""),
        (table().clear(), ""),
    ],
)
def test_rows_in_the_order_of_their_figures_are_seen(rows: pl.DataFrame, told: str) -> None:
    assert sorted_by(rows, ABOUT) == told


@pytest.mark.parametrize(
    "codes",
    [["0-4", "5-9", "10-14", "15-19", "20-24", "25-29", "80-84", "90+"], list("ABCDEFGH"), list("HGFEDCBA")],
)
def test_rows_in_the_order_of_their_codes_tell_nothing(codes: list[str]) -> None:
    """The elderly are fewer, and nobody has sorted anything."""
    rows = pl.DataFrame({"alder": codes, "personer": FIGURES})
    assert sorted_by(rows, {"dimensions": ["alder"], "figures": ["personer"]}) == ""
