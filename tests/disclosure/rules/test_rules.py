"""Each primary rule hits what its definition says, asks for the protection that it implies, and refuses what it cannot judge."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure import TableSpec, rules
from stabbur.disclosure.rules.contributions import contributions
from stabbur.disclosure.rules.rule import Judged, Rule
from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.cells import Cells
from stabbur.errors import BadInput
from tests.disclosure.rules.tables import called, counts, values

V: dict[str, list[float]] = {
    "v1": [100],
    "v2": [90, 10],
    "v3": [80, 20],
    "v4": [70, 30],
    "v5": [80, 10, 10],
    "v6": [70, 10, 10, 10],
    "v7": [60, 20, 10, 10],
}


@pytest.mark.parametrize(
    ("rule", "hit"),
    [
        (rules.dominance((2, 90)), "v1 v2 v3 v4"),
        (rules.dominance((2, 89.9)), "v1 v2 v3 v4 v5"),
        (rules.dominance((1, 80)), "v1 v2"),
        (rules.dominance((1, 79), (2, 99)), "v1 v2 v3 v4 v5"),
        (rules.dominance((2, 79)), "v1 v2 v3 v4 v5 v6 v7"),
    ],
)
def test_sdc_C14_dominance_is_strictly_above_the_share(rule: Rule, hit: str) -> None:
    cells = values(**V)
    assert called(cells, rule.hits(Judged(cells)).mask) == set(hit.split())


def test_sdc_C14_units_of_one_holding_are_one_contributor() -> None:
    rows = [
        {"group": name, "value": value, "unit": f"{name}{at}", "holding": f"{name}{min(at, 1)}"}
        for name, some in V.items()
        for at, value in enumerate(some)
    ]
    spec = TableSpec({"group": None}, value="value", contributor="holding")
    cells = build(pl.DataFrame(rows), spec)
    assert called(cells, rules.dominance((2, 90)).hits(Judged(cells)).mask) == set(V)
    assert called(cells, rules.few_contributors(3).hits(Judged(cells)).mask) == set(V)


def test_dominance_asks_that_a_cell_may_be_as_large_as_would_pass() -> None:
    cells = values(**V)
    found = rules.dominance((1, 80), (2, 90)).hits(Judged(cells))
    width = dict(zip(cells.codes["group"], found.above.tolist(), strict=True))
    assert width["v1"] == pytest.approx(25)
    assert width["v2"] == pytest.approx(12.5)
    assert width["v3"] == pytest.approx(100 / 0.9 - 100)
    assert width["v6"] == 0
    assert (found.below == found.above).all()


def test_p_percent_is_what_the_second_can_tell_of_the_first() -> None:
    cells = values(a=[100, 50, 14], b=[100, 50, 15], c=[100, 50], d=[100, 50, 10, 6])
    found = rules.p_percent(15).hits(Judged(cells))
    assert called(cells, found.mask) == {"a", "c"}
    assert dict(zip(cells.codes["group"], found.above.tolist(), strict=True))["a"] == pytest.approx(1)


def test_pq_with_all_that_is_not_known_is_p_percent() -> None:
    cells = values(a=[100, 50, 14], b=[100, 50, 15], c=[100, 50], d=[100, 50, 19, 6])
    ours, theirs = rules.pq(15, 100).hits(Judged(cells)), rules.p_percent(15).hits(Judged(cells))
    assert (ours.mask == theirs.mask).all()
    assert (ours.above == theirs.above).all()
    assert called(cells, rules.pq(15, 50).hits(Judged(cells)).mask) == {"a", "b", "c", "d"}


def test_negative_contributions_count_by_their_size() -> None:
    cells = values(a=[-90, 10], b=[50, -50, 60])
    assert called(cells, rules.dominance((1, 80)).hits(Judged(cells)).mask) == {"a"}


def test_a_sampled_unit_stands_for_its_weight() -> None:
    """10 of weight 3 and 5 of weight 1: both of the two largest are 10, and have 20 of 35."""
    rows = pl.DataFrame({"g": ["x"] * 2, "value": [10.0, 5.0], "unit": ["p", "q"], "w": [3.0, 1.0]})
    cells = build(rows, TableSpec({"g": None}, value="value", contributor="unit", weight="w"))
    assert cells.value is not None
    assert cells.value.tolist() == [35, 35]
    assert cells.records is not None
    found = contributions(Judged(cells).shares, 2)
    assert found.top(1).tolist() == [10, 10]
    assert found.top(2).tolist() == [20, 20]
    assert not rules.dominance((2, 58)).hits(Judged(cells)).mask.any()
    assert rules.dominance((2, 57)).hits(Judged(cells)).mask.all()


SIZES = st.lists(st.lists(st.integers(1, 50), min_size=1, max_size=6), min_size=1, max_size=5)


@settings(max_examples=30, deadline=None)
@given(SIZES, st.integers(1, 3))
def test_the_largest_are_the_largest(sizes: list[list[int]], most: int) -> None:
    cells = values(**{f"g{at}": [float(one) for one in some] for at, some in enumerate(sizes)})
    assert cells.records is not None
    found = contributions(Judged(cells).shares, most)
    top, total = found.top(most), found.total
    for at, (name,) in enumerate(cells.names(np.arange(cells.size))):
        some = [one for size in sizes for one in size] if name == "Total" else sizes[int(name[1:])]
        assert top[at] == sum(sorted(some)[-most:])
        assert total[at] == sum(some)
        assert found.contributors[at] == len(some)


def test_minimum_count_hides_fewer_and_zeros_as_it_is_told() -> None:
    cells = counts(("x", "1", 3), ("x", "2", 4), ("y", "1", 0), ("y", "2", 9))
    assert called(cells, rules.minimum_count(4).hits(Judged(cells)).mask) == {"x:1", "Total:1"}
    assert called(cells, rules.minimum_count(4, zeros="secondary").hits(Judged(cells)).mask) == {
        "x:1",
        "Total:1",
    }
    assert called(cells, rules.minimum_count(4, zeros="protect").hits(Judged(cells)).mask) == {
        "x:1",
        "Total:1",
        "y:1",
    }


def test_few_contributors_leaves_empty_cells() -> None:
    frame = pl.DataFrame(
        {"a": ["x", "x", "y"], "b": ["1", "1", "2"], "value": [1.0, 2, 3], "unit": ["p", "q", "p"]}
    )
    cells = build(frame, TableSpec({"a": None, "b": None}, value="value", contributor="unit"))
    assert called(cells, rules.few_contributors(2).hits(Judged(cells)).mask) == {"y:2", "y:Total", "Total:2"}


def test_k_disclosure_hides_the_category_that_holds_all_and_the_empty_ones() -> None:
    cells = counts(
        ("x", "ill", 5),
        ("x", "well", 0),
        ("y", "ill", 4),
        ("y", "well", 7),
        ("z", "ill", 1),
        ("z", "well", 8),
    )
    everybody = rules.k_disclosure(0, sensitive=["b"])
    assert called(cells, everybody.hits(Judged(cells)).mask) == {"x:ill", "x:well"}
    member = rules.k_disclosure(1, sensitive="b")
    assert called(cells, member.hits(Judged(cells)).mask) == {"x:ill", "x:well", "z:ill", "z:well"}
    assert everybody.zeros == "secondary"
    assert not rules.k_disclosure(0, sensitive=["a"]).hits(Judged(cells)).mask.any()


def test_request_hides_where_those_who_asked_are_large() -> None:
    frame = pl.DataFrame(
        {
            "g": ["x", "x", "y", "y"],
            "value": [80.0, 20, 50, 50],
            "unit": list("pqpr"),
            "asked": [True, False, True, False],
        }
    )
    cells = build(frame, TableSpec({"g": None}, value="value", contributor="unit"))
    assert called(cells, rules.request("asked", share=70).hits(Judged(cells)).mask) == {"x"}
    assert called(cells, rules.request("asked").hits(Judged(cells)).mask) == {"x", "y", "Total"}
    with pytest.raises(BadInput, match="no column 'akset'") as raised:
        rules.request("akset").hits(Judged(cells))
    assert raised.value.hint == "did you mean 'asked'?"
    with pytest.raises(BadInput, match="column 'unit' of those who asked is String"):
        rules.request("unit").hits(Judged(cells))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: rules.minimum_count(0), "least of minimum_count is '0': it must be a number, 1 or more"),
        (lambda: rules.minimum_count(True), "least of minimum_count is 'True'"),
        (lambda: rules.minimum_count(2.5), "must be a whole number"),  # type: ignore[arg-type]
        (lambda: rules.minimum_count(4, zeros="publik"), "zeros of minimum_count is 'publik'"),  # type: ignore[arg-type]
        (lambda: rules.dominance(), "each must be"),
        (lambda: rules.dominance((0, 80)), "n of dominance is '0'"),
        (lambda: rules.dominance((1, 101)), "k of dominance is '101'"),
        (lambda: rules.dominance((1, 0.8)), "k of dominance is '0.8': it must be per cent"),
        (lambda: rules.dominance((80, 1)), "the number of contributors comes first"),
        (lambda: rules.p_percent(0), "p of p_percent is '0'"),
        (lambda: rules.p_percent(0.15), "p of p_percent is '0.15': it must be per cent"),
        (lambda: rules.pq(0.1, 60), "p of pq is '0.1': it must be per cent"),
        (lambda: rules.request("asked", share=0.7), "share of request is '0.7': it must be per cent"),
        (lambda: rules.pq(60, 10), "p must be below q"),
        (lambda: rules.few_contributors(0), "least of few_contributors is '0'"),
        (lambda: rules.k_disclosure(-1), "k of k_disclosure is '-1'"),
        (lambda: rules.request("x", share=120), "share of request is '120'"),
        (lambda: rules.p_percent(float("nan")), "p of p_percent is 'nan'"),
    ],
)
def test_an_option_that_cannot_be_is_named(make: Callable[[], Rule], message: str) -> None:
    with pytest.raises(BadInput, match=message) as raised:
        make()
    assert raised.value.hint


COUNTED = counts(("x", "1", 3), ("x", "2", 4))
VALUED = build(pl.DataFrame({"g": ["x", "y"], "value": [1.0, 2.0]}), TableSpec({"g": None}, value="value"))


@pytest.mark.parametrize(
    ("rule", "cells", "message"),
    [
        (rules.dominance((1, 80)), COUNTED, "has no contributor"),
        (rules.p_percent(10), COUNTED, "has no contributor"),
        (rules.few_contributors(3), COUNTED, "has no contributor"),
        (rules.request("x"), COUNTED, "has no contributor"),
        (rules.minimum_count(3), VALUED, "values alone"),
        (rules.k_disclosure(1), VALUED, "values alone"),
        (rules.k_disclosure(1, sensitive=["c"]), COUNTED, "no dimension 'c'"),
    ],
)
def test_a_table_that_a_rule_cannot_judge_is_refused(rule: Rule, cells: Cells, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        rule.hits(Judged(cells))
