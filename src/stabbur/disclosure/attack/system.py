"""What is left to find out: figures that follow at once taken away, and the rest in parts that do not touch."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import block_array, csc_matrix, csr_matrix, vstack
from scipy.sparse.csgraph import connected_components

from stabbur.disclosure.attack.view import View, added
from stabbur.disclosure.elimination.independence import independent
from stabbur.disclosure.tables.cells import Mask, Number, Whole

CLOSE = 1e-9
"""Two magnitudes are one when they differ by less than this share of the largest in the table."""
ROOM = 10.0


@dataclass(frozen=True)
class Part:
    """`u` unknown inner rows under `k` equations and inequalities, and the `t` hidden cells that are sums of them."""

    matrix: csr_matrix
    """`k` × `u`."""
    row_low: Number
    row_high: Number
    low: Number
    high: Number
    targets: csc_matrix
    """`u` × `t`."""
    cells: Whole
    """`t`: which cells of the table they are."""
    offset: Number
    """`t`: the share of each that is known already."""
    truth: Number | None
    whole: bool
    scale: float
    """What figures are divided by before they are solved; 1 for counts."""
    rows: Whole
    """`u`: which inner rows of the table they are."""
    needed: Whole
    """Which rows of the matrix are no combination of others: together they say all that it says."""

    def holds(self, table: Number) -> bool:
        """Say whether a table of whole numbers agrees with all that is known, exactly."""
        sums = self.matrix @ table
        inside = (sums >= self.row_low) & (sums <= self.row_high)
        return bool(inside.all() and (table >= self.low).all() and (table <= self.high).all())

    @property
    def ended(self) -> bool:
        """Whether no row can be lower than some figure that is known."""
        return bool(np.isfinite(self.low).all())

    def ends(self) -> tuple[Number, Number]:
        """Return the least and the most of each hidden cell that the bounds of its rows alone allow."""
        return self.offset + added(self.targets, self.low), self.offset - added(self.targets, -self.high)

    def box(self) -> tuple[Number, Number]:
        """Return bounds that have an end: a table that moves at all moves inside them, too."""
        ends = [np.abs(x[np.isfinite(x)]).max(initial=1.0) for x in (self.row_low, self.low, self.high)]
        room = np.ceil(ROOM * max(*ends, 0.0 if self.truth is None else np.abs(self.truth).max(initial=0.0)))
        return np.maximum(self.low, -room), np.minimum(self.high, room)

    def of_targets(self, table: Number) -> Number:
        """Return the figure of each hidden cell in a table."""
        return np.asarray(self.targets.T @ table + self.offset, dtype=np.float64)


@dataclass
class Known:
    """Inner rows whose figure follows from what is published, found step by step."""

    rows: Mask
    values: Number
    low: Number
    high: Number

    def set(self, rows: Whole, values: Number, truth: Number | None) -> None:
        """Take rows as known; where the truth is there it is taken, so that rounding does not add up."""
        self.rows[rows] = True
        self.values[rows] = values if truth is None else truth[rows]


def known_rows(view: View) -> Known:
    """Find inner rows that follow from single equations: one unknown left, or all at the end of their bounds."""
    known = Known(view.low == view.high, np.where(view.low == view.high, view.low, 0.0), *_tightened(view))
    shown = ~view.hidden & ~view.absent
    sums = view.sums[:, np.flatnonzero(shown)].tocsc()
    total = view.figures[shown]
    close = 0.0 if view.whole else CLOSE * float(np.abs(total).max(initial=1.0))
    while True:
        before = int(known.rows.sum())
        open_ = (~known.rows).astype(np.float64)
        unknown = sums.T @ open_
        rest = total - sums.T @ known.values
        _follow(view, known, sums, unknown == 1, rest)
        for bound in (known.low, known.high):
            finite = np.where(np.isfinite(bound), bound, 0.0)
            endless = sums.T @ (open_ * ~np.isfinite(bound))
            tight = (unknown > 1) & (endless == 0) & (np.abs(rest - sums.T @ (open_ * finite)) <= close)
            rows = np.unique(sums[:, np.flatnonzero(tight)].indices)
            rows = rows[open_[rows] > 0]
            known.set(rows, finite[rows], view.truth)
        if int(known.rows.sum()) == before:
            return known


def _tightened(view: View) -> tuple[Number, Number]:
    """Return the bounds of inner rows once hidden cells of one row have given theirs."""
    low, high = view.low.copy(), view.high.copy()
    single = np.flatnonzero(view.hidden & (np.diff(view.sums.indptr) == 1))
    rows = view.sums.indices[view.sums.indptr[single]]
    open_ = high[rows] > low[rows]
    np.maximum.at(low, rows[open_], view.least[single][open_])
    return low, high


def _follow(view: View, known: Known, sums: Any, which: Mask, rest: Number) -> None:
    """Take as known the one unknown row of each of these sums."""
    columns = np.flatnonzero(which)
    picked = sums[:, columns].tocoo()
    left = ~known.rows[picked.row]
    rows, first = np.unique(picked.row[left], return_index=True)
    known.set(rows, (rest[columns][picked.col[left]] / picked.data[left])[first], view.truth)


def parts(view: View, known: Known) -> list[Part]:
    """Return what is left to find out, in parts that share no unknown row."""
    unknown = np.flatnonzero(~known.rows)
    hidden = np.flatnonzero(view.hidden)
    if not hidden.size or not unknown.size:
        return []
    sums = view.sums.tocsr()[unknown].tocsc()
    matrix, row_low, row_high = _equations(view, known, sums)
    targets = sums[:, hidden].tocsc()
    offset = np.asarray(view.sums[:, hidden].T @ known.values, dtype=np.float64)
    links = vstack([abs(matrix), abs(targets.T)]).tocsr()
    label = _connected(links, unknown.size)
    made = []
    row_label = label[matrix.indices[matrix.indptr[:-1]]] if matrix.shape[0] else np.zeros(0, dtype=np.int64)
    some = np.diff(targets.indptr) > 0
    target_label = np.full(hidden.size, -1)
    target_label[some] = label[targets.indices[targets.indptr[:-1][some]]]
    low, high = known.low[unknown], known.high[unknown]
    for each in np.unique(target_label[some]):
        rows, mine, own = (np.flatnonzero(x == each) for x in (row_label, label, target_label))
        ends = (row_low[rows], row_high[rows], low[mine], high[mine])
        equations = matrix[rows][:, mine].tocsr()
        largest = max(float(np.abs(x[np.isfinite(x)]).max(initial=0.0)) for x in ends)
        made.append(
            Part(
                equations,
                *ends,
                targets[mine][:, own].tocsc(),
                hidden[own],
                offset[own],
                None if view.truth is None else view.truth[unknown[mine]],
                view.whole,
                1.0 if view.whole or not largest else largest,
                unknown[mine],
                _needed(equations, row_low[rows] == row_high[rows]),
            )
        )
    return made


def _needed(matrix: Any, equal: Mask) -> Whole:
    """Return all inequalities, and the equations that do not follow from finer ones."""
    kept = ~equal
    kept[equal] = independent(matrix[np.flatnonzero(equal)])
    return np.flatnonzero(kept)


def _connected(links: Any, size: int) -> Whole:
    """Return the part that each unknown row belongs to."""
    square = block_array([[None, links], [links.T, None]])
    label = connected_components(square, directed=False)[1][links.shape[0] :]
    return np.unique(label, return_inverse=True)[1].reshape(size).astype(np.int64)


def _equations(view: View, known: Known, sums: Any) -> tuple[Any, Number, Number]:
    """Return what the unknown rows must add up to: shown cells, and hidden ones that have a least figure."""
    width = np.diff(sums.indptr)
    rest = np.asarray(view.sums.T @ known.values, dtype=np.float64)
    finite = np.where(np.isfinite(known.low), known.low, -np.inf)[~known.rows]
    below = np.full(width.size, -np.inf)
    below[view.hidden] = added(sums[:, np.flatnonzero(view.hidden)], finite)
    shown = np.flatnonzero(~view.hidden & ~view.absent & (width > 0))
    floor = np.flatnonzero(view.hidden & (width > 0) & (view.least - rest > below))
    which = np.concatenate([shown, floor])
    figure = np.concatenate([view.figures[shown], view.least[floor]]) - rest[which]
    top = np.concatenate([figure[: shown.size], np.full(floor.size, np.inf)])
    matrix = sums[:, which].T.tocsr().astype(np.float64)
    kept = _distinct(matrix, shown.size)
    return matrix[kept].tocsr(), figure[kept], top[kept]


def _distinct(matrix: Any, equations: int) -> Whole:
    """Return one of each kind of equation, finest first; inequalities stay as they are."""
    rng = np.random.default_rng(0)
    mixed = matrix[:equations].astype(np.int64).astype(np.uint64) @ rng.integers(
        1, 2**63, matrix.shape[1], dtype=np.uint64
    )
    first = np.unique(mixed, return_index=True)[1]
    finest = first[np.argsort(np.diff(matrix.indptr)[first], kind="stable")]
    return np.concatenate([finest, np.arange(equations, matrix.shape[0])]).astype(np.int64)
