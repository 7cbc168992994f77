"""Small count rounding: inner counts behind small published cells become 0 or the base, and all sums follow.

Langsrud & Heldal, "An Algorithm for Small Count Rounding of Tabular Data", *Privacy in Statistical Databases* (2018);
Heldal, "The European Census Hub 2011 Hypercubes – Norwegian SDC Experiences" (2017). The choice of counts to round
up is greedy by how far sums are still off, as in their method; exchanges that lessen the sum of squares follow.
"""

from typing import Any

import numpy as np

from stabbur.disclosure.tables.cells import Cells, Mask, Whole

PAIRS_MOST = 4_000_000
"""Exchanges that are looked at in one go; in larger tables the best of each side are tried."""
TRIED = 40


def round_small(cells: Cells, base: int) -> Whole:
    """Return the inner counts, rounded so that no published cell is between 0 and the base.

    Guarantees: every published cell is 0, or the base or more; cells are the sums of the same inner counts, so
    the table is additive and linked tables agree; an inner count is changed only where a small published cell
    needs it, and then to 0 or the base, so by less than the base.

    Parameters
    ----------
    cells
        A table of counts.
    base
        Counts below it are small; 2 or more.

    Returns
    -------
    counts
        `n` whole numbers: what stands in each inner row; `cells.sums.T @ counts` is published.
    """
    true = np.asarray(cells.inner_count, dtype=np.int64)
    rounded = true.copy()
    chosen = np.zeros(len(true), dtype=np.bool_)
    while True:
        published = cells.sums.T @ rounded
        small = (published > 0) & (published < base)
        if not small.any():
            return rounded
        # counts that were rounded once may be rounded otherwise: what is behind a small cell comes beside them
        behind = (cells.sums @ small.astype(np.int64)) > 0
        chosen |= behind & (true > 0) & (true < base)
        rounded = _rounded(cells, true, chosen, base)


def _rounded(cells: Cells, true: Whole, chosen: Mask, base: int) -> Whole:
    rounded = true.copy()
    rows = np.flatnonzero(chosen)
    rounded[rows] = np.where(ups(cells.sums.tocsr()[rows], true[rows], base), base, 0)
    return rounded


def ups(rows: Any, rests: Whole, base: int) -> Mask:
    """Say which of some inner rows are rounded up to the base, the others to zero, so that sums stay near.

    Parameters
    ----------
    rows
        Inner rows × cells, sparse: which sums each is in.
    rests
        What is rounded of each, from 1 to below the base.
    base
        What is rounded to.
    """
    return _Choice(rows, rests, base).best()


class _Choice:
    """Which of some inner counts become the base and which zero, so that the published sums stay near."""

    def __init__(self, rows: Any, counts: Whole, base: int) -> None:
        held = rows[:, np.diff(rows.tocsc().indptr) > 0]
        self.rows, self.columns, self.base = held.tocsr(), held.tocsc(), base
        self.up = np.zeros(len(counts), dtype=np.bool_)
        self.off: Whole = held.T @ counts
        """How much each sum lacks."""
        self.pull: Whole = held @ self.off
        """How much the sums that a row is in lack together."""
        self.weight = np.diff(self.rows.indptr)
        self.counts = counts

    def best(self) -> Mask:
        """Choose greedily, then exchange as long as the sum of squares lessens."""
        for _ in range(int(self.counts.sum() + self.base // 2) // self.base):
            # among the same, larger counts first: they are nearer to the base
            gain = self._gains().astype(np.float64) + self.counts / self.base
            gain[self.up] = -np.inf
            self._turn(int(np.argmax(gain)))
        while self._lessen():
            pass
        return self.up

    def _gains(self) -> Whole:
        """Return how much the sum of squares lessens when each row is turned, in units of the base."""
        sign = np.where(self.up, -1, 1)
        return np.asarray(2 * sign * self.pull - self.base * self.weight, dtype=np.int64)

    def _turn(self, row: int) -> None:
        step = self.base if not self.up[row] else -self.base
        self.up[row] = not self.up[row]
        for column in self.rows.indices[self.rows.indptr[row] : self.rows.indptr[row + 1]]:
            self.off[column] -= step
            held = slice(self.columns.indptr[column], self.columns.indptr[column + 1])
            self.pull[self.columns.indices[held]] -= step

    def _lessen(self) -> bool:
        gains = self._gains()
        best = int(np.argmax(gains)) if len(gains) else 0
        if len(gains) and gains[best] > 0:
            self._turn(best)
            return True
        down, up = np.flatnonzero(self.up), np.flatnonzero(~self.up)
        if not len(down) or not len(up):
            return False
        if len(down) * len(up) > PAIRS_MOST // TRIED:
            down = down[np.argsort(-gains[down], kind="stable")[:TRIED]]
            up = up[np.argsort(-gains[up], kind="stable")[: PAIRS_MOST // TRIED // TRIED]]
        # to turn both changes what each would alone, by the sums that they share
        shared = (self.rows[down] @ self.rows[up].T).toarray()
        both = gains[down][:, None] + gains[up][None, :] + 2 * self.base * shared
        place = int(np.argmax(both))
        if both.flat[place] <= 0:
            return False
        self._turn(int(down[place // len(up)]))
        self._turn(int(up[place % len(up)]))
        return True
