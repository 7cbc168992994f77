"""From a table to an elimination: equal columns and equal rows are taken as one, and a pivot order is chosen."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from stabbur.disclosure.elimination.alike import alike
from stabbur.disclosure.elimination.problem import Columns, Problem
from stabbur.disclosure.elimination.watching import Watched, watched
from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.cells import Cells, Mask, Whole

SEED = 20_240_925


@dataclass(frozen=True)
class Prepared:
    """An elimination, and which cells its columns stand for."""

    problem: Problem
    of_cell: Whole
    """`m`: the class of each cell; equal cells share one and so one fate."""
    guarded: Mask
    """For each class whether it must stay hidden."""
    candidates: Whole
    """The class of each candidate of the problem."""

    def hidden(self, verdicts: Mask) -> Mask:
        """Return which of the `m` cells are hidden when these candidates are."""
        classes = self.guarded.copy()
        classes[self.candidates[verdicts]] = True
        return classes[self.of_cell]


def prepared(cells: Cells, primary: Primary, ordered: Whole, singletons: bool) -> Prepared:
    """Return the elimination of a table whose candidates come in this order."""
    from scipy import sparse

    who = watched(cells, primary, singletons)
    rows = np.flatnonzero(who.kept)
    matrix = sparse.csc_matrix(cells.sums)[rows]
    unseen = np.flatnonzero(_unseen(matrix, who.owner[rows]))
    ones = sparse.csc_matrix(
        (np.ones(unseen.size, dtype=np.int64), (unseen, np.arange(unseen.size))), (rows.size, unseen.size)
    )
    matrix = sparse.hstack([matrix, ones], format="csc")
    classes = alike(matrix)
    first = np.unique(classes, return_index=True)[1]
    guarded: Mask = np.zeros(first.size, dtype=np.bool_)
    guarded[classes[: cells.size][primary.mask]] = True
    guarded[classes[cells.size :]] = True
    guarded &= np.diff(matrix.indptr)[first] > 0
    by_order = classes[ordered]
    once = by_order[np.sort(np.unique(by_order, return_index=True)[1])]
    candidates = once[~guarded[once]]
    used = matrix[:, np.concatenate([first[candidates], first[guarded]])]
    frozen = int(np.isin(candidates, classes[: cells.size][primary.frozen]).sum())
    problem = _problem(used, candidates.size, rows, who)._replace(frozen=frozen)
    return Prepared(problem, classes[: cells.size], guarded, candidates)


def _unseen(matrix: Any, owner: Whole) -> Mask:
    """Which rows of one contributor no cell shows alone: what they hold is guarded as well."""
    return (owner >= 0) & ~_alone(matrix)


def _alone(matrix: Any) -> Mask:
    """Which rows a column shows by themselves."""
    found: Mask = np.zeros(matrix.shape[0], dtype=np.bool_)
    found[matrix.indices[matrix.indptr[:-1][np.diff(matrix.indptr) == 1]]] = True
    return found


def _problem(used: Any, candidates: int, rows: Whole, who: Watched) -> Problem:
    classes = alike(used.T.tocsc())
    firsts = np.unique(classes, return_index=True)[1]
    single, owner = who.merged(rows, classes, firsts.size)
    matrix = used.tocsr()[firsts].tocsc()
    matrix.sort_indices()
    columns = Columns(
        *(np.asarray(one, dtype=np.int64) for one in (matrix.indptr, matrix.indices, matrix.data))
    )
    guarded = np.arange(candidates, matrix.shape[1], dtype=np.int64)
    # a reader knows of a unit where a hidden cell is that row alone; of other rows not that they are not zero
    single = single & _alone(matrix[:, candidates:])
    several = (owner >= 0) & (np.bincount(owner + 1, minlength=1)[owner + 1] > 1)
    mix = np.random.default_rng(SEED).integers(0, 2**64, firsts.size, dtype=np.uint64) | np.uint64(1)
    return Problem(
        columns=columns,
        candidates=np.arange(candidates, dtype=np.int64),
        frozen=0,
        guarded=guarded,
        rank=_rank(matrix, candidates, single.astype(np.int64) + (owner >= 0) + several),
        mix=mix,
        single=single,
        owner=owner,
        several=several,
        guarded_owner=_owners(columns, guarded, owner),
    )


def _rank(matrix: Any, candidates: int, late: Whole) -> Whole:
    """Order rows as pivots: the least watched first, then those in few guarded columns, then in few candidates."""
    touching = np.diff(matrix[:, candidates:].tocsr().indptr)
    lengths = np.diff(matrix.indptr)[:candidates]
    alone = np.flatnonzero(lengths == 1)
    spread = np.diff(matrix[:, :candidates].tocsr().indptr) + 1.0
    spread[matrix.indices[matrix.indptr[alone]]] -= 1 + alone / max(1, candidates)
    rank: Whole = np.empty(matrix.shape[0], dtype=np.int64)
    rank[np.lexsort((np.arange(rank.size), spread, touching, late))] = np.arange(rank.size)
    return rank


def _owners(columns: Columns, guarded: Whole, owner: Whole) -> Whole:
    owners: Whole = np.full(guarded.size, -1, dtype=np.int64)
    for at, column in enumerate(guarded.tolist()):
        whose = owner[columns.rows[columns.start[column] : columns.start[column + 1]]]
        if whose[0] >= 0 and (whose == whose[0]).all():
            owners[at] = whose[0]
    return owners
