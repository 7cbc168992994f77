"""Hierarchies of keys, in every form that they come in, and what is wrong with those that cannot be."""

from typing import Any

import pandas as pd
import polars as pl
import pytest

from stabbur.disclosure import Hierarchy
from stabbur.disclosure.microdata.anonymity.generalising import bands, levels, paths
from stabbur.disclosure.microdata.keys import encode
from stabbur.errors import BadInput

ROWS = pl.DataFrame({"kommune": ["0301", "1103", "1108", "1103"], "fylke": ["03", "11", "11", "11"]})
WANTED = {"0301": ["03", "Total"], "1103": ["11", "Total"], "1108": ["11", "Total"]}
SOURCES: dict[str, Any] = {
    "dictionary": WANTED,
    "polars": pl.DataFrame([[k, *v] for k, v in WANTED.items()], schema=["kommune", "1", "2"], orient="row"),
    "pandas": pd.DataFrame([[k, *v] for k, v in WANTED.items()]),
    "hierarchy of columns": Hierarchy.from_columns("kommune", "fylke"),
    "hierarchy of codes": Hierarchy.from_dict({"03": ["0301"], "11": ["1103", "1108"]}),
}


@pytest.mark.parametrize("form", SOURCES)
def test_every_form_gives_the_same_labels(form: str) -> None:
    assert paths("kommune", SOURCES[form], ROWS) == WANTED


def test_one_label_a_value_is_one_level() -> None:
    assert paths("kommune", {"0301": "Oslo"}, ROWS) == {"0301": ["Oslo"]}


def test_short_branch_stays_itself_until_the_others_meet_it() -> None:
    ragged = Hierarchy.from_dict({"A": ["a1", "a2"], "B": []})
    assert paths("x", ragged, ROWS) == {"B": ["B", "Total"], "a1": ["A", "Total"], "a2": ["A", "Total"]}


def test_loss_is_the_share_of_values_that_a_label_could_be() -> None:
    keys = encode(ROWS, ["kommune", "fylke"], "category")
    first, second = levels(keys, {"kommune": WANTED})
    # 0301, 1103, 1108 and missing; of three values 11 stands for two: (2 - 1) / (3 - 1)
    assert [loss.tolist() for loss in first.loss] == [[0, 0, 0, 0], [0, 0.5, 0.5, 0], [1, 1, 1, 1]]
    assert [group.tolist() for group in first.groups] == [[0, 1, 2, 3], [0, 1, 1, 2], [0, 0, 0, 0]]
    assert len(second.groups) == 1


def test_values_that_data_lack_count_in_the_loss() -> None:
    keys = encode(ROWS, ["kommune"], "category")
    (one,) = levels(keys, {"kommune": {**WANTED, "1120": ["11", "Total"], "1121": ["11", "Total"]}})
    assert one.loss[1].tolist() == [0, 0.75, 0.75, 0]


def test_whole_floats_are_found_as_whole_numbers() -> None:
    keys = encode(pl.DataFrame({"alder": [30.0, 31.0, None]}), ["alder"], "category")
    (one,) = levels(keys, {"alder": bands(30, 39, (5, 10))})
    assert one.labels[1] is not None
    assert one.labels[1].to_list() == ["30-34", "30-34", None]


def test_numbers_of_a_frame_are_found_whatever_their_type() -> None:
    frame = pd.DataFrame({"alder": [30.0, 31.0], "band": ["30-34", "30-34"]})
    assert paths("alder", frame, ROWS) == {"30": ["30-34"], "31": ["30-34"]}


def test_bands_must_fit_into_each_other() -> None:
    assert bands(0, 9, (5,), top="alle")["7"] == ["5-9", "alle"]
    with pytest.raises(BadInput, match="12 must be a multiple of 5"):
        bands(0, 99, (5, 12))


WRONG: dict[str, tuple[Any, str]] = {
    "lacks values": (
        {"0301": ["03"]},
        r"the hierarchy of 'kommune' lacks the values '1103' \(rows 1, 3\), '1108' \(row 2\)",
    ),
    "fewer labels": ({**WANTED, "1108": ["11"]}, "'1108' has the labels .*it must have 2, as '0301' has"),
    "missing label": ({**WANTED, "1108": [None, "Total"]}, "'1108' has the labels"),
    "two labels": (pl.DataFrame([["0301", "0301"], ["03", "11"]]), "'0301' stands twice"),
    "not nested": (
        {"0301": ["x", "a"], "1103": ["x", "b"], "1108": ["y", "b"]},
        "'x' of level 1 is part of both 'a' and 'b' at level 2",
    ),
    "empty": ({}, "there is no value"),
    "another leaf": (Hierarchy.from_columns("fylke"), "the leaf is the column 'fylke'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_hierarchy_that_cannot_be_is_refused_with_what_is_wrong(name: str) -> None:
    source, message = WRONG[name]
    keys = encode(ROWS, ["kommune"], "category")
    with pytest.raises(BadInput, match=message) as caught:
        levels(keys, {"kommune": paths("kommune", source, ROWS)})
    assert caught.value.hint


def test_many_lacking_values_are_shown_five_at_a_time() -> None:
    rows = pl.DataFrame({"alder": list(range(20))})
    with pytest.raises(BadInput, match=r"'14' \(row 14\) and 5 more"):
        levels(encode(rows, ["alder"], "category"), {"alder": bands(0, 9, (5,))})


@pytest.mark.parametrize("wrong", [(99, 0, (5,)), (0, 99, ())])
def test_bands_that_hold_nothing_are_refused(wrong: tuple[int, int, tuple[int, ...]]) -> None:
    with pytest.raises(BadInput, match="hold nothing"):
        bands(*wrong)
