"""Equations that follow from others are found, by both engines alike."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from stabbur.disclosure.elimination.independence import independent


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 8), st.integers(1, 6))
def test_each_row_that_raises_the_rank_is_independent(seed: int, rows: int, columns: int) -> None:
    matrix = np.random.default_rng(seed).integers(-1, 2, (rows, columns))
    ranks = [0] + [np.linalg.matrix_rank(matrix[: row + 1]) for row in range(rows)]
    assert independent(sparse.csr_matrix(matrix)).tolist() == np.diff(ranks).astype(bool).tolist()


def test_both_engines_find_the_same() -> None:
    matrix = sparse.csr_matrix(np.random.default_rng(1).integers(0, 2, (60, 30)))
    compiled, plain = independent(matrix, engine="compiled"), independent(matrix, engine="plain")
    assert compiled.tolist() == plain.tolist()
    assert compiled.sum() == np.linalg.matrix_rank(matrix.toarray())
