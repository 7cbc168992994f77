"""Equal columns and rows are one, rows of many become pivots first, and what is alone is known as such."""

from dataclasses import replace

import numpy as np
import polars as pl
from scipy import sparse

from stabbur.disclosure import Hierarchy, TableSpec
from stabbur.disclosure.elimination.alike import alike
from stabbur.disclosure.elimination.ordering import default_cost, never_hidden, order
from stabbur.disclosure.elimination.preparing import prepared
from stabbur.disclosure.elimination.secondary import secondary
from stabbur.disclosure.elimination.watching import watched
from stabbur.disclosure.rules import few_contributors, minimum_count
from stabbur.disclosure.rules.applying import apply
from stabbur.disclosure.tables.building import build
from tests.disclosure.elimination.tables import called, reference, table

COUNTS = pl.DataFrame({"a": ["x", "y", "z", "w"], "n": [1, 0, 2, 9]})
SPEC = TableSpec({"a": None}, count="n")


def test_columns_are_alike_when_every_entry_is() -> None:
    random = np.random.default_rng(3)
    matrix = random.integers(0, 2, (4, 60))
    found = alike(sparse.csc_matrix(matrix))
    for one in range(60):
        for other in range(60):
            assert (found[one] == found[other]) == (matrix[:, one] == matrix[:, other]).all()
    assert found[0] == 0


def test_zeros_come_first_then_the_largest() -> None:
    cells, primary = table(COUNTS, SPEC, minimum_count(2, zeros="public"))
    assert [cells.names(np.array([at]))[0][0] for at in order(cells, primary)] == ["y", "Total", "w", "z"]
    assert called(cells, never_hidden(cells, primary)) == {"y"}


def test_zeros_that_may_be_hidden_come_last() -> None:
    cells, primary = table(COUNTS, SPEC, minimum_count(2, zeros="secondary"))
    assert [cells.names(np.array([at]))[0][0] for at in order(cells, primary)] == ["Total", "w", "z", "y"]
    assert not never_hidden(cells, primary).any()


def test_it_costs_the_count_and_one_to_hide_a_cell() -> None:
    cells, _ = reference("t2_1k")
    assert cells.count is not None
    over = default_cost(cells) - cells.count - 1
    assert (over >= 0).all()
    assert 0.98 < over.max() < 1


def test_rows_that_no_cell_tells_apart_are_one() -> None:
    frame = pl.DataFrame({"g": ["1", "1", "2"], "a": ["x", "y", "z"], "n": [1, 9, 2]})
    cells = build(frame, TableSpec({"a": Hierarchy.from_columns("a", "g")}, count="n"))
    coarse = cells.codes["a"].is_in(["Total", "1", "2"]).to_numpy()
    assert cells.count is not None
    groups = replace(
        cells,
        codes=cells.codes.filter(pl.Series(coarse)),
        sums=cells.sums[:, coarse],
        count=cells.count[coarse],
    )
    primary = apply(groups, [minimum_count(4)])
    problem = prepared(groups, primary, order(groups, primary), singletons=True).problem
    assert problem.rank.size == 2
    assert called(groups, secondary(groups, primary)) == {"1"}


def test_one_unit_and_nothing_else_is_one_unit_still() -> None:
    cells, primary = table(COUNTS, SPEC, minimum_count(2, zeros="public"))
    found = watched(cells, primary, singletons=True)
    rows = np.arange(4)
    names = cells.inner_codes["a"].to_list()
    for together, single in (({"x", "y"}, True), ({"x", "z"}, False), ({"x"}, True), ({"y"}, False)):
        classes = np.array([0 if name in together else 1 for name in names])
        assert found.merged(rows, classes, 2)[0][0] == single


def test_rows_that_nobody_stands_behind_are_known_to_all() -> None:
    frame = pl.DataFrame({"a": ["x", "y"], "b": ["1", "2"], "unit": ["p", "q"], "value": [1.0, 2.0]})
    spec = TableSpec({"a": None, "b": None}, value="value", contributor="unit")
    cells, primary = table(frame, spec, few_contributors(2))
    assert watched(cells, primary, singletons=True).kept.sum() == 2
    assert watched(cells, replace(primary, zeros="protect"), singletons=True).kept.sum() == len(
        cells.structural
    )
    assert not (watched(cells, primary, singletons=False).owner >= 0).any()
