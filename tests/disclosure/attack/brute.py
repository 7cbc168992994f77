"""An attacker who counts: every table of small whole numbers is tried, so nothing of the code is believed."""

import numpy as np
import polars as pl

from stabbur.disclosure.rules.primary import Primary, Zeros
from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.cells import Cells, Mask, Number
from stabbur.disclosure.tables.specification import Spec, TableSpec


def primary_of(
    cells: Cells,
    mask: Mask,
    *,
    zeros: Zeros = "public",
    below: float = 0.0,
    above: float = 0.0,
    frozen: Mask | None = None,
) -> Primary:
    """Return what rules would say of a table in which these cells are confidential."""
    nothing = np.zeros(cells.size)
    return Primary(
        mask=mask,
        why=tuple("rule" if one else "" for one in mask),
        below=np.where(mask, below, nothing),
        above=np.where(mask, above, nothing),
        frozen=np.zeros(cells.size, dtype=np.bool_) if frozen is None else frozen,
        zeros=zeros,
        rules=("rule",),
        singletons=np.zeros(cells.structural.size, dtype=np.bool_),
    )


def crossed(figures: np.ndarray, spec: Spec | None = None) -> Cells:
    """Return the cells of a full cross of any number of ways with its totals."""
    names = [f"way{at}" for at in range(figures.ndim)]
    rows = [
        {name: f"{name}-{code}" for name, code in zip(names, index, strict=True)} | {"n": int(figure)}
        for index, figure in np.ndenumerate(figures)
    ]
    return build(pl.DataFrame(rows), spec or TableSpec(dimensions=dict.fromkeys(names), count="n"))


def tables(cells: Cells, hidden: Mask, least: float) -> np.ndarray:
    """Return every whole-number table (a row each) that agrees with what is published."""
    sums = cells.sums.toarray().T
    figures = cells.figures
    shown = ~hidden
    most = np.full(sums.shape[1], int(figures.max(initial=0.0)) + 1)
    for cell in np.flatnonzero(shown):
        rows = sums[cell] > 0
        most[rows] = np.minimum(most[rows], int(figures[cell]))
    every = np.indices(tuple(most + 1)).reshape(most.size, -1)
    agrees = (sums[shown] @ every == figures[shown][:, None]).all(axis=0)
    agrees &= (sums[hidden] @ every >= least).all(axis=0)
    return np.asarray(every[:, agrees].T)


def ends(cells: Cells, hidden: Mask, least: float) -> tuple[Number, Number]:
    """Return the least and the most that each cell is in any of those tables."""
    every = tables(cells, hidden, least) @ cells.sums.toarray()
    return every.min(axis=0), every.max(axis=0)


def of_sums(sums: np.ndarray, truth: np.ndarray) -> Cells:
    """Return cells that are any sums of inner rows, as linked tables may make them."""
    from scipy.sparse import csc_matrix

    matrix = csc_matrix(sums.astype(np.int64))
    return Cells(
        dimensions=("sum",),
        codes=pl.DataFrame({"sum": [str(at) for at in range(sums.shape[1])]}),
        sums=matrix,
        inner_codes=pl.DataFrame({"sum": [str(at) for at in range(sums.shape[0])]}),
        count=matrix.T @ truth,
        value=None,
        inner_count=truth,
        inner_value=None,
        structural=np.zeros(sums.shape[0], dtype=np.bool_),
    )
