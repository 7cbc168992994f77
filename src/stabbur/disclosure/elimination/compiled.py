"""The elimination by machine code."""

import numpy as np

from stabbur.disclosure.elimination import kernel
from stabbur.disclosure.elimination.layout import empty_basis, empty_guard, empty_work
from stabbur.disclosure.elimination.problem import Problem
from stabbur.disclosure.tables.cells import Mask, Whole


class Compiled:
    """An engine that numba compiles; see `walking.Engine`."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._work = empty_work(problem.rank.size)
        self._basis = empty_basis(problem.rank.size)
        self._guard = empty_guard(problem.rank.size, problem.guarded.size)

    def factor(self, columns: Whole) -> Mask:
        """Begin a basis anew from these columns."""
        needed: Mask = np.zeros(columns.size, dtype=np.bool_)
        empty = empty_basis(self._problem.rank.size)
        self._basis = kernel.factored(self._problem, columns, empty, self._work, needed)
        return needed

    def guard(self) -> None:
        """Reduce the guarded columns by the basis."""
        empty = empty_guard(self._problem.rank.size, self._problem.guarded.size)
        self._guard = kernel.guarded(self._problem, self._basis, empty, self._work)

    def entries(self) -> int:
        """Return how many entries the basis has."""
        return int(self._basis.vectors.used[0])

    def advance(self, position: int, limit: float, verdicts: Whole) -> int:
        """Judge candidates from a position on."""
        position, self._basis, self._guard = kernel.advance(
            self._problem, self._basis, self._guard, self._work, position, limit, verdicts
        )
        return int(position)
