"""Persons from a frame to what leaves: every kind of frame, steps in order, and nothing of the caller's changed."""

from typing import Any

import pandas as pd
import polars as pl
import pytest

from stabbur.disclosure import Microdata

ROWS = pl.DataFrame(
    {
        "kommune": ["0301", "0301", "0301", "1103", "1103", "1108"],
        "alder": [31, 33, 38, 44, 47, 81],
        "lonn": [500.0, 510.0, 520.0, 530.0, None, 550.0],
        "syk": ["ja", "nei", "ja", "nei", "ja", "nei"],
    }
)
KINDS: dict[str, Any] = {"polars": ROWS, "pandas": ROWS.to_pandas(), "arrow": ROWS.to_arrow()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_frame_comes_back_as_it_was_with_its_types(kind: str) -> None:
    frame = KINDS[kind]
    made = Microdata(frame, keys=["kommune", "alder"]).local_suppress(2).frame
    assert type(made) is type(frame)
    rows = (
        made if kind == "polars" else pl.DataFrame(made if kind == "arrow" else made.reset_index(drop=True))
    )
    assert rows.columns == ROWS.columns
    assert rows["alder"].dtype == pl.Int64
    assert rows["lonn"].to_list() == ROWS["lonn"].to_list()
    assert rows["alder"].null_count() == 6


def test_index_and_attributes_of_pandas_stay() -> None:
    frame = ROWS.to_pandas().set_index(pd.Index([9, 9, 7, 6, 5, 4], name="id"))
    frame.attrs["kilde"] = "register"
    before = frame.copy(deep=True)
    made = Microdata(frame, keys=["kommune"]).local_suppress(2).top_code("alder", above=50).frame
    assert made.index.equals(frame.index)
    assert made.attrs == {"kilde": "register"}
    assert made["alder"].tolist() == [31, 33, 38, 44, 47, 50]
    pd.testing.assert_frame_equal(frame, before)


def test_rows_that_have_only_numbers_are_numbered_anew_when_some_are_left_out() -> None:
    last = ROWS[::-1].to_pandas()
    for given, labels in ((last, [0, 1, 2]), (last.set_axis(list("abcdef")), ["d", "e", "f"])):
        made = Microdata(given, keys=["kommune"]).anonymise(3, max_suppression=0.6).frame
        assert made.index.tolist() == labels


def test_steps_are_told_in_order_and_repeat_on_the_same_rows() -> None:
    hierarchies = {
        "alder": Microdata.bands(0, 99, (10, 20)),
        "kommune": {"0301": "*", "1103": "*", "1108": "*"},
    }
    micro = Microdata(ROWS, keys=["kommune", "alder"], sensitive="syk")
    made = (
        micro.add_noise("lonn", share=0.1)
        .anonymise(2, 2, hierarchies=hierarchies, max_suppression=0.2)
        .local_suppress(3)
    )
    assert [step.name for step in made.steps] == ["add_noise", "anonymise", "local_suppress"]
    again = micro.repeat([step.as_dict() for step in made.steps])
    assert again.frame.equals(made.frame)
    assert again.steps == made.steps
    assert repr(made).splitlines()[0] == f"Microdata of {made.frame.height} rows by kommune, alder"
    assert "anonymise(kommune, alder, k=2, l=2" in repr(made)


def test_stricter_promise_is_kept_when_a_later_step_asks_for_less() -> None:
    micro = Microdata(ROWS, keys="kommune").local_suppress(3).local_suppress(2)
    assert micro.proof["rules"] == ["k-anonymity k=3"]
    assert micro.risk().k >= 3


def test_layout_goes_along() -> None:
    rows = ROWS.with_columns(vekt=pl.lit(2.0), hus=pl.int_range(6))
    micro = Microdata(rows, keys="kommune", sensitive="syk", weights="vekt", household="hus").local_suppress(
        2
    )
    assert (
        micro.layout
        == Microdata(rows, keys="kommune", sensitive="syk", weights="vekt", household="hus").layout
    )


def test_rows_left_out_stay_out_of_later_comparisons() -> None:
    micro = Microdata(ROWS[[0, 5, 1, 2, 3, 4]], keys="kommune")
    made = micro.anonymise(2, max_suppression=0.2).local_suppress(2)
    assert made.frame["alder"].to_list() == [31, 33, 38, 44, 47]
    cost = made.utility(micro)
    assert cost.rows == pytest.approx(5 / 6)
    assert cost.columns["changed"].to_list() == [0, 0, 0, 0]
