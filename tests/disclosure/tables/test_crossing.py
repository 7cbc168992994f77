"""Dimensions crossed: inner rows, what one dimension tells of another, and the matrix of sums."""

import numpy as np
import polars as pl

from stabbur.disclosure.tables.axis import Axis, axis
from stabbur.disclosure.tables.cells import Whole
from stabbur.disclosure.tables.crossing import Shown, cross, deciders, inner_rows
from stabbur.disclosure.tables.hierarchy import Hierarchy

ROWS = pl.DataFrame({"k": ["a", "b", "c"], "f": ["x", "x", "y"], "s": ["m", "m", "m"]})
KNOWN = np.array([[0, 0, 0], [1, 0, 0], [2, 1, 0]])


def axes() -> dict[str, Axis]:
    return {name: axis(name, [Hierarchy.from_columns(name)], ROWS) for name in ROWS.columns}


def all_of(*names: str) -> Shown:
    made = axes()
    return {name: np.arange(len(made[name].codes)) for name in names}


def test_every_combination_of_leaves_in_order() -> None:
    made = inner_rows(axes(), [all_of("k", "f", "s")], KNOWN)
    assert made.leaves.tolist() == [[k, f, 0] for k in range(3) for f in range(2)]
    assert made.of.tolist() == [0, 2, 5]


def test_a_dimension_that_another_one_decides_adds_no_rows() -> None:
    tables = [all_of("k", "s"), all_of("f", "s")]
    assert deciders(["k", "f", "s"], tables, KNOWN) == {1: 0}
    made = inner_rows(axes(), tables, KNOWN)
    assert made.leaves.tolist() == [[0, 0, 0], [1, 0, 0], [2, 1, 0]]


def test_of_two_that_decide_each_other_one_is_kept() -> None:
    both: Whole = np.array([[0, 1], [1, 0]])
    assert deciders(["k", "f"], [{"k": both}, {"f": both}], both) == {1: 0}


def test_without_rows_nothing_is_decided() -> None:
    assert deciders(["k", "f"], [all_of("k"), all_of("f")], np.empty((0, 2), dtype=np.int64)) == {}


def test_what_the_data_lack_is_left_out_when_it_cannot_exist() -> None:
    made = inner_rows(axes(), [all_of("k", "f", "s")], KNOWN, absent=True)
    assert made.leaves.tolist() == KNOWN.tolist()
    sums, cells = cross(axes(), all_of("k", "f"), made.leaves, absent=True)
    assert sums.shape[1] == len(cells) == 1 + 2 + 3 + 3
    assert (np.diff(sums.indptr) > 0).all()


def test_a_matrix_is_the_product_of_its_dimensions() -> None:
    made = inner_rows(axes(), [all_of("k", "f")], KNOWN)
    sums, cells = cross(axes(), all_of("k", "f"), made.leaves)
    dense = sums.toarray()
    for at, (k, f, s) in enumerate(cells.tolist()):
        expected = [(k == 0 or k == one + 1) and (f == 0 or f == two + 1) for one, two, _ in made.leaves]
        assert dense[:, at].tolist() == [int(one) for one in expected]
        assert s == 0
