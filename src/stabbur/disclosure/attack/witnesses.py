"""Tables that agree with what is published. Each that is found widens what is known of all hidden cells at once."""

import numpy as np

from stabbur.disclosure.attack.programs import Program, whole_table
from stabbur.disclosure.attack.system import Part
from stabbur.disclosure.tables.cells import Mask, Number

PASSES = 20
"""At most so many programs in random directions come before those for single cells."""
ALWAYS, FEW, WORTH = 4, 3, 0.97
"""That many are solved in any case; then only while more than a few cells wait, and the last one helped some."""
KEPT = 24
"""So many tables of values are kept, for contributors who know a part of them."""
SAME = 1e-7
"""A magnitude stands still when it moves less than this share of itself, or of the largest in its part."""
ROUNDING = 1e-6
SMALL = 400
"""Up to so many unknown rows, the ends of every interval of counts are proved by whole-number programs."""


class Witnesses:
    """What tables that agree with the published one have shown of the hidden cells of one part.

    Counts are widened by whole-number tables alone, for only they prove that a figure is possible: a
    linear program may end between two whole numbers where no whole table is.
    """

    def __init__(self, part: Part, need_low: Number, need_high: Number) -> None:
        self.part = part
        size = part.cells.size
        self.low, self.high = np.full(size, np.inf), np.full(size, -np.inf)
        self.least, self.most = np.full(size, -np.inf), np.full(size, np.inf)
        self.need_low, self.need_high = need_low, need_high
        self.tables: list[Number] = []
        self.program = Program(part, boxed=not part.ended)
        self.step = np.ones(size) if part.whole else np.full(size, SAME * part.scale)
        if part.truth is not None:
            first = part.of_targets(part.truth)
            self.low, self.high = first.copy(), first.copy()
            self.step = self.step if part.whole else np.maximum(self.step, SAME * np.abs(first))

    def recall(self, low: Number, high: Number) -> None:
        """Take over what tables have shown that were found before."""
        np.minimum(self.low, low, out=self.low)
        np.maximum(self.high, high, out=self.high)

    def moves(self) -> Mask:
        """Say of which cells two figures are known to be possible."""
        # where there is no end above, and no table was found yet, nothing is shown to move
        with np.errstate(invalid="ignore"):
            return np.asarray(self.high - self.low >= self.step)

    def enough(self) -> Mask:
        """Say which cells are known to be as uncertain as they must."""
        slack = 0.0 if self.part.whole else self.step
        low, high = self.low <= self.need_low + slack, self.high >= self.need_high - slack
        return np.asarray(self.moves() & low & high)

    def observe(self, table: Number | None, *, near: bool = True) -> None:
        """Learn from a table, if it is one that the published one allows; for counts from a whole one near it."""
        if table is not None and self.part.whole:
            table = self.program.whole(table) if near else np.rint(table)
            if table is not None and not self.part.holds(table):
                return
        if table is not None:
            if not self.part.whole and len(self.tables) < KEPT:
                self.tables.append(table)
            figures = self.part.of_targets(table)
            self.recall(figures, figures)

    def scatter(self, *, always: bool = False) -> None:
        """Solve a few programs that push all cells at once, this way and that, as long as it helps."""
        rng = np.random.default_rng(1)
        everything = np.arange(self.part.low.size)
        left = self.part.cells.size + 1
        for round_ in range(PASSES):
            waiting = ~self.enough()
            if (waiting.sum() <= FEW and not always) or (round_ >= ALWAYS and waiting.sum() > WORTH * left):
                return
            left = int(waiting.sum())
            push = rng.uniform(0.5, 1.5, waiting.size) * rng.choice([-1.0, 1.0], waiting.size)
            weights = self.part.targets @ np.where(waiting | always, push, 0.01 * push)
            self.observe(self.program.solve(everything, weights, most=True, afresh=True))

    def settle(self, target: int) -> bool:
        """Find out about one cell; return whether it is as uncertain as it must, False also when in doubt."""
        for most in (True, False):
            if not self.enough()[target]:
                self.reach(target, most=most, program=self.program)
        if self.part.whole:
            self._prove(target)
        return bool(self.enough()[target])

    def reach(self, target: int, *, most: bool, program: Program, near: bool = True) -> None:
        """Solve for the most or the least that one cell can be."""
        column = self.part.targets[:, [target]]
        table = program.solve(column.indices, column.data, most=most)
        if table is None:
            (self.high if most else self.low)[target] = np.inf if most else -np.inf
            return
        figure = float(column.data @ table[column.indices] + self.part.offset[target])
        if self.part.whole:
            figure = np.floor(figure + ROUNDING) if most else np.ceil(figure - ROUNDING)
        (self.most if most else self.least)[target] = figure
        self.observe(table, near=near)

    def _prove(self, target: int) -> None:
        """Look for the whole-number tables that are still wanted, where the linear bounds leave room for them."""
        if not np.isfinite(self.low[target]):
            self._search(target, self.least[target], self.most[target])
        if self.enough()[target] or not np.isfinite(self.low[target]):
            return
        above = max(self.need_high[target], self.high[target] + 1)
        below = min(self.need_low[target], self.low[target] - 1)
        if above <= self.most[target] and (
            self.need_high[target] > self.high[target] or not self.moves()[target]
        ):
            self._search(target, above, self.most[target])
        if below >= self.least[target] and (
            self.need_low[target] < self.low[target] or not self.moves()[target]
        ):
            self._search(target, self.least[target], below)

    def _search(self, target: int, least: float, most: float) -> bool:
        """Look for a whole-number table with a cell between two figures; return whether the answer is sure."""
        if least > most:
            return True
        table, sure = whole_table(self.part, target, least, most)
        self.program.solved += 1
        if table is not None:
            figures = self.part.of_targets(table)
            self.recall(figures, figures)
        return sure

    def widen(self) -> None:
        """Find the least and the most of every cell, so that its interval is complete."""
        open_ = not self.part.ended
        program = Program(self.part, boxed=False) if open_ else self.program
        floor, ceiling = self.part.ends()
        small = self.part.low.size <= SMALL
        for target in range(self.part.cells.size):
            for most, bound, seen, end in (
                (True, self.most, self.high, ceiling),
                (False, self.least, self.low, floor),
            ):
                if seen[target] == end[target]:
                    bound[target] = end[target]
                elif open_ or not np.isfinite(bound[target]):
                    self.reach(target, most=most, program=program, near=small)
            if self.part.whole and small:
                self._end(target)
        self.program.solved += program.solved if open_ else 0

    def _end(self, target: int) -> None:
        """Move the ends of an interval inwards until a whole-number table reaches them."""
        while self.high[target] < self.most[target] < np.inf:
            before = self.high[target]
            middle = before + max(1.0, np.floor((self.most[target] - before + 1) / 2))
            if not self._search(target, middle, self.most[target]):
                break
            if self.high[target] == before:
                self.most[target] = middle - 1
        while self.low[target] > self.least[target] > -np.inf:
            before = self.low[target]
            middle = before - max(1.0, np.floor((before - self.least[target] + 1) / 2))
            if not self._search(target, self.least[target], middle):
                break
            if self.low[target] == before:
                self.least[target] = middle + 1
