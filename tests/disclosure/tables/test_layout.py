"""Linked tables side by side: a cell that terms of a formula share stands once, linked tables keep their own."""

import numpy as np
import polars as pl

from stabbur.disclosure.tables.axis import axis
from stabbur.disclosure.tables.layout import lay_out
from stabbur.disclosure.tables.specification import Spec, TableSpec

ROWS = pl.DataFrame({"a": ["x", "y"], "b": ["p", "q"]})
LEAVES = np.array([[0, 0], [0, 1], [1, 1]])


def laid(spec: Spec) -> tuple[int, tuple[str, ...]]:
    axes = {name: axis(name, some, ROWS) for name, some in spec.hierarchies.items()}
    made = lay_out(spec, axes, LEAVES)
    assert made.sums.shape == (len(made.inner.leaves), len(made.cells))
    return len(made.cells), made.tables


def test_terms_share_their_cells() -> None:
    assert laid(TableSpec({"a": None, "b": None}, formula="a + b")) == (5, ())


def test_linked_tables_each_show_their_own() -> None:
    size, tables = laid(TableSpec({"a": None}) & TableSpec({"b": None}))
    assert size == 6
    assert tables == ("a", "a", "a", "b", "b", "b")


def test_tables_of_the_same_dimensions_are_numbered() -> None:
    same = TableSpec({"a": None, "b": None}, formula="a + b")
    assert set(laid(same & same)[1]) == {"a + b (1)", "a + b (2)"}
