"""The optimum: ARX's on Adult, and that of trying every generalisation of small files."""

from itertools import product

import hypothesis.strategies as st
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from stabbur.disclosure import Microdata
from stabbur.disclosure.microdata.anonymity.generalising import levels, paths
from stabbur.disclosure.microdata.anonymity.lattice import Kind, Lattice, Optimum, Wanted
from stabbur.disclosure.microdata.keys import encode
from stabbur.errors import BadInput
from tests.disclosure.microdata.conftest import KEYS

ARX = [  # ARX 3.9, k=5: the share that may be suppressed, the optimum's levels in the order of KEYS, rows suppressed
    (0.05, (0, 3, 0, 1, 1, 1), 1028),
    (1.0, (0, 3, 0, 1, 0, 0), 3528),
]
TREES = {"a": {"1": ["x", "*"], "2": ["x", "*"], "3": ["y", "*"]}, "b": {"1": ["*"], "2": ["*"], "3": ["*"]}}


@pytest.mark.parametrize(("share", "best", "suppressed"), ARX)
def test_sdc_C18_adult_has_the_optimum_of_arx(
    adult: pl.DataFrame,
    hierarchies: dict[str, pl.DataFrame],
    share: float,
    best: tuple[int, ...],
    suppressed: int,
) -> None:
    keys = encode(adult, KEYS, "category")
    found = levels(keys, {key: paths(key, hierarchies[key], adult) for key in KEYS})
    optimum = Lattice(keys, found, Wanted(5)).best(int(share * adult.height))
    assert isinstance(optimum, Optimum)
    assert (optimum.levels, optimum.suppressed) == (best, suppressed)
    assert optimum.nodes == 1080
    assert optimum.evaluated < 200


@given(
    rows=st.lists(st.tuples(*[st.sampled_from(["1", "2", "3"])] * 2), min_size=3, max_size=20),
    k=st.integers(1, 3),
    share=st.sampled_from([0.0, 0.2, 0.6]),
)
@settings(max_examples=30, deadline=None)
def test_no_other_generalisation_loses_less(rows: list[tuple[str, str]], k: int, share: float) -> None:
    table = pl.DataFrame(rows, schema=["a", "b"], orient="row")
    keys = encode(table, ["a", "b"], "category")
    optimum = Lattice(keys, levels(keys, TREES), Wanted(k)).best(int(share * len(rows)))
    losses = []
    for first, second in product(range(3), range(2)):
        labels = [(([a, *TREES["a"][a]])[first], ([b, *TREES["b"][b]])[second]) for a, b in rows]
        kept = [label for label in labels if labels.count(label) >= k]
        gone = len(rows) - len(kept)
        if gone > int(share * len(rows)) or not kept:
            continue
        # of the three values of a key a label stands for one (0), for x two (1/2), for * three (1)
        cost = {"x": 0.5, "*": 1.0}
        losses.append((gone + sum((cost.get(a, 0.0) + cost.get(b, 0.0)) / 2 for a, b in kept)) / len(rows))
    if isinstance(optimum, Optimum):
        assert optimum.loss == pytest.approx(min(losses))
    else:
        assert not losses


@pytest.mark.parametrize(("diversity", "c"), [("distinct", 1.0), ("entropy", 1.0), ("recursive", 4.0)])
def test_all_that_is_left_reaches_k_l_and_t_measured_on_it(
    adult: pl.DataFrame, hierarchies: dict[str, pl.DataFrame], diversity: Kind, c: float
) -> None:
    some = adult.sample(3000, seed=1)
    micro = Microdata(some, keys=KEYS, sensitive=["workclass"]).anonymise(
        4,
        2,
        0.5,
        hierarchies=hierarchies,
        max_suppression=0.2,
        diversity=diversity,
        c=c,
    )
    risk = micro.risk()
    found = risk.diversity["workclass"]
    reached = {
        "distinct": found.distinct >= 2,
        "entropy": found.entropy >= 2 - 1e-9,
        "recursive": found.recursive(2) < c,
    }
    assert risk.k >= 4
    assert reached[diversity].all()
    assert found.t.max() <= 0.5 + 1e-9
    assert micro.proof["safe"] is True
    assert 0 < micro.steps[0].figures["suppressed"] <= 600


@given(
    rows=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=4, max_size=30),
    t=st.sampled_from([0.1, 0.2, 0.3]),
)
@settings(max_examples=30, deadline=None)
def test_class_that_goes_takes_those_along_that_are_then_too_far_from_the_rest(
    rows: list[tuple[int, int]], t: float
) -> None:
    micro = Microdata(
        pl.DataFrame(rows, schema=["key", "value"], orient="row"), keys="key", sensitive="value"
    )
    try:
        made = micro.anonymise(2, t=t, max_suppression=1.0)
    except BadInput:
        return
    assert made.risk().t["value"] <= t + 1e-9


def test_t_is_measured_against_the_rows_that_are_left() -> None:
    # class 3 is too far from the whole, three in four x; without it class 2 is too far from nine in ten
    rows = [(1, "x")] * 16 + [(2, "x"), (2, "y")] * 2 + [(3, "y")] * 4
    micro = Microdata(
        pl.DataFrame(rows, schema=["key", "value"], orient="row"), keys="key", sensitive="value"
    )
    made = micro.anonymise(2, t=0.3, max_suppression=1.0)
    assert made.frame["key"].unique().to_list() == [1]


def test_l_and_t_cost_more_than_k_alone(adult: pl.DataFrame, hierarchies: dict[str, pl.DataFrame]) -> None:
    some = Microdata(adult.sample(3000, seed=1), keys=KEYS, sensitive=["salary-class"])
    loss = [
        some.anonymise(4, least, t, hierarchies=hierarchies, max_suppression=0.1).steps[0].figures["loss"]
        for least, t in ((None, None), (2, None), (2, 0.3))
    ]
    assert loss == sorted(loss)
    assert np.unique(loss).size == 3
