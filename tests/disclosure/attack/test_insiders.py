"""Who stands alone behind a hidden figure knows it: that must not tell them another's."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from stabbur.disclosure import Attacker, TableSpec, rules
from stabbur.disclosure.attack.repair import repair
from stabbur.disclosure.attack.verifying import verify
from stabbur.disclosure.elimination.ordering import default_cost
from stabbur.disclosure.rules.applying import apply
from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.cells import Cells, Mask

DATA = Path(__file__).parents[2] / "data" / "sdc" / "magnitude1.csv"
SECONDARY = [
    ("Entertainment", "Portugal"),
    ("Governmental", "Portugal"),
    ("Governmental", "Spain"),
    ("Industry", "Iceland"),
]


def protected() -> tuple[Cells, Primary, Mask]:
    spec = TableSpec(dimensions={"sector4": None, "geo": None}, value="value", contributor="company")
    cells = build(pl.read_csv(DATA), spec)
    primary = apply(cells, [rules.few_contributors(2)])
    hidden = primary.mask | np.array([name in SECONDARY for name in cells.names(np.arange(cells.size))])
    return cells, primary, hidden


def test_sdc_C10_a_single_contributor_computes_what_an_outsider_cannot() -> None:
    cells, primary, hidden = protected()
    assert set(cells.names(primary.mask)) == {("Entertainment", "Iceland"), ("Industry", "Spain")}
    assert verify(cells, hidden, primary, Attacker(own=False)).safe
    bounds = verify(cells, hidden, primary)
    assert not bounds.safe
    assert not bounds.exact[bounds.failed].any()


def test_sdc_C10_the_cell_that_the_singleton_rule_adds_makes_it_safe() -> None:
    cells, primary, hidden = protected()
    hidden |= np.array([name == ("Industry", "Portugal") for name in cells.names(np.arange(cells.size))])
    assert verify(cells, hidden, primary).safe


def test_a_repair_keeps_contributors_from_computing_each_other() -> None:
    cells, primary, hidden = protected()
    for _ in range(5):
        bounds = verify(cells, hidden, primary)
        if bounds.safe:
            break
        hidden = repair(cells, hidden, primary, bounds, default_cost(cells))
    assert verify(cells, hidden, primary).safe


@pytest.mark.parametrize("own", [True, False])
def test_what_is_ones_own_alone_is_no_secret(own: bool) -> None:
    frame = pl.DataFrame(
        {
            "a": ["x", "x", "y", "y"],
            "b": ["u", "v", "u", "v"],
            "kr": [5.0, 7.0, 3.0, 9.0],
            "who": [1, 1, 1, 1],
        }
    )
    spec = TableSpec(dimensions={"a": None, "b": None}, value="kr", contributor="who")
    cells = build(frame, spec)
    primary = apply(cells, [rules.few_contributors(2)])
    assert verify(cells, np.ones(cells.size, dtype=np.bool_), primary, Attacker(own=own)).safe
