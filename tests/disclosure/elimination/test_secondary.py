"""Secondary suppression meets the recorded patterns, hides no more than it must, and gives one answer on every engine."""

import subprocess
import sys
from typing import Any, Literal

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure import Hierarchy, TableSpec
from stabbur.disclosure.elimination import secondary as module
from stabbur.disclosure.elimination.secondary import secondary
from stabbur.disclosure.rules import minimum_count
from stabbur.disclosure.rules.applying import apply
from stabbur.disclosure.rules.primary import Zeros
from stabbur.disclosure.tables.building import build
from stabbur.errors import BadInput, MissingExtra
from tests.disclosure.elimination.tables import called, computable, pattern, reference, table

Engines = Literal["compiled", "plain"]
SPEC = TableSpec({"kommune": None}, count="personer")
FRAME = pl.DataFrame({"kommune": ["0301", "4601", "5001", "5501"], "personer": [2, 20, 30, 9]})


@pytest.mark.parametrize("engine", ["compiled", "plain"])
@pytest.mark.parametrize("name", ["t2_1k", "t3_1k", "t2_10k"])
def test_sdc_C21_the_pattern_none_is_met_cell_for_cell(name: str, engine: Engines) -> None:
    cells, primary = reference(name)
    found = secondary(cells, primary, singletons="none", engine=engine) | primary.mask
    assert (found == pattern(name, "none", cells)).all()


def test_sdc_C21_the_three_way_table_of_10_000_cells() -> None:
    cells, primary = reference("t3_10k")
    found = secondary(cells, primary, singletons="none", engine="compiled") | primary.mask
    assert (found == pattern("t3_10k", "none", cells)).all()
    sums = secondary(cells, primary, singletons="any_sum", engine="compiled") | primary.mask
    assert sums.sum() <= pattern("t3_10k", "anySum", cells).sum()


@pytest.mark.parametrize("name", ["t2_1k", "t3_1k", "t2_10k"])
def test_sdc_C21_any_sum_hides_no_more_than_the_reference(name: str) -> None:
    cells, primary = reference(name)
    compiled, plain = (
        secondary(cells, primary, singletons="any_sum", engine=engine) for engine in ("compiled", "plain")
    )
    assert (compiled == plain).all()
    theirs = pattern(name, "anySum", cells)
    assert (compiled | primary.mask).sum() <= theirs.sum()
    if name.startswith("t2"):
        assert ((compiled | primary.mask) == theirs).all()


COUNTS = st.lists(st.lists(st.integers(0, 6), min_size=6, max_size=6), min_size=2, max_size=4)


@settings(max_examples=25, deadline=None)
@given(COUNTS, st.sampled_from(["none", "any_sum"]), st.sampled_from(["public", "protect", "secondary"]))
def test_no_primary_cell_is_a_combination_of_published_ones(
    counts: list[list[int]], singletons: Literal["none", "any_sum"], zeros: Zeros
) -> None:
    rows = [
        {"a": f"a{i}", "b": f"b{j}", "g": f"g{j // 3}", "n": n}
        for i, row in enumerate(counts)
        for j, n in enumerate(row)
    ]
    spec = TableSpec({"a": None, "b": Hierarchy.from_columns("b", "g")}, count="n")
    cells, primary = table(pl.DataFrame(rows), spec, minimum_count(3, zeros=zeros))
    plain, compiled = (
        secondary(cells, primary, singletons=singletons, engine=one) for one in ("plain", "compiled")
    )
    assert (plain == compiled).all()
    hidden = plain | primary.mask
    assert not (computable(cells, hidden) & primary.mask).any()
    if singletons == "none":
        for at in np.flatnonzero(plain).tolist():
            less = hidden.copy()
            less[at] = False
            assert (computable(cells, less) & primary.mask).any(), "the pattern hides a cell that it need not"


def test_mod_two_would_publish_what_the_rationals_know() -> None:
    """x+y, y+z and x+z tell x: half of their alternating sum. Over two elements they do not."""
    rows = pl.DataFrame(
        {
            "a": ["x", "y", "z"],
            "g1": ["xy", "xy", "z"],
            "g2": ["x", "yz", "yz"],
            "g3": ["xz", "y", "xz"],
            "n": [1, 9, 9],
        }
    )
    ways = [Hierarchy.from_columns("a", group) for group in ("g1", "g2", "g3")]
    cells, primary = table(rows, TableSpec({"a": ways}, count="n"), minimum_count(4))
    hidden = secondary(cells, primary, singletons="none") | primary.mask
    assert not (computable(cells, hidden) & primary.mask).any()


