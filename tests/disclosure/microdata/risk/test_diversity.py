"""l, t and δ: pycanon's figures on Adult, and the definitions written out."""

import math

import hypothesis.strategies as st
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from stabbur.disclosure import Microdata
from stabbur.disclosure.microdata.keys import encode
from stabbur.disclosure.microdata.risk.diversity import diversity
from tests.disclosure.microdata.conftest import KEYS


def test_sdc_C19_adult_has_the_figures_of_pycanon(adult: pl.DataFrame) -> None:
    """Recorded with pycanon 1.3.6 on the same rows; with UCI's 32 561 rows t is 24 720 / 32 561 = 0.7592."""
    risk = Microdata(adult, keys=KEYS, sensitive="salary-class").risk()
    assert (risk.k, risk.l) == (1, {"salary-class": 1})
    assert risk.t["salary-class"] == pytest.approx(0.7510775147536636, abs=1e-12)
    assert risk.delta["salary-class"] == pytest.approx(2.971850120861511, abs=1e-12)


def test_sdc_C19_t_of_the_whole_uci_file_follows_from_a_class_of_the_rarer_value() -> None:
    # 32 561 rows, 24 720 of them "<=50K", and a class that has none of these
    salary = pl.Series("salary", ["<=50K"] * 24_720 + [">50K"] * 7_841)
    key = pl.Series("key", [0] * 32_551 + [1] * 10)
    risk = Microdata(pl.DataFrame([key, salary]), keys="key", sensitive="salary").risk()
    assert risk.t["salary"] == pytest.approx(0.7591904425539756, abs=1e-15)


def test_sdc_C19_classes_of_many_have_the_figures_of_pycanon(adult: pl.DataFrame) -> None:
    risk = Microdata(adult, keys=["sex", "race"], sensitive=["occupation", "age"]).risk()
    assert (risk.k, risk.l["occupation"]) == (87, 10)
    assert int(risk.diversity["occupation"].entropy.min()) == 7
    assert risk.t["occupation"] == pytest.approx(0.3249624441807344, abs=1e-12)
    assert risk.delta["occupation"] == pytest.approx(3.132721992807618, abs=1e-12)
    assert risk.t["age"] == pytest.approx(0.09193571485872032, abs=1e-12)  # figures: ordered distance


@given(rows=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=40))
@settings(max_examples=30, deadline=None)
def test_measures_are_those_of_the_definitions(rows: list[tuple[int, int]]) -> None:
    table = pl.DataFrame(rows, schema=["key", "value"], orient="row")
    keys = encode(table, ["key"], "wildcard")
    values = sorted({value for _, value in rows})
    whole = np.array([sum(v == one for _, v in rows) for one in values]) / len(rows)
    for ordered in (False, True):
        found = diversity(keys, table["value"].to_numpy(), 6, ordered=ordered)
        for place, key in enumerate(sorted({key for key, _ in rows})):
            mine = [value for one, value in rows if one == key]
            share = np.array([mine.count(one) for one in values]) / len(mine)
            there = share[share > 0]
            assert found.distinct[place] == len(there)
            assert found.entropy[place] == pytest.approx(math.exp(-(there @ np.log(there))))
            assert found.delta[place] == pytest.approx(np.abs(np.log(there / whole[share > 0])).max())
            far = np.abs(np.cumsum(share - whole)).sum() / max(len(values) - 1, 1)
            near = np.abs(share - whole).sum() / 2
            assert found.t[place] == pytest.approx(far if ordered else near, abs=1e-12)
            often = sorted((mine.count(one) for one in set(mine)), reverse=True)
            rest = sum(often[1:])
            assert found.recursive(2)[place] == (often[0] / rest if rest else math.inf)


def test_missing_key_takes_in_the_values_of_all_that_it_may_be() -> None:
    table = pl.DataFrame({"key": ["a", "b", None], "value": ["x", "y", "y"]})
    wild = Microdata(table, keys="key", sensitive="value").risk()
    apart = Microdata(table, keys="key", sensitive="value", missing="category").risk()
    assert sorted(wild.diversity["value"].distinct.tolist()) == [1, 2, 2]
    assert apart.diversity["value"].distinct.tolist() == [1, 1, 1]
