"""A repaired pattern hides little more, and an attacker who tries every table no longer knows a primary cell."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.attack.intervals import intervals
from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.attack.repair import repair
from stabbur.disclosure.attack.verifying import verify
from stabbur.disclosure.elimination.ordering import default_cost
from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.cells import Cells, Mask
from stabbur.errors import BadInput
from tests.disclosure.attack.brute import crossed, ends, of_sums, primary_of
from tests.disclosure.elimination.tables import pattern, reference


def until_safe(cells: Cells, hidden: Mask, primary: Primary, attacker: Attacker | None = None) -> Mask:
    for _ in range(20):
        bounds = verify(cells, hidden, primary, attacker)
        if bounds.safe:
            return hidden
        hidden = repair(cells, hidden, primary, bounds, default_cost(cells), attacker)
    raise AssertionError("not safe after 20 repairs")


@pytest.mark.parametrize(("name", "most"), [("t2_1k", 335), ("t3_1k", 270)])
def test_sdc_C21_the_pattern_none_is_made_safe_by_a_few_more_cells(name: str, most: int) -> None:
    cells, primary = reference(name)
    hidden = pattern(name, "none", cells)
    assert not verify(cells, hidden, primary).safe
    repaired = until_safe(cells, hidden, primary)
    assert (repaired >= hidden).all()
    assert repaired.sum() <= most
    assert not (repaired & (cells.figures == 0)).any()


@given(st.integers(0, 10_000), st.booleans())
@settings(max_examples=30, deadline=None)
def test_any_sums_can_be_made_safe_or_it_is_said_that_they_cannot(seed: int, public: bool) -> None:
    rng = np.random.default_rng(seed)
    sums = (rng.random((rng.integers(3, 6), rng.integers(3, 9))) < 0.4).astype(np.int64)
    sums = np.concatenate([np.ones((len(sums), 1), dtype=np.int64), sums], axis=1)
    cells = of_sums(sums[:, sums.sum(axis=0) > 0], rng.integers(0, 3, len(sums)))
    first = (rng.random(cells.size) < 0.4) & ((cells.figures > 0) | (not public))
    first[0] = False
    least = 1.0 if public else 0.0
    primary = primary_of(cells, first, zeros="public" if public else "protect")
    full = intervals(cells, first, primary)
    low, high = ends(cells, first, least)
    assert full.lower.tolist() == low.tolist()
    assert full.upper.tolist() == high.tolist()
    low, high = ends(cells, until_safe(cells, first, primary), least)
    assert (low < high)[first].all()


def test_sdc_C13_a_protection_interval_hides_more_than_exactness_asks_for() -> None:
    cells = crossed(np.array([[3, 5, 1], [9, 12, 4]]))
    first = (cells.figures > 0) & (cells.figures <= 3)
    narrow = until_safe(cells, first, primary_of(cells, first))
    primary = primary_of(cells, first, zeros="protect", above=5)
    wide = until_safe(cells, narrow, primary)
    bounds = intervals(cells, wide, primary)
    assert (bounds.upper[first] >= cells.figures[first] + 5).all()
    assert wide.sum() >= narrow.sum()


def test_frozen_cells_stay_and_what_cannot_be_protected_is_named() -> None:
    cells = crossed(np.array([3, 9, 8]))
    first = cells.figures == 3
    rest = ~first
    with pytest.raises(BadInput, match="'way0-0' cannot be protected"):
        until_safe(cells, first, primary_of(cells, first, frozen=rest))
    rest[cells.names(np.arange(cells.size)).index(("way0-2",))] = False
    repaired = until_safe(cells, first, primary_of(cells, first, frozen=rest))
    assert cells.names(repaired) == [("way0-0",), ("way0-2",)]
