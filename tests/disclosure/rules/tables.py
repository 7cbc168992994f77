"""Small tables that the tests of rules share."""

import polars as pl

from stabbur.disclosure import TableSpec
from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.cells import Cells, Mask


def values(**groups: list[float]) -> Cells:
    """Return a table of values, a cell for each group; each contribution is a unit's of its own."""
    rows = [
        {"group": name, "value": value, "unit": f"{name}{at}"}
        for name, some in groups.items()
        for at, value in enumerate(some)
    ]
    return build(pl.DataFrame(rows), TableSpec({"group": None}, value="value", contributor="unit"))


def counts(*rows: tuple[str, str, int]) -> Cells:
    """Return a table of counts by two dimensions, `a` and `b`."""
    frame = pl.DataFrame(rows, schema=["a", "b", "n"], orient="row")
    return build(frame, TableSpec({"a": None, "b": None}, count="n"))


def called(cells: Cells, mask: Mask) -> set[str]:
    """Return cells by their codes, such as `x:Total`."""
    return {":".join(name) for name in cells.names(mask)}
