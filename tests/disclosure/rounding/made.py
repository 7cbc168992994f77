"""Tables for the tests of rounding: two-way ones from a list of rows, and the reference tables."""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.cells import Cells
from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.disclosure.tables.specification import TableSpec

DATA = Path(__file__).parents[2] / "data" / "sdc"


def flat(counts: ArrayLike) -> pl.DataFrame:
    """One row a cell: rows a, b, …; columns x0, x1, …."""
    table = np.array(counts)
    rows, columns = np.indices(table.shape)
    return pl.DataFrame(
        {
            "row": [f"r{one}" for one in rows.ravel()],
            "column": [f"x{one}" for one in columns.ravel()],
            "n": table.ravel().tolist(),
        }
    )


def two_way(counts: ArrayLike, formula: str | None = None) -> Cells:
    """A two-way table with its margins, or with those of a formula alone."""
    return build(
        flat(counts), TableSpec(dimensions={"row": None, "column": None}, count="n", formula=formula)
    )


def reference(name: str) -> Cells:
    """One of the reference tables of tests/data/sdc."""
    frame = pl.read_csv(DATA / f"{name}.csv.gz")
    dimensions = {
        "kommune": Hierarchy.from_columns("kommune", "fylke"),
        "nace": Hierarchy.from_columns("nace", "naering"),
    }
    if name.startswith("t3"):
        dimensions["aldersgr"] = Hierarchy.from_columns("aldersgr", "alder")
    return build(frame, TableSpec(dimensions=dimensions, count="freq"))
