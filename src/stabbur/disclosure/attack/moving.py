"""The cheapest change of a table that moves one cell: what changes would have to be hidden."""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_matrix, hstack, identity, vstack

from stabbur.disclosure.attack.programs import program, started
from stabbur.disclosure.attack.view import View
from stabbur.disclosure.tables.cells import Mask, Number, Whole

NODES = 2000
CHEAP = (0.25, 0.75, 1.0)
"""Shares of the published cells, the cheapest, among which a change is looked for, one after the other."""
PARTS = 4.0
"""In whole tables a cell moves by one or more; in the program it may move by a part of it, seldom a smaller one."""
STILL = 1e-7
"""A published cell that moves less than this share of the largest figure does not move."""


@dataclass(frozen=True)
class Change:
    """A change of the inner rows, what it costs, and how every cell moves by it."""

    cost: float
    cells: Number
    """`m`."""
    rows: Number
    """`n`."""


class Moves:
    """The program over changes `d` of a table: published cells may change, too, but each at its cost.

    Columns are the inner rows that are not known to all, then for every published cell how far it goes up and
    how far down. A cell that is hidden now, or would be then, keeps its least figure.
    """

    def __init__(self, view: View, fixed: Mask, cost: Number) -> None:
        if view.truth is None:
            raise ValueError("the change of a table starts from its true figures")
        self.view = view
        self.hidden = view.hidden.copy()
        self.cost = np.asarray(cost, dtype=np.float64)
        self.scale = 1.0 if view.whole else max(float(np.abs(view.figures).max(initial=0.0)), 1e-300)
        stuck = np.zeros(view.low.size, dtype=np.bool_)
        if np.isfinite(view.low).all():
            stuck[view.sums[:, np.flatnonzero(fixed & (view.figures == 0))].indices] = True
        self.free = np.flatnonzero(~stuck & (view.low < view.high))
        self._sums = view.sums.tocsr()[self.free].tocsc()
        self.shown = np.flatnonzero(~view.hidden & (np.diff(self._sums.indptr) > 0))
        self.kept = np.flatnonzero(view.hidden & (np.diff(self._sums.indptr) > 0))
        self._fixed = fixed
        self._changes: list[Change] = []
        self._model(view.truth)

    def _model(self, truth: Number) -> None:
        view, shown, kept, free = self.view, self.shown, self.kept, self.free
        one = identity(shown.size, format="csr")
        matrix = vstack(
            [
                hstack([self._sums[:, shown].T, -one, one]),
                hstack([self._sums[:, kept].T, csr_matrix((kept.size, 2 * shown.size))]),
            ]
        ).tocsr()
        least = float(view.least[view.hidden].max(initial=-np.inf))
        down = np.where(self._fixed[shown], 0.0, view.figures[shown] - least)
        self._floor = np.minimum(view.least[kept] - view.figures[kept], 0.0) / self.scale
        up = np.where(self._fixed[shown], 0.0, np.inf)
        low = np.concatenate([view.low[free] - truth[free], np.zeros(2 * shown.size)]) / self.scale
        high = np.concatenate([view.high[free] - truth[free], up, np.maximum(down, 0.0)]) / self.scale
        self._low, self._high = low, high
        at_least = np.concatenate([np.zeros(shown.size), self._floor])
        at_most = np.concatenate([np.zeros(shown.size), np.full(kept.size, np.inf)])
        self._highs = started(mip_max_nodes=NODES)
        self._highs.passModel(program(matrix, self._prices(), (low, high), (at_least, at_most)))

    def _prices(self) -> Number:
        prices = np.where(self.hidden[self.shown], 0.0, self.cost[self.shown])
        largest = prices.max(initial=1.0)
        return np.concatenate([np.zeros(self.free.size), prices / largest, prices / largest])

    def cheapest(self, cell: int, by: float, *, whole: bool, still: Whole | None = None) -> Change | None:
        """Return the cheapest change in which a hidden cell moves by so much; None where there is none.

        The inner rows `still` do not change: somebody knows them.
        """
        held = np.flatnonzero(np.isin(self.free, still)) if still is not None else np.zeros(0, dtype=np.int64)
        nothing = np.zeros(held.size)
        self._highs.changeColsBounds(held.size, held.astype(np.int32), nothing, nothing)
        found = self._solved(cell, by, whole=whole)
        self._highs.changeColsBounds(held.size, held.astype(np.int32), self._low[held], self._high[held])
        return found

    def _solved(self, cell: int, by: float, *, whole: bool) -> Change | None:
        row = self.shown.size + int(np.searchsorted(self.kept, cell))
        if row - self.shown.size >= self.kept.size or self.kept[row - self.shown.size] != cell:
            return None
        every = np.arange(self.free.size + 2 * self.shown.size, dtype=np.int32)
        self._highs.changeColsCost(every.size, every, self._prices())
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        self._highs.changeColsIntegrality(
            self.free.size, every[: self.free.size], np.full(self.free.size, kind)
        )
        self._highs.changeRowBounds(row, by / self.scale, by / self.scale)
        self._run(abs(by))
        found = None
        if self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            change = np.asarray(self._highs.getSolution().col_value, dtype=np.float64)[: self.free.size]
            change = np.rint(change) if whole else change
            cells = np.asarray(self._sums.T @ change, dtype=np.float64)
            rows = np.zeros(self.view.low.size)
            rows[self.free] = change * self.scale
            moved = (np.abs(cells) > STILL) & ~self.hidden
            found = Change(float(self.cost[moved].sum()), cells * self.scale, rows)
        self._highs.changeRowBounds(row, self._floor[row - self.shown.size], np.inf)
        return found

    def _run(self, by: float) -> None:
        """Solve with the cheap cells alone first, which is quicker; the answer is taken where it is cheaper than the rest."""
        highest = float(self.cost[self.shown].max(initial=0.0))
        for share in CHEAP:
            most = float(np.quantile(self.cost[self.shown], share)) if self.shown.size else 0.0
            self._limit(most)
            self._highs.run()
            if self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                spent = self._highs.getInfo().objective_function_value * self.scale * max(highest, 1.0)
                if PARTS * spent <= most * by:
                    return

    def _limit(self, most: float) -> None:
        """Let published cells move that cost so much or less."""
        dear = np.concatenate([np.zeros(self.free.size, dtype=np.bool_), *2 * [self.cost[self.shown] > most]])
        high = np.where(dear, 0.0, self._high)
        every = np.arange(self.free.size, high.size, dtype=np.int32)
        self._highs.changeColsBounds(every.size, every, self._low[every], high[every])

    def done(self, cell: int, by: tuple[float, ...], still: Whole | None = None) -> bool:
        """Say whether a change that was made already moves a cell one of these ways, or further."""
        slack = STILL * self.scale
        return any(
            abs(change.cells[cell]) >= abs(move) - slack
            and move * change.cells[cell] > 0
            and (still is None or bool((np.abs(change.rows[still]) <= slack).all()))
            for change in self._changes
            for move in by
        )

    def hide(self, change: Change) -> bool:
        """Hide all cells that a change moves; return whether any was published."""
        moved = np.abs(change.cells) > STILL * self.scale
        new = bool((moved & ~self.hidden).any())
        self.hidden |= moved
        self._changes.append(change)
        return new
