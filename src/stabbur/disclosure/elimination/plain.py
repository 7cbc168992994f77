"""The elimination by NumPy alone: the same steps as the compiled one, for tables up to some 10 000 cells."""

import heapq

import numpy as np

from stabbur.disclosure.elimination.problem import HIDDEN, OPEN, PRIME, PUBLISHED, Problem
from stabbur.disclosure.tables.cells import Mask, Whole

NOBODY = -1
Vector = tuple[Whole, Whole]
"""Rows in order, and what stands in them."""


class Plain:
    """An engine that needs no compiler; see `walking.Engine`."""

    def __init__(self, problem: Problem) -> None:
        size = problem.rank.size
        self._problem = problem
        self._dense: Whole = np.zeros(size, dtype=np.int64)
        self._spent: Mask = np.zeros(size, dtype=np.bool_)
        self._begin()

    def _begin(self) -> None:
        self._pivot_of: Whole = np.full(self._problem.rank.size, -1, dtype=np.int64)
        self._basis: list[tuple[int, Vector]] = []
        self._entries = 0

    def factor(self, columns: Whole) -> Mask:
        """Begin a basis anew from these columns."""
        self._begin()
        needed: Mask = np.zeros(columns.size, dtype=np.bool_)
        for at, column in enumerate(columns.tolist()):
            vector = self._reduced(column)
            needed[at] = vector[0].size > 0
            if vector[0].size:
                self._add(vector)
        return needed

    def guard(self) -> None:
        """Reduce the guarded columns by the basis."""
        self._vectors = [self._reduced(column) for column in self._problem.guarded.tolist()]
        self._keys = [self._direction(vector) for vector in self._vectors]
        self._classes: dict[int, list[int]] = {}
        self._touching: dict[int, set[int]] = {}
        for which, (key, (rows, _)) in enumerate(zip(self._keys, self._vectors, strict=True)):
            self._classes.setdefault(key, []).append(which)
            for row in rows.tolist():
                self._touching.setdefault(row, set()).add(which)

    def entries(self) -> int:
        """Return how many entries the basis has."""
        return self._entries

    def advance(self, position: int, limit: float, verdicts: Whole) -> int:
        """Judge candidates from a position on."""
        candidates = self._problem.candidates.tolist()
        while position < len(candidates) and self._entries <= limit:
            verdicts[position] = self._judged(candidates[position], position >= self._problem.frozen)
            position += 1
        return position

    def _judged(self, column: int, watched: bool) -> int:
        vector = self._reduced(column)
        if not vector[0].size:
            return OPEN
        if self._classes.get(self._direction(vector)) or (watched and self._betrays_units(vector)):
            return HIDDEN
        pivot = self._add(vector)
        staged = self._staged(pivot)
        if not self._fits(staged):
            _, (rows, _) = self._basis.pop()
            self._entries -= rows.size
            self._pivot_of[pivot] = -1
            return HIDDEN
        self._touching.pop(pivot, None)
        for which, new in staged.items():
            self._classes[self._keys[which]].remove(which)
            self._vectors[which], self._keys[which] = new, self._direction(new)
            self._classes.setdefault(self._keys[which], []).append(which)
            for row in new[0].tolist():
                self._touching.setdefault(row, set()).add(which)
        return PUBLISHED

    def _reduced(self, column: int) -> Vector:
        start, stop = self._problem.columns.start[column : column + 2].tolist()
        rows = self._problem.columns.rows[start:stop]
        dense = self._dense
        dense[rows] = self._problem.columns.values[start:stop] % PRIME
        touched = [rows]
        waiting = [int(vector) for vector in self._pivot_of[rows] if vector >= 0]
        heapq.heapify(waiting)
        while waiting:
            pivot, (below, values) = self._basis[heapq.heappop(waiting)]
            factor = int(dense[pivot])
            if factor == 0:
                continue
            dense[pivot] = 0
            dense[below] = (dense[below] + (PRIME - factor) * values) % PRIME
            touched.append(below)
            for vector in self._pivot_of[below].tolist():
                if vector >= 0:
                    heapq.heappush(waiting, vector)
        return self._gathered(np.unique(np.concatenate(touched)))

    def _gathered(self, rows: Whole) -> Vector:
        values = self._dense[rows]
        self._dense[rows] = 0
        return rows[values != 0], values[values != 0]

    def _add(self, vector: Vector) -> int:
        rows, values = vector
        best = int(np.argmin(self._problem.rank[rows]))
        others = np.arange(rows.size) != best
        scaled = values[others] * pow(int(values[best]), PRIME - 2, PRIME) % PRIME
        self._pivot_of[rows[best]] = len(self._basis)
        self._basis.append((int(rows[best]), (rows[others], scaled)))
        self._entries += rows.size - 1
        return int(rows[best])

    def _direction(self, vector: Vector) -> int:
        rows, values = vector
        scaled = values * pow(int(values[0]), PRIME - 2, PRIME) % PRIME
        return int((self._problem.mix[rows] * scaled.astype(np.uint64)).sum(dtype=np.uint64))

    def _staged(self, pivot: int) -> dict[int, Vector]:
        below, change = self._basis[-1][1]
        staged = {}
        for which in sorted(self._touching.get(pivot, ())):
            rows, values = self._vectors[which]
            at = int(np.searchsorted(rows, pivot))
            if at == rows.size or rows[at] != pivot:
                continue
            self._dense[rows] = values
            self._dense[pivot] = 0
            self._dense[below] = (self._dense[below] + (PRIME - int(values[at])) * change) % PRIME
            staged[which] = self._gathered(np.union1d(rows, below))
        return staged

    def _fits(self, staged: dict[int, Vector]) -> bool:
        """Whether no contributor sees another's figure; `kernel.fitted` says how."""
        owners = self._problem.guarded_owner
        seen: dict[int, int] = {}
        for which, vector in staged.items():
            owner = int(owners[which])
            whose = self._problem.owner[vector[0]]
            alone = int(whose[0]) if (whose == whose[0]).all() else NOBODY
            key = self._direction(vector)
            others = self._classes.get(key)
            known = int(owners[others[0]]) if others else seen.setdefault(key, owner)
            if known != owner or alone not in {NOBODY, owner}:
                return False
        return True

    def _betrays_units(self, vector: Vector) -> bool:
        """Whether a column says a sum of units alone; `kernel.betrays_units` says more."""
        rows, values = vector
        if (self._problem.owner[rows] != NOBODY).all() and self._problem.several[rows].any():
            return True
        if not self._problem.single[rows].all():
            return False
        same, opposite = values == values[0], values == PRIME - values[0]
        if self._spent[rows].any() or not (same | opposite).all():
            return True
        if opposite.any():
            self._spent[rows] = True
        return not opposite.any()
