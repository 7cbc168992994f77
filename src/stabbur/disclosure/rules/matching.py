"""Cells that a caller names by their codes, as a mask of the table."""

import polars as pl

from stabbur.disclosure.frame import given
from stabbur.disclosure.tables.cells import Cells, Mask
from stabbur.disclosure.tables.listing import listed, named
from stabbur.errors import BadInput


def cells_named(cells: Cells, frame: object, option: str) -> Mask:
    """Return which cells a frame of codes names, one cell a row; other columns of the frame are not looked at.

    Raises
    ------
    BadInput
        The frame lacks a dimension, or names cells that the table does not have; the message shows them.
    """
    try:
        held = given(frame)
    except BadInput as error:
        error.hint = f"{option}=frame, with a column for each of {', '.join(map(repr, cells.dimensions))}"
        raise
    held.need(*cells.dimensions)
    keys = [*cells.dimensions, *([cells.table] if cells.table and cells.table in held.rows.columns else [])]
    wanted = held.rows.select(pl.col(name).cast(pl.String) for name in keys).unique(maintain_order=True)
    known = cells.codes.select(pl.col(name).cast(pl.String) for name in keys)
    unknown = wanted.join(known, on=keys, how="anti", maintain_order="left")
    if len(unknown):
        raise BadInput(
            f"{option} names {len(unknown)} cells that the table does not have: "
            f"{listed([named(row, keys) for row in unknown.rows()])}",
            hint="give codes as the table has them, margins by the name of their total",
            code="cells-unknown",
            option=option,
        )
    marked = wanted.with_columns(pl.lit(value=True).alias("_named"))
    found = known.join(marked, on=keys, how="left", maintain_order="left")["_named"]
    mask: Mask = found.is_not_null().to_numpy()
    return mask
