"""A published table with its figures left aside: its cells, and which of them each row of a frame is."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from stabbur.disclosure.tables.axis import axis
from stabbur.disclosure.tables.building import rows_of, with_figures
from stabbur.disclosure.tables.cells import Cells, Whole
from stabbur.disclosure.tables.coding import codes, positions
from stabbur.disclosure.tables.layout import lay_out
from stabbur.disclosure.tables.listing import rows_listed
from stabbur.disclosure.tables.specification import Spec
from stabbur.errors import BadInput


@dataclass(frozen=True)
class Outline:
    """The cells of a table whose figures are not all known."""

    cells: Cells
    """Every figure is 0 here."""
    cell: Whole
    """For each row of the frame its cell; the first one where linked tables show it more than once."""


def outline(frame: object, spec: Spec) -> Outline:
    """Return the cells of a table that somebody else protected, and where each row of it stands.

    Parameters
    ----------
    frame
        A row for each published or hidden cell, totals among them.
    spec
        The table.

    Raises
    ------
    BadInput
        A code is missing or unknown, a row is no cell of the table, or a cell stands in two rows.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import TableSpec
    >>> from stabbur.disclosure.tables.outlining import outline
    >>> frame = pl.DataFrame({"kommune": ["A", "B", "Total"], "personer": [None, 20, 22]})
    >>> outline(frame, TableSpec({"kommune": None}, count="personer")).cell.tolist()
    [1, 2, 0]
    """
    rows = rows_of(frame, spec)
    found = codes(rows, spec.hierarchies)
    axes = {name: axis(name, some, rows) for name, some in spec.hierarchies.items()}
    at = positions(found, axes)
    leaves = np.stack([one.leaf_of[at[:, i]] for i, one in enumerate(axes.values())], axis=1)
    layout = lay_out(spec, axes, leaves[(leaves >= 0).all(axis=1)])
    cell = located(layout.cells, at, tuple(len(one.codes) for one in axes.values()))
    doubled = found.is_duplicated().to_numpy()
    for wrong, what, hint in (
        (cell < 0, "are no cells of the table", "take them out, or add their codes to the hierarchies"),
        (doubled, "are cells that stand more than once", "drop what is doubled"),
    ):
        if wrong.any():
            raise BadInput(
                f"{int(wrong.sum())} of {len(rows)} rows {what}: {rows_listed(found, wrong, found.columns)}",
                hint=hint,
                code="cells-doubled" if wrong is doubled else "cells-unknown",
            )
    size = len(layout.inner.leaves)
    count = np.zeros(size, dtype=np.int64) if spec.value is None else None
    return Outline(with_figures(layout, spec, count, None if count is not None else np.zeros(size)), cell)


def located(cells: Whole, at: Whole, sizes: tuple[int, ...]) -> Whole:
    """Return for each row of positions the first cell with the same, or -1.

    Parameters
    ----------
    cells
        Cells × dimensions.
    at
        Rows × dimensions.
    sizes
        How many codes each dimension has.
    """
    own = np.ravel_multi_index(tuple(cells.T), sizes)
    known, first = np.unique(own, return_index=True)
    wanted = np.ravel_multi_index(tuple(at.T), sizes)
    place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    found: Whole = np.where(known[place] == wanted, first[place], -1)
    return found


def locate(cells: Cells, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of a row and a cell with the same codes; a linked cell may stand in several tables.

    Parameters
    ----------
    cells
        The table.
    frame
        Codes as text, in columns named as the dimensions.

    Returns
    -------
    polars.DataFrame
        Columns `row` and `cell`, by row and then by cell.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import TableSpec
    >>> from stabbur.disclosure.tables.building import build
    >>> from stabbur.disclosure.tables.outlining import locate
    >>> frame = pl.DataFrame({"kommune": ["A", "B"], "personer": [2, 20]})
    >>> cells = build(frame, TableSpec({"kommune": None}, count="personer"))
    >>> locate(cells, pl.DataFrame({"kommune": ["B"]})).rows()
    [(0, 2)]
    """
    names = list(cells.dimensions)
    numbered = cells.codes.select(names).with_row_index("cell")
    own = frame.select(pl.col(name).cast(pl.String) for name in names).with_row_index("row")
    return own.join(numbered, on=names, how="inner").select("row", "cell").sort("row", "cell")
