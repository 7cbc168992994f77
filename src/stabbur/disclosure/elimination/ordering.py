"""In which order cells are published if they may be, and what it costs to hide one."""

import numpy as np

from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.cells import Cells, Mask, Number, Whole


def default_cost(cells: Cells) -> Number:
    """Return what it costs to hide each cell: a count plus one, or the size of a value, and a bit for its relatives.

    The bit tells cells of one size apart: those whose rows are in large cells are published first, as in
    GaussSuppression (Langsrud, *Secondary Cell Suppression by Gaussian Elimination*, 2024).

    Returns
    -------
    numpy.ndarray
        `m` numbers in the units of the figures, none negative.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import TableSpec
    >>> from stabbur.disclosure.tables.building import build
    >>> frame = pl.DataFrame({"kommune": ["0301", "4601", "5001"], "personer": [2, 20, 30]})
    >>> cells = build(frame, TableSpec(dimensions={"kommune": None}, count="personer"))
    >>> default_cost(cells).round(2).tolist()
    [53.99, 3.26, 21.34, 31.39]
    """
    size: Number = np.abs(cells.figures)
    if cells.value is None:
        size = size + 1
    tie: Number = np.abs(cells.sums.T @ (cells.sums @ size))
    largest = float(tie.max(initial=0.0))
    return size + 0.99 * tie / largest if largest else size


def empty(cells: Cells) -> Mask:
    """Return which cells nobody stands behind."""
    if cells.count is not None:
        nobody: Mask = cells.count == 0
    elif cells.records is None:
        nobody = cells.figures == 0
    else:
        units = np.bincount(cells.records.inner, minlength=cells.structural.size)
        nobody = np.asarray(cells.sums.T @ units) == 0
    return nobody


def never_hidden(cells: Cells, primary: Primary) -> Mask:
    """Return which cells are published whatever happens: frozen ones, and zeros that everybody knows."""
    known = primary.frozen
    if primary.zeros in {"public", "structural"}:
        known = known | empty(cells)
    return known & ~primary.mask


def order(cells: Cells, primary: Primary, cost: Number | None = None) -> Whole:
    """Return the cells in the order in which they are published if they may be; primary ones are left out.

    Frozen cells come first, then zeros unless they may be hidden, then the costliest to hide; equal ones stand
    as the table has them.
    """
    key = default_cost(cells) if cost is None else np.asarray(cost, dtype=np.float64)
    first = np.where(primary.frozen, 0, np.where(never_hidden(cells, primary), 1, 2))
    ordered: Whole = np.lexsort((np.arange(cells.size), -key, first))
    return ordered[~primary.mask[ordered]]
