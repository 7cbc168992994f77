"""What protection costs: nothing where nothing was done, all where all is gone."""

import json
import math

import polars as pl
import pytest

from stabbur.disclosure import Microdata
from stabbur.errors import BadInput
from tests.disclosure.microdata.conftest import KEYS

ROWS = pl.DataFrame({"sted": ["a", "a", "b", "b"], "alder": [30.0, 40.0, 50.0, 60.0], "lonn": [3, 4, 5, 7]})


def test_untouched_rows_cost_nothing() -> None:
    micro = Microdata(ROWS, keys="sted")
    cost = micro.utility(ROWS)
    told = cost.columns
    assert (cost.rows, cost.correlation, cost.discernibility, cost.average_class) == (1, 0, 2, 1)
    for name in ("changed", "missing", "entropy_loss", "distance"):
        assert told[name].to_list() == [0, 0, 0]
    assert told["il1s"].to_list() == [None, 0, 0]


def test_costs_are_those_of_the_definitions() -> None:
    now = Microdata(
        ROWS.with_columns(sted=pl.Series(["*"] * 4), alder=pl.Series([35.0, 35.0, 55.0, None])), keys="sted"
    )
    place, age, pay = now.utility(ROWS).columns.rows(named=True)
    assert (place["changed"], place["entropy_loss"], place["distance"]) == (1, 1, 1)
    assert (age["changed"], age["missing"]) == (1, 0.25)
    # 35 leaves two of four old values open, 55 and missing none: half of two bits stays unknown in half the rows
    assert age["entropy_loss"] == pytest.approx(0.25)
    assert age["il1s"] == pytest.approx(5 / (math.sqrt(2) * math.sqrt(200 / 3)))
    assert age["mean_change"] == pytest.approx((125 / 3) / 40 - 1)
    assert pay["changed"] == 0


def test_rows_left_out_are_counted_and_the_others_are_compared_with_themselves(
    adult: pl.DataFrame, hierarchies: dict[str, pl.DataFrame]
) -> None:
    micro = Microdata(adult, keys=KEYS, sensitive="salary-class")
    made = micro.anonymise(5, hierarchies=hierarchies, max_suppression=0.05)
    cost = made.utility(micro)
    assert cost.rows == 1 - 1028 / 30_162
    told = {row["column"]: row for row in cost.columns.rows(named=True)}
    assert told["sex"]["changed"] == told["salary-class"]["changed"] == 0
    assert told["age"]["changed"] == 1
    assert 0 < told["occupation"]["entropy_loss"] < told["age"]["entropy_loss"] < 1
    assert cost.average_class > 1
    assert json.loads(json.dumps(cost.as_dict()))["rows"] == cost.rows
    assert "entropy_loss" in repr(cost)


def test_noise_shows_in_figures_and_correlations(adult: pl.DataFrame) -> None:
    some = adult.sample(1000, seed=1).with_columns(double=pl.col("age") * 2)
    made = Microdata(some, keys="sex").add_noise("age", share=0.5, seed=3)
    cost = made.utility(some)
    assert cost.correlation is not None
    assert 0.05 < cost.correlation < 0.2  # 1 - 1 / sqrt(1.25)
    assert cost.columns.filter(pl.col("column") == "age")["il1s"][0] == pytest.approx(
        0.5 * 0.8 / 1.414, rel=0.1
    )


def test_frame_of_another_file_is_refused() -> None:
    with pytest.raises(BadInput, match="the original has 3 rows, but the steps began with 4"):
        Microdata(ROWS, keys="sted").utility(ROWS[:3])
