"""Whether readers of a perturbed table can be sure of a count: for each one another table that shows the same."""

from typing import Any

import numpy as np

from stabbur.disclosure.rounding.ptable import PTable
from stabbur.disclosure.tables.cells import Cells, Mask, Whole

PAIRS_MOST = 2_000
"""Inner rows that are tried in pairs, where none by itself is enough."""
OTHERS_MOST = 1_000
"""How many other rows each is tried with."""


def certain(cells: Cells, published: Whole, ptable: PTable) -> Mask:
    """Say for which cells no other count was found that the same table could come of.

    The reader knows the table of noise and every published count, but no key. A count is in doubt if one person
    more or less in one of its inner rows, or one moved there from another row, needs in every cell only noise that
    the table has: that other table shows the same figures. Cells that are said to be certain may be in doubt by
    a change of more rows; those that are not said to be are in doubt for sure.

    Parameters
    ----------
    cells
        The true table of counts.
    published
        `m` perturbed counts.
    ptable
        The table of noise.

    Returns
    -------
    mask
        `m`: cells above zero of which no doubt was found.
    """
    true = np.asarray(cells.count, dtype=np.int64)
    inner = np.asarray(cells.inner_count, dtype=np.int64)
    possible = ~cells.structural
    sums = cells.sums.tocsr()
    no_more = _impossible(true + 1, published, ptable)
    no_less = _impossible(true - 1, published, ptable)
    more = (sums @ no_more.astype(np.int64) == 0) & possible
    less = (sums @ no_less.astype(np.int64) == 0) & (inner > 0)
    moved = more | less
    sure = (true > 0) & (sums.T @ moved.astype(np.int64) == 0)
    if sure.any():
        rows = np.flatnonzero((sums @ sure.astype(np.int64) > 0) & possible)[:PAIRS_MOST]
        for row in rows:
            if sure[sums[row].indices].any():
                sure &= ~_paired((sums, cells.sums), int(row), (no_more, no_less), (inner > 0, possible))
    return np.asarray(sure, dtype=np.bool_)


def _impossible(true: Whole, published: Whole, ptable: PTable) -> Mask:
    """Say which cells could not show what they do if these were the true counts."""
    change = published - true + ptable.largest
    within = (true >= 0) & (change >= 0) & (change <= 2 * ptable.largest)
    rows = np.clip(true, 0, len(ptable.shares) - 1)
    return ~(within & (ptable.shares[rows, np.where(within, change, 0)] > 0))


def _paired(sums: tuple[Any, Any], row: int, barred: tuple[Mask, Mask], able: tuple[Mask, Mask]) -> Mask:
    """Say which cells of a row change if a person moves between it and some other row, unseen."""
    by_row, by_cell = sums
    columns = by_row[row].indices
    changed = np.zeros(by_row.shape[1], dtype=np.bool_)
    for here, there, can in ((barred[0], barred[1], able[0]), (barred[1], barred[0], able[1])):
        mine = columns[here[columns]]
        if not len(mine) or (here is barred[1] and not able[0][row]):
            continue  # nothing to make up for, or nobody to take away
        # what bars this row must be shared by the other: it is looked for in the smallest such cell
        sizes = np.diff(by_cell.indptr)[mine]
        smallest = int(mine[int(np.argmin(sizes))])
        others = by_cell.indices[by_cell.indptr[smallest] : by_cell.indptr[smallest + 1]]
        for other in others[can[others] & (others != row)][:OTHERS_MOST]:
            theirs = by_row[int(other)].indices
            apart = np.setxor1d(columns, theirs)
            if (
                not here[np.intersect1d(apart, columns)].any()
                and not there[np.intersect1d(apart, theirs)].any()
            ):
                changed[np.intersect1d(apart, columns)] = True
                break
    return changed
