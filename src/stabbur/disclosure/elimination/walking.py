"""The walk over the candidates of an elimination, the same for the compiled and the plain engine."""

from typing import Protocol

import numpy as np

from stabbur.disclosure.elimination.problem import HIDDEN, OPEN, PUBLISHED, Problem, fill_limit
from stabbur.disclosure.tables.cells import Mask, Whole


class Engine(Protocol):
    """What the walk asks of an engine."""

    def factor(self, columns: Whole) -> Mask:
        """Begin a basis anew from these published columns; return which of them were needed for it."""

    def guard(self) -> None:
        """Reduce the guarded columns by the basis."""

    def entries(self) -> int:
        """Return how many entries the basis has."""

    def advance(self, position: int, limit: float, verdicts: Whole) -> int:
        """Judge candidates from a position until the basis has more entries than the limit; return where it is."""


def walk(problem: Problem, engine: Engine) -> Mask:
    """Return which candidates must be hidden, in the order of the candidates."""
    verdicts: Whole = np.full(problem.candidates.size, OPEN, dtype=np.int64)
    lengths = np.diff(problem.columns.start)
    position = 0
    while position < problem.candidates.size:
        published = np.flatnonzero(verdicts == PUBLISHED)
        finest = published[np.argsort(lengths[problem.candidates[published]], kind="stable")]
        needed = engine.factor(problem.candidates[finest])
        verdicts[finest[~needed]] = OPEN
        engine.guard()
        position = engine.advance(position, fill_limit(engine.entries()), verdicts)
    hidden: Mask = verdicts == HIDDEN
    return hidden
