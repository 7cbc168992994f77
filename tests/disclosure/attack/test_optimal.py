"""The optimal pattern of a small table costs as little as the best of all patterns, each of which is tried."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.attack.optimal import optimal
from stabbur.disclosure.attack.verifying import verify
from stabbur.disclosure.elimination.secondary import secondary
from stabbur.disclosure.tables.cells import Cells, Mask
from stabbur.errors import BadInput
from tests.disclosure.attack.brute import crossed, ends, primary_of
from tests.disclosure.elimination.tables import reference


@given(st.lists(st.integers(0, 3), min_size=4, max_size=4))
@settings(max_examples=8, deadline=None)
def test_no_pattern_is_cheaper(figures: list[int]) -> None:
    cells = crossed(np.array(figures).reshape(2, 2))
    first = (cells.figures > 0) & (cells.figures <= 1)
    total = np.arange(cells.size) == 0
    first &= ~total
    primary, cost = primary_of(cells, first, frozen=total), cells.figures + 1
    try:
        hidden = first | optimal(cells, primary, cost)
    except BadInput:
        hidden = first | (~total & (cells.figures > 0))
        assert not safe(cells, hidden, first)
        return
    assert verify(cells, hidden, primary).safe
    others = np.flatnonzero(~first & ~total & (cells.figures > 0))
    best = min(
        (
            float(cost[tried].sum())
            for tried in patterns(others, cells.size)
            if safe(cells, first | tried, first)
        ),
    )
    assert float(cost[hidden & ~first].sum()) == pytest.approx(best)


def patterns(others: np.ndarray, size: int) -> list[Mask]:
    found = []
    for chosen in product([False, True], repeat=len(others)):
        mask = np.zeros(size, dtype=np.bool_)
        mask[others[np.array(chosen, dtype=np.bool_)]] = True
        found.append(mask)
    return found


def safe(cells: Cells, hidden: Mask, first: Mask) -> bool:
    low, high = ends(cells, hidden, 1.0)
    return bool((low < high)[first].all())


def test_the_optimum_costs_no_more_than_the_greedy_pattern() -> None:
    cells = crossed(np.random.default_rng(3).poisson(7, (5, 6)))
    primary = primary_of(cells, (cells.figures > 0) & (cells.figures <= 3))
    cost = cells.figures + 1
    extra = optimal(cells, primary, cost)
    assert verify(cells, primary.mask | extra, primary).safe
    greedy = secondary(cells, primary, singletons="any_sum", cost=cost, engine="plain")
    assert 0 < cost[extra].sum() <= cost[greedy].sum()


def test_a_table_that_is_too_large_is_refused() -> None:
    cells, primary = reference("t3_10k")
    with pytest.raises(BadInput, match="optimal pattern of 10175 cells would take too long"):
        optimal(cells, primary, cells.figures)


def test_a_search_that_takes_too_long_is_given_up_for_the_greedy_pattern(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cells = crossed(np.random.default_rng(3).poisson(7, (5, 6)))
    primary = primary_of(cells, (cells.figures > 0) & (cells.figures <= 3))
    monkeypatch.setattr("stabbur.disclosure.attack.optimal.STEPS", -1)
    with pytest.raises(BadInput, match="not found in -1 steps") as refused:
        optimal(cells, primary, cells.figures + 1)
    assert 'method="gauss"' in refused.value.hint
