"""Frames that the tests of tables are about: a small known table, and the reference ones."""

from pathlib import Path

import polars as pl
import pytest

from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.disclosure.tables.specification import TableSpec
from stabbur.errors import BadInput

DATA = Path(__file__).parents[2] / "data" / "sdc"
LEVELS = {"kommune": "fylke", "nace": "naering", "aldersgr": "alder"}
EXAMPLE = pl.DataFrame(
    {
        "age": (["young"] * 3 + ["old"] * 3) * 3,
        "geo": ["Spain", "Iceland", "Portugal"] * 6,
        "eu": ["EU", "nonEU", "EU"] * 6,
        "year": [2014] * 6 + [2015] * 6 + [2016] * 6,
        "freq": [5, 2, 0, 6, 3, 4, 5, 0, 0, 6, 3, 4, 7, 1, 1, 5, 4, 3],
    }
)
FIRST = EXAMPLE.filter(pl.col("year") == 2014)
GEO = Hierarchy.from_dict({"Total": {"EU": ["Spain", "Portugal"], "nonEU": ["Iceland"]}})
AGE_GEO = TableSpec(dimensions={"age": None, "geo": GEO}, count="freq")


def reference(name: str) -> tuple[pl.DataFrame, TableSpec]:
    """One of the reference tables of tests/data/sdc, and its specification."""
    frame = pl.read_csv(DATA / f"{name}.csv.gz")
    dimensions = {
        leaf: Hierarchy.from_columns(leaf, group) for leaf, group in LEVELS.items() if leaf in frame.columns
    }
    return frame, TableSpec(dimensions=dimensions, count="freq")


def published(name: str) -> pl.DataFrame:
    """All cells of a reference table with their figures, as the tool that made the pattern published them."""
    return pl.read_csv(DATA / f"{name}-gausssuppression-none.csv.gz")


def refused(caught: pytest.ExceptionInfo[BadInput], code: str, *texts: str) -> None:
    """An error has its code and its hint, and its message shows these texts."""
    assert caught.value.code == code
    assert caught.value.hint
    for text in texts:
        assert text in str(caught.value), f"{text!r} is not in {str(caught.value)!r}"
