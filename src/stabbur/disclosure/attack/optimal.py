"""The cheapest pattern that protects a small table, by a whole-number program that learns from attacks."""

import highspy
import numpy as np

from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.attack.programs import PRIMAL, program, started
from stabbur.disclosure.attack.repair import impossible, never, ways_of
from stabbur.disclosure.attack.verifying import verify
from stabbur.disclosure.attack.view import View, seen
from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.cells import Cells, Mask, Number, Whole
from stabbur.errors import BadInput

MOST_CELLS = 1000
ROUNDS = 400
# steps and not seconds: the same table is refused, or not, on every machine; a minute or two on a slow one
STEPS = 300_000
NODES = 2_000
NEAR = 1e-6


def optimal(cells: Cells, primary: Primary, cost: Number, attacker: Attacker | None = None) -> Mask:
    """Return the cheapest cells to hide beside the primary ones, so that every primary one is protected.

    Fischetti and Salazar-González (*Management Science* 47, 2001): a program chooses cells, an attack on that
    choice tells for each cell that fails which published cells give it away, and one of those must be hidden
    in the next choice. It ends at the optimum, which takes seconds for some hundred cells, or gives up
    after 300 000 steps of the simplex method, which take a minute or two.

    Parameters
    ----------
    cells
        The table, at most 1 000 cells.
    primary
        What the rules say.
    cost
        `m`: what it costs to hide each cell, none negative.
    attacker
        What is known beside the table.

    Returns
    -------
    numpy.ndarray
        `m`: cells to hide beside the primary ones.

    Raises
    ------
    BadInput
        The table has more than 1 000 cells, no pattern protects it, or the search does not end.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import TableSpec, rules
    >>> from stabbur.disclosure.rules.applying import apply
    >>> from stabbur.disclosure.tables.building import build
    >>> frame = pl.DataFrame({"kommune": ["A", "B", "C"], "personer": [2, 20, 30]})
    >>> cells = build(frame, TableSpec(dimensions={"kommune": None}, count="personer"))
    >>> primary = apply(cells, [rules.minimum_count(4)])
    >>> cells.names(optimal(cells, primary, cells.figures))
    [('B',)]
    """
    if cells.size > MOST_CELLS:
        raise BadInput(
            f"the optimal pattern of {cells.size} cells would take too long: at most {MOST_CELLS}",
            hint='method="gauss" is within a few per cent of it, at any size',
            code="optimal-large",
        )
    attacker = attacker or Attacker()
    choice = Choice(cost, primary.mask, never(cells, primary))
    hidden = primary.mask.copy()
    for _ in range(ROUNDS):
        view = seen(cells, hidden, primary, attacker)
        cuts = Attack(view).cuts(cells, primary)
        if not cuts:
            failed = verify(cells, hidden, primary, attacker).failed
            if not failed.any():
                return hidden & ~primary.mask
            cuts = {int(cell): np.flatnonzero(~hidden) for cell in np.flatnonzero(failed)}
        for cell, cut in cuts.items():
            if not choice.need_one(cut):
                raise impossible(cells, cell)
        hidden = primary.mask | choice.best()
    raise given_up(f"{ROUNDS} rounds")


def given_up(after: str) -> BadInput:
    """Return the error of a search that was stopped."""
    return BadInput(
        f"the optimal pattern was not found in {after}",
        hint='method="gauss" is within a few per cent of it, at any size',
        code="optimal-large",
    )


class Choice:
    """The program that chooses the cheapest cells among which every attack finds one hidden."""

    def __init__(self, cost: Number, primary: Mask, never_: Mask) -> None:
        self._may = ~primary & ~never_
        self._cells = np.flatnonzero(self._may)
        self._known: set[tuple[int, ...]] = set()
        self._steps = 0
        self._highs = started(mip_max_nodes=NODES)
        size = self._cells.size
        self._highs.addVars(size, np.zeros(size), np.ones(size))
        every = np.arange(size, dtype=np.int32)
        price = np.asarray(cost, dtype=np.float64)[self._cells]
        # a cell that costs nothing is still not hidden for nothing
        self._highs.changeColsCost(size, every, price + 1e-6 * max(1.0, float(price.max(initial=0.0))))
        self._highs.changeColsIntegrality(size, every, np.full(size, highspy.HighsVarType.kInteger))

    def need_one(self, cells: Whole) -> bool:
        """Ask that one of some cells be hidden; return False where none of them may be."""
        index = np.searchsorted(self._cells, cells[self._may[cells]]).astype(np.int32)
        key = tuple(index.tolist())
        if index.size and key not in self._known:
            self._known.add(key)
            self._highs.addRow(1.0, np.inf, index.size, index, np.ones(index.size))
        return bool(index.size)

    def best(self) -> Mask:
        """Return the cheapest choice."""
        if self._steps > STEPS:
            raise given_up(f"{STEPS} steps")
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise given_up(f"{NODES} branches")
        self._steps += max(0, int(self._highs.getInfo().simplex_iteration_count))
        chosen = np.zeros(self._may.size, dtype=np.bool_)
        chosen[self._cells] = np.asarray(self._highs.getSolution().col_value) > 0.5
        return chosen


class Attack:
    """The attacker's program with every cell as a row, so that its dual prices say which cells give one away."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.scale = 1.0 if view.whole else max(float(np.abs(view.figures).max(initial=0.0)), 1e-300)
        matrix = view.sums.T.tocsr()
        columns = (view.low / self.scale, view.high / self.scale)
        least, most = (np.where(view.hidden, end, view.figures) / self.scale for end in (view.least, np.inf))
        self._highs = started(presolve="off", simplex_strategy=PRIMAL)
        self._highs.passModel(program(matrix, np.zeros(matrix.shape[1]), columns, (least, most)))
        self._every = np.arange(matrix.shape[1], dtype=np.int32)

    def cuts(self, cells: Cells, primary: Primary) -> dict[int, Whole]:
        """Return for each primary cell that fails the published cells of which one must be hidden."""
        found, ends = {}, self.view.ends()
        for cell in np.flatnonzero(primary.mask):
            for way in ways_of(self.view, cells, primary, ends, int(cell)):
                blocked = [self._blocked(int(cell), by) for by in way.by]
                if blocked and all(one is not None for one in blocked):
                    found[int(cell)] = np.unique(np.concatenate([one for one in blocked if one is not None]))
                    break
                if not blocked:
                    found[int(cell)] = np.zeros(0, dtype=np.int64)
        return found

    def _blocked(self, cell: int, by: float) -> Whole | None:
        """Return the published cells that keep a cell from moving so far; None where nothing does."""
        column = self.view.sums[:, [cell]].tocsc()
        sign = -1.0 if by > 0 else 1.0
        self._highs.changeColsCost(self._every.size, self._every, np.zeros(self._every.size))
        self._highs.changeColsCost(
            column.indices.size, column.indices.astype(np.int32), sign * column.data.astype(np.float64)
        )
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        moved = sign * float(self._highs.getInfo().objective_function_value) * self.scale
        if np.sign(by) * (moved - float(self.view.figures[cell])) >= abs(by) - NEAR * self.scale:
            return None
        prices = np.abs(np.asarray(self._highs.getSolution().row_dual, dtype=np.float64))
        return np.flatnonzero((prices > NEAR) & ~self.view.hidden)