def test_a_frozen_cell_is_published_and_another_hidden() -> None:
    cells = build(FRAME, SPEC)
    first = secondary(cells, apply(cells, [minimum_count(4)]))
    assert called(cells, first) == {"5501"}
    kept = apply(cells, [minimum_count(4)], frozen=pl.DataFrame({"kommune": ["5501"]}))
    assert called(cells, secondary(cells, kept)) == {"4601"}


def test_frozen_cells_that_give_a_primary_one_away_are_shown() -> None:
    cells = build(FRAME, SPEC)
    frozen = pl.DataFrame({"kommune": ["Total", "4601", "5001", "5501"]})
    with pytest.raises(BadInput, match="frozen cells give primary ones away: kommune '5501'"):
        secondary(cells, apply(cells, [minimum_count(4)], frozen=frozen))


def test_a_frozen_one_is_no_singleton_that_is_watched() -> None:
    frame = FRAME.with_columns(personer=pl.Series([1, 20, 1, 9]))
    cells = build(frame, SPEC)
    frozen = pl.DataFrame({"kommune": ["5501", "4601"]})
    primary = apply(cells, [minimum_count(2)], frozen=frozen)
    assert called(cells, secondary(cells, primary) | primary.mask) == {"0301", "5001", "Total"}


@pytest.mark.parametrize("engine", ["compiled", "plain"])
def test_units_that_no_cell_shows_alone_are_not_watched(engine: Engines) -> None:
    """Four persons who are alone in age × industry make a cell of four in each table, and that may be published."""
    rows = pl.DataFrame(
        {"region": ["r"] * 8, "age": list("xxxxyyyy"), "industry": list("12341234"), "n": [1] * 8}
    )
    spec = TableSpec(
        {"region": None, "age": None, "industry": None}, count="n", formula="region*age + region*industry"
    )
    cells = build(rows, spec)
    primary = apply(cells, [minimum_count(2)])
    assert not primary.mask.any()
    assert not secondary(cells, primary, engine=engine).any()


def test_a_cell_that_is_dear_is_published_first() -> None:
    cells = build(FRAME, SPEC)
    primary = apply(cells, [minimum_count(4)])
    cost = np.where(cells.codes["kommune"].to_numpy() == "5001", 0.0, cells.figures)
    assert called(cells, secondary(cells, primary, cost=cost)) == {"5001"}


def test_a_table_without_primary_cells_hides_nothing() -> None:
    cells = build(FRAME, SPEC)
    primary = apply(cells, [minimum_count(1)])
    assert not secondary(cells, primary, engine="plain").any()
    assert not secondary(cells, primary, engine="compiled").any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"singletons": "anysum"}, "singletons is 'anysum'"),
        ({"engine": "numba"}, "engine is 'numba'"),
        ({"cost": [1.0]}, "cost has the shape"),
    ],
)
def test_bad_options_are_named(options: dict[str, Any], message: str) -> None:
    cells = build(FRAME, SPEC)
    primary = apply(cells, [minimum_count(4)])
    with pytest.raises(BadInput, match=message) as raised:
        secondary(cells, primary, **options)
    assert raised.value.hint


def test_without_numba_the_plain_engine_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    cells, primary = reference("t3_1k")
    assert (secondary(cells, primary) == secondary(cells, primary, engine="plain")).all()
    with pytest.raises(MissingExtra, match="numba"):
        secondary(cells, primary, engine="compiled")


def test_the_modules_load_without_numba() -> None:
    script = (
        "import sys; sys.modules['numba'] = None\n"
        "from stabbur.disclosure.elimination import compiled, containers, secondary\n"
        "print(containers.inverse(2))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(2**30)


def test_a_small_table_does_not_load_numba() -> None:
    script = (
        "import sys\n"
        "from tests.disclosure.elimination.test_secondary import FRAME, SPEC, apply, build, minimum_count, secondary\n"
        "cells = build(FRAME, SPEC); secondary(cells, apply(cells, [minimum_count(4)]))\n"
        "print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
