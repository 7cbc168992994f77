"""Controlled rounding: every published figure a multiple of the base, next to the true one, and sums still sums.

Cox, "A constructive procedure for unbiased controlled rounding", *JASA* 82 (1987), for what is asked; Salazar-González,
"Controlled rounding and cell perturbation", *Mathematical Programming* 105 (2006), for the integer program. Zero-
restricted: what is a multiple of the base already stays. Solved by HiGHS.
"""

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from stabbur.disclosure.rounding.small import ups
from stabbur.disclosure.tables.cells import Cells, Number, Whole

PROGRAM_MOST = 2_500
"""Cells for which a search over whole numbers is begun; where the linear program has a whole answer any number."""
NODES_MOST = 500
"""Where the search is ended: counted in nodes, not seconds, so that every machine ends at the same place."""
NEARLY = 1e-6


def round_controlled(cells: Cells, base: int) -> Whole:
    """Return inner counts whose sums are multiples of the base, each as near to the true one as can be.

    Guarantees: every published cell is a multiple of the base, and the table is additive. In tables of two
    dimensions, one of them with a hierarchy, each cell is the multiple just below or just above its true count
    (a multiple itself stays). In others such a rounding need not exist, or takes too long to find in a table of
    more than 2 500 cells: some cells then lie further off, and `Rounded.measures` says how far.

    Parameters
    ----------
    cells
        A table of counts.
    base
        What figures become multiples of; 2 or more.

    Returns
    -------
    counts
        `n` multiples of the base: what stands in each inner row; `cells.sums.T @ counts` is published. Inner
        rows that no table publishes are one way to share the sums out, and no estimate.
    """
    kept, times = _distinct(cells)
    program = _Program(cells, base, kept, times)
    found = program.solved(whole=False)
    if found is None and program.size <= PROGRAM_MOST:
        found = program.solved(whole=True)
    if found is None:
        return _nearest(cells, base)
    return found * base


def _nearest(cells: Cells, base: int) -> Whole:
    """Round each inner row down or up so that the sums stay near, by exchanges."""
    true = np.asarray(cells.inner_count, dtype=np.int64)
    rest = true % base
    rows = np.flatnonzero(rest)
    rounded = true - rest
    rounded[rows[ups(cells.sums.tocsr()[rows], rest[rows], base)]] += base
    return rounded


def _distinct(cells: Cells) -> tuple[Whole, Whole]:
    """Return one of each set of cells that sum the same inner rows, and how often it is published."""
    keys = np.random.default_rng(7).integers(0, 2**62, cells.sums.shape[0])
    _, first, times = np.unique(cells.sums.T @ keys, return_index=True, return_counts=True)
    order = np.argsort(first, kind="stable")
    return first[order], times[order]


class _Program:
    """Inner rows in units of the base; each cell is rounded down or up, so that its distance is linear in them."""

    def __init__(self, cells: Cells, base: int, kept: Whole, times: Whole) -> None:
        self.sums = sparse.csr_matrix(cells.sums[:, kept].T)
        true = np.asarray(cells.count, dtype=np.int64)[kept]
        rest = true % base
        self.low, self.high = true // base, true // base + (rest > 0)
        self.cost: Number = (self.sums.T @ (np.where(rest > 0, base - 2 * rest, 0) * times)).astype(
            np.float64
        )
        self.most = np.where(cells.structural, 0, np.inf)

    @property
    def size(self) -> int:
        """How many cells it has."""
        return int(self.sums.shape[0])

    def solved(self, *, whole: bool) -> Whole | None:
        """Return the best whole numbers; without `whole` only if the linear program happens to have them."""
        found = milp(
            self.cost,
            integrality=np.full(len(self.cost), int(whole)),
            bounds=Bounds(0, self.most),
            constraints=LinearConstraint(self.sums, self.low, self.high),
            options={"node_limit": NODES_MOST},
        )
        if found.x is None or bool((np.abs(found.x - np.rint(found.x)) > NEARLY).any()):
            return None
        counts: Whole = np.rint(found.x).astype(np.int64)
        published = self.sums @ counts
        return counts if bool(((published >= self.low) & (published <= self.high)).all()) else None
