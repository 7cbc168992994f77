"""The measures together: what is told of a file, and what missing keys were taken to be."""

import json

import numpy as np
import polars as pl
import pytest

from stabbur.disclosure import Microdata
from tests.disclosure.microdata.conftest import KEYS

ROWS = pl.DataFrame(
    {
        "a": [1, 1, 2, None],
        "b": ["x", "x", "y", "y"],
        "w": [10.0, 20.0, 5.0, 5.0],
        "hus": [1, 2, 2, 3],
    }
)


def test_sizes_say_what_missing_is() -> None:
    wild = Microdata(ROWS, keys=["a", "b"]).risk()
    apart = Microdata(ROWS, keys=["a", "b"], missing="category").risk()
    assert (wild.sizes.tolist(), wild.k, wild.unique, wild.below(3)) == ([2, 2, 2, 2], 2, 0, 4)
    assert (apart.sizes.tolist(), apart.k, apart.unique) == ([2, 2, 1, 1], 1, 2)
    assert "may be any value" in wild.missing
    assert "a value of its own" in apart.missing
    assert f"missing: {wild.missing}" in repr(wild)


def test_weights_give_population_sizes_individual_risks_and_those_of_households() -> None:
    risk = Microdata(ROWS, keys=["a", "b"], weights="w", household="hus").risk()
    assert risk.population_sizes.tolist() == [30, 30, 10, 10]
    assert risk.individual[0] < risk.individual[2]
    assert risk.expected == pytest.approx(risk.individual.sum())
    assert risk.household is not None
    assert risk.household[1] == pytest.approx(1 - (1 - risk.individual[1]) * (1 - risk.individual[2]))
    assert risk.household[0] == pytest.approx(risk.individual[0])


def test_without_weights_the_risk_is_one_in_k_and_a_known_population_lowers_it() -> None:
    micro = Microdata(ROWS[:3], keys=["a", "b"])
    assert micro.risk().individual.tolist() == [0.5, 0.5, 1.0]
    assert micro.risk().population is None
    assert (micro.risk(population=300).individual < [0.1, 0.1, 0.1]).all()
    assert micro.risk(population=300).population is not None


def test_frame_has_a_row_for_each_row_and_no_data(adult: pl.DataFrame) -> None:
    some = adult.sample(500, seed=1)
    frame = Microdata(some, keys=KEYS).risk(population=50_000).frame
    assert frame.columns == ["k", "population", "risk", "suda", "dis_suda"]
    assert frame.height == 500
    assert (frame["population"] / frame["k"] == 100).all()
    counts = some.select(pl.len().over(KEYS)).to_series()
    assert frame["k"].to_list() == counts.to_list()


def test_summary_is_json_and_names_the_model(adult: pl.DataFrame) -> None:
    micro = Microdata(adult.with_columns(w=pl.lit(20.0)), keys=KEYS, sensitive="salary-class", weights="w")
    told = micro.risk().as_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["population_model"] == "pitman"
    assert told["recursive_c_salary-class"] is None  # a class of one value has no bound
    assert told["expected"] < told["unique"]


def test_estimate_under_wildcards_stands_between_none_and_all(adult: pl.DataFrame) -> None:
    every = pl.int_range(pl.len()) % 9 == 0
    gaps = adult.with_columns(education=pl.when(~every).then("education"))
    whole, wild = (Microdata(one, keys=KEYS).risk(population=300_000) for one in (adult, gaps))
    assert whole.population is not None
    assert wild.population is not None
    assert 0 < wild.population.estimate < whole.population.estimate
    assert (wild.sizes >= 1).all()
    assert np.mean(wild.sizes) > np.mean(whole.sizes)
