"""Linear and whole-number programs over the tables that agree with what is published; solved by HiGHS."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import highspy
import numpy as np
from scipy.sparse import csr_matrix

from stabbur.disclosure.attack.system import Part
from stabbur.disclosure.tables.cells import Number, Whole

NODES = 5000
"""How many branches a whole-number program may try: a count, not a time, so that every machine gives up alike."""
TOLERANCE = 1e-9
NEAR = 1e-5
"""A figure this near to a whole number is taken for it, and the table then checked without rounding."""
DUAL, PRIMAL = 1, 4
"""What HiGHS calls the two ways of the simplex method: after other bounds, and after another objective."""


class Program:
    """The linear program of one part; it is solved again and again with other objectives, each from the last."""

    def __init__(self, part: Part, *, boxed: bool) -> None:
        self.scale = part.scale
        self.size = part.low.size
        self.solved = 0
        self.low, self.high = part.box() if boxed else (part.low, part.high)
        self._all = np.arange(self.size, dtype=np.int32)
        self._none = np.zeros(self.size)
        self._highs = _model(part, self.low, self.high)
        self._highs.setOptionValue("solver", "simplex")

    def solve(self, index: Whole, weights: Number, *, most: bool, afresh: bool = False) -> Number | None:
        """Return the table with the most (or least) of a weighted sum; None where there is no end to it.

        `afresh` simplifies the program first: quicker where the objective has little to do with the last.
        """
        self._highs.setOptionValue("presolve", "on" if afresh else "off")
        self._highs.setOptionValue("simplex_strategy", DUAL if afresh else PRIMAL)
        self._highs.changeColsCost(self.size, self._all, self._none)
        signed = -weights if most else weights
        self._highs.changeColsCost(index.size, index.astype(np.int32), signed.astype(np.float64))
        table = self._run()
        if table is None and afresh:
            return self.solve(index, weights, most=most)
        if table is None and self._highs.getModelStatus() != highspy.HighsModelStatus.kUnbounded:
            return self._from_nothing()
        return table

    def _from_nothing(self) -> Number | None:
        """Solve without the last solution: after hundreds of them one can lead where the figures give out."""
        self._highs.clearSolver()
        self._highs.setOptionValue("simplex_strategy", DUAL)
        table = self._run()
        if table is None and self._highs.getModelStatus() != highspy.HighsModelStatus.kUnbounded:
            raise Unsolved(str(self._highs.getModelStatus()).rpartition(".")[2])
        return table

    def whole(self, table: Number) -> Number | None:
        """Return a table of whole numbers near one from `solve`; None where none was found on the way.

        The figures nearest to a whole number are held there and the rest solved again, a few at a time.
        """
        self._highs.setOptionValue("presolve", "off")
        self._highs.setOptionValue("simplex_strategy", DUAL)
        found: Number | None = table
        while found is not None:
            away = np.abs(found - np.rint(found))
            broken = np.flatnonzero(away > NEAR)
            if not broken.size:
                break
            near = broken[np.argsort(away[broken], kind="stable")]
            several = self._held(near[: max(1, near.size // 5)], found)
            found = self._held(near[:1], found) if several is None else several
        self._highs.changeColsBounds(self.size, self._all, self.low, self.high)
        return None if found is None else np.rint(found)

    @contextmanager
    def known(self, columns: Whole, figures: Number) -> Iterator["Program"]:
        """Hold some rows at figures that an attacker knows, for as long as the block lasts."""
        index, held = columns.astype(np.int32), figures / self.scale
        self._highs.changeColsBounds(index.size, index, held, held)
        yield self
        low, high = self.low[columns] / self.scale, self.high[columns] / self.scale
        self._highs.changeColsBounds(index.size, index, low, high)

    def _held(self, columns: Whole, table: Number) -> Number | None:
        """Hold some figures at the whole numbers nearest to them, if a table is left then."""
        index, figures = columns.astype(np.int32), np.rint(table[columns])
        self._highs.changeColsBounds(index.size, index, figures, figures)
        found = self._run()
        if found is None:
            self._highs.changeColsBounds(index.size, index, self.low[columns], self.high[columns])
        return found

    def _run(self) -> Number | None:
        self._highs.run()
        self.solved += 1
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.asarray(self._highs.getSolution().col_value, dtype=np.float64) * self.scale


class Unsolved(Exception):
    """HiGHS found no answer: no table agrees with what is published, or the figures are too far apart."""


def whole_table(part: Part, target: int, least: float, most: float) -> tuple[Number | None, bool]:
    """Return a table of whole numbers in which a target lies between two figures, and whether the search ended.

    `(None, True)` proves that there is none; `(None, False)` says that the search was given up.
    """
    highs = _model(part, *part.box())
    column = part.targets[:, [target]].tocsc()
    inside = (least - part.offset[target], most - part.offset[target])
    highs.addRow(
        *inside, column.indices.size, column.indices.astype(np.int32), column.data.astype(np.float64)
    )
    kinds = np.full(part.low.size, highspy.HighsVarType.kInteger)
    highs.changeColsIntegrality(part.low.size, np.arange(part.low.size, dtype=np.int32), kinds)
    highs.setOptionValue("mip_max_nodes", NODES)
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        found = np.rint(np.asarray(highs.getSolution().col_value, dtype=np.float64))
        return (found, True) if part.holds(found) else (None, False)
    return None, status == highspy.HighsModelStatus.kInfeasible


def _model(part: Part, low: Number, high: Number) -> Any:
    # a smaller program is solved several times quicker; whole tables are held against all equations afterwards
    matrix = part.matrix[part.needed].tocsr()
    rows = (part.row_low[part.needed] / part.scale, part.row_high[part.needed] / part.scale)
    columns = (low / part.scale, high / part.scale)
    highs = started(primal_feasibility_tolerance=TOLERANCE, dual_feasibility_tolerance=TOLERANCE)
    highs.passModel(program(matrix, np.zeros(low.size), columns, rows))
    return highs


def started(**options: object) -> Any:
    """Return HiGHS with some options; it says nothing, and answers alike on every machine."""
    highs: Any = cast("Any", highspy).Highs()
    for option, value in {"output_flag": False, "threads": 1, "random_seed": 1, **options}.items():
        highs.setOptionValue(option, value)
    return highs


Ends = tuple[Number, Number]
"""The least and the most of each column, or of each row."""


def program(matrix: csr_matrix, cost: Number, columns: Ends, rows: Ends) -> Any:
    """Return a linear program as HiGHS takes it: the least cost of columns whose sums by `matrix` lie between ends."""
    made = highspy.HighsLp()
    made.num_row_, made.num_col_ = matrix.shape
    made.col_cost_ = cost
    made.col_lower_, made.col_upper_ = columns
    made.row_lower_, made.row_upper_ = rows
    made.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    made.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    made.a_matrix_.index_ = matrix.indices.astype(np.int32)
    made.a_matrix_.value_ = matrix.data.astype(np.float64)
    return made
