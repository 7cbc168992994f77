"""Which equations say something that the others do not say already."""

from typing import Any

import numpy as np

from stabbur.disclosure.elimination.problem import Columns, Problem
from stabbur.disclosure.elimination.secondary import Choice, engine_for
from stabbur.disclosure.tables.cells import Mask


def independent(equations: Any, *, engine: Choice = "auto") -> Mask:
    """Return which rows of a sparse matrix of whole numbers are no combination of those before them.

    Exact modulo 2³¹ − 1, as in Langsrud, *Secondary Cell Suppression by Gaussian Elimination* (2024): there are
    never more of them than the rank, and fewer only where a minor is a multiple of that prime.

    Parameters
    ----------
    equations
        `k` × `n`, the finest first: that keeps the elimination sparse.
    engine
        As in :func:`secondary`; the answer is the same.

    Examples
    --------
    >>> from scipy import sparse
    >>> from stabbur.disclosure.elimination.independence import independent
    >>> independent(sparse.csr_matrix([[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 1, 1]])).tolist()
    [True, True, False, True]
    """
    rows = equations.tocsr()
    rows.sort_indices()
    size = rows.shape[1]
    spread = np.bincount(rows.indices, minlength=size)
    rank = np.empty(size, dtype=np.int64)
    rank[np.argsort(spread, kind="stable")] = np.arange(size)
    nothing = np.zeros(0, dtype=np.int64)
    nobody = np.full(size, -1, dtype=np.int64)
    never = np.zeros(size, dtype=np.bool_)
    columns = Columns(*(np.asarray(one, dtype=np.int64) for one in (rows.indptr, rows.indices, rows.data)))
    mix = np.ones(size, dtype=np.uint64)
    problem = Problem(columns, nothing, 0, nothing, rank, mix, never, nobody, never, nothing)
    return engine_for(problem, engine, rows.shape[0]).factor(np.arange(rows.shape[0], dtype=np.int64))
