"""Generalisation over whole columns: what comes out, and what is refused."""

from typing import Any

import pandas as pd
import polars as pl
import pytest

from stabbur.disclosure import Microdata
from stabbur.disclosure.microdata.anonymity.generalising import bands
from stabbur.errors import BadInput
from tests.disclosure.microdata.conftest import KEYS

ROWS = pl.DataFrame(
    {
        "kommune": ["0301", "0301", "1103", "1108", "1120"],
        "alder": [31, 33, 44, 47, 81],
        "syk": ["ja", "nei", "ja", "nei", "ja"],
    }
)
AREAS = {"0301": ["03", "*"], "1103": ["11", "*"], "1108": ["11", "*"], "1120": ["11", "*"]}
TREES = {"kommune": AREAS, "alder": bands(0, 99, (10, 20))}


def micro(rows: object = ROWS, **layout: Any) -> Microdata:
    return Microdata(rows, keys=["kommune", "alder"], sensitive="syk", **layout)


def test_sdc_C18_frame_has_the_labels_of_arxs_optimum(
    adult: pl.DataFrame, hierarchies: dict[str, pl.DataFrame]
) -> None:
    made = Microdata(adult, keys=KEYS).anonymise(5, hierarchies=hierarchies, max_suppression=0.05)
    figures = made.steps[0].figures
    assert list(figures["levels"].values()) == [0, 3, 0, 1, 1, 1]
    assert (figures["suppressed"], made.frame.height) == (1028, 30_162 - 1028)
    assert made.risk().k >= 5
    assert set(made.frame["native-country"].unique()) <= {
        "North America",
        "Asia",
        "Europe",
        "South America",
        "Africa",
    }
    assert set(made.frame["sex"].unique()) == {"Male", "Female"}
    assert made.proof["reached"]["k"] == made.risk().k


def test_levels_are_labels_and_keys_left_alone_keep_their_type() -> None:
    made = micro().anonymise(
        2, hierarchies={"kommune": AREAS, "alder": bands(0, 99, (10, 20))}, max_suppression=0.2
    )
    assert made.frame.rows() == [
        ("03", "30-39", "ja"),
        ("03", "30-39", "nei"),
        ("11", "40-49", "ja"),
        ("11", "40-49", "nei"),
    ]
    kept = micro(ROWS.with_columns(alder=30)).anonymise(2, hierarchies={"kommune": AREAS})
    assert kept.frame["alder"].dtype == pl.Int32
    assert kept.frame["kommune"].to_list() == ["03", "03", "11", "11", "11"]


def test_pandas_keeps_index_columns_and_the_callers_frame() -> None:
    frame = ROWS.to_pandas().set_index(pd.Index(["e", "d", "c", "b", "a"]))
    before = frame.copy(deep=True)
    made = micro(frame).anonymise(2, hierarchies=TREES, max_suppression=0.2).frame
    assert made.index.tolist() == ["e", "d", "c", "b"]
    assert made.columns.tolist() == frame.columns.tolist()
    pd.testing.assert_frame_equal(frame, before)


def test_arrow_comes_back_as_arrow() -> None:
    made = micro(ROWS.to_arrow()).anonymise(2, hierarchies=TREES, max_suppression=0.2).frame
    assert type(made).__module__.startswith("pyarrow")
    assert made.num_rows == 4


def test_missing_key_is_a_category_of_its_own_until_all_are_one() -> None:
    rows = pl.DataFrame({"alder": [31, 33, None, None, 52]})
    made = Microdata(rows, keys="alder").anonymise(
        2, hierarchies={"alder": bands(0, 99, (10,))}, max_suppression=0.2
    )
    assert made.frame["alder"].to_list() == ["30-39", "30-39", None, None]
    whole = Microdata(rows[:3], keys="alder").anonymise(3, hierarchies={"alder": bands(0, 99, (10,))})
    assert whole.frame["alder"].to_list() == ["*"] * 3


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "k above rows": ({"k": 6}, "k=6 for 5 rows"),
    "k not whole": ({"k": "5"}, "k='5' for 5 rows"),
    "share above one": ({"max_suppression": 5}, "max_suppression=5: it must be a share from 0 to 1"),
    "share is text": ({"max_suppression": "5%"}, "max_suppression=5%"),
    "t is text": ({"t": "0.3"}, "t=0.3: it must be a distance"),
    "no dictionary": ({"hierarchies": ["kommune"]}, "hierarchies is a list: it must be a dictionary"),
    "share not a number": ({"max_suppression": float("nan")}, "max_suppression=nan"),
    "l of nothing": ({"l": 0}, "l=0: it must be a whole number"),
    "l above values": ({"l": 3}, "l=3: 'syk' has 2 values, so no class can have as many"),
    "t above one": ({"t": 1.5}, "t=1.5: it must be a distance from 0 to 1"),
    "misspelt diversity": ({"l": 2, "diversity": "entropi"}, "diversity='entropi': it must be one of distinct, entropy"),
    "c": ({"l": 2, "c": 0}, "c=0: it must be a number above 0"),
    "no such key": ({"hierarchies": {"komune": AREAS}}, "a hierarchy for 'komune': it must be one of the keys"),
    "sensitive is no key": ({"hierarchies": {"syk": AREAS}}, "a hierarchy for 'syk'"),
    "unreached": ({"k": 5, "hierarchies": {"kommune": AREAS}}, "with at most 0 of 5 rows suppressed: the nearest takes 5"),
    "lacking code": (
        {"hierarchies": {"kommune": {"0301": "03"}}},
        r"lacks the values '1103' \(row 2\), '1108' \(row 3\), '1120' \(row 4\)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_refused_with_a_hint(name: str) -> None:
    options, message = WRONG[name]
    with pytest.raises(BadInput, match=message) as caught:
        micro().anonymise(**{"k": 2, "hierarchies": TREES, **options})
    assert caught.value.hint


def test_misspelt_diversity_is_told_what_was_meant_and_nothing_else_is() -> None:
    misspelt: dict[str, Any] = {"diversity": "entropi"}
    with pytest.raises(BadInput) as caught:
        micro().anonymise(2, 2, **misspelt)
    assert caught.value.hint == "did you mean 'entropy'?"
    with pytest.raises(BadInput) as caught:
        micro().anonymise(2, 2, t=7)
    assert "did you mean" not in caught.value.hint


def test_hint_of_what_is_out_of_reach_names_a_share_that_reaches_it() -> None:
    bare = micro()
    with pytest.raises(BadInput, match="the nearest takes") as caught:
        bare.anonymise(2, hierarchies={"alder": TREES["alder"]})
    assert "give 'kommune' a hierarchy" in caught.value.hint
    share = float(caught.value.hint.rpartition("=")[2])
    assert bare.anonymise(2, hierarchies={"alder": TREES["alder"]}, max_suppression=share).risk().k >= 2


def test_l_without_a_sensitive_column_is_refused() -> None:
    with pytest.raises(BadInput, match="l and t are about sensitive columns"):
        Microdata(ROWS, keys="kommune").anonymise(2, l=2)


def test_too_many_generalisations_are_refused_before_the_search() -> None:
    rows = pl.DataFrame({f"k{at}": ["a", "b"] for at in range(11)})
    tree = {"a": ["a1", "a2", "a3", "*"], "b": ["b1", "b2", "b3", "*"]}
    with pytest.raises(BadInput, match="48828125 generalisations: at most 2000000"):
        Microdata(rows, keys=rows.columns).anonymise(2, hierarchies=dict.fromkeys(rows.columns, tree))
