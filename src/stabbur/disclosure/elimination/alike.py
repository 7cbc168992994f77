"""Which columns of a sparse matrix are equal."""

from typing import Any

import numpy as np

from stabbur.disclosure.tables.cells import Whole

SEED = 20_240_926


def alike(matrix: Any) -> Whole:
    """Number the columns of a sparse matrix (CSC) so that equal ones, and no others, share a number.

    Numbers follow the first column that has them. Columns are sorted by a random sum and then compared entry by
    entry, so that the answer is exact whatever the random numbers are.

    Examples
    --------
    >>> from scipy import sparse
    >>> alike(sparse.csc_matrix([[1, 0, 1], [0, 1, 0]])).tolist()
    [0, 1, 0]
    """
    matrix.sum_duplicates()
    matrix.sort_indices()
    random = np.random.default_rng(SEED)
    while True:
        weights = random.integers(0, 2**64, matrix.shape[0], dtype=np.uint64)
        sums = np.concatenate(
            [[np.uint64(0)], np.cumsum(weights[matrix.indices] * matrix.data.astype(np.uint64))]
        )
        keys = sums[matrix.indptr[1:]] - sums[matrix.indptr[:-1]]
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        if _equal(matrix, first[inverse]):
            numbers: Whole = np.empty(first.size, dtype=np.int64)
            numbers[np.argsort(first)] = np.arange(first.size)
            return numbers[inverse]


def _equal(matrix: Any, like: Whole) -> bool:
    """Whether each column equals the one that it is said to be like."""
    lengths = np.diff(matrix.indptr)
    if not (lengths == lengths[like]).all():
        return False
    start = np.repeat(matrix.indptr[:-1][like] - matrix.indptr[:-1], lengths)
    there = np.arange(matrix.indices.size) + start
    same = (matrix.indices == matrix.indices[there]) & (matrix.data == matrix.data[there])
    return bool(same.all())
