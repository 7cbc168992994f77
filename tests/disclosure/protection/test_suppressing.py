"""The short way: a frame in, the same frame out with small figures gone."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stabbur.disclosure import Attacker, Hierarchy, TableSpec, audit, rules
from stabbur.disclosure.protection import proof
from stabbur.disclosure.protection.suppressing import suppress
from stabbur.errors import BadInput, Conflict

ROWS = {"kommune": ["A", "B", "C", "Total"], "personer": [2, 20, 30, 52]}


def statuses(frame: Any) -> list[str]:
    return list(frame["status"])


def test_dataverk_a_sum_does_not_betray_what_was_hidden() -> None:
    hidden = suppress(pd.DataFrame(ROWS), "kommune", "personer")
    assert statuses(hidden) == ["primary", "secondary", "published", "published"]
    assert hidden["personer"].isna().tolist() == [True, True, False, False]


def test_index_order_other_columns_and_types_stay() -> None:
    frame = pd.DataFrame(ROWS | {"navn": ["å", "ø", "æ", "alle"]}, index=[7, 7, 3, 0])[
        ["personer", "navn", "kommune"]
    ]
    before = frame.copy()
    hidden = suppress(frame, ["kommune"], "personer")
    pd.testing.assert_frame_equal(frame, before)
    assert list(hidden.index) == [7, 7, 3, 0]
    assert list(hidden.columns) == ["personer", "navn", "kommune", "status"]
    assert str(hidden["personer"].dtype) == "Int64"
    assert hidden["navn"].tolist() == ["å", "ø", "æ", "alle"]


@pytest.mark.parametrize("kind", [pl.Int16, pl.UInt8, pl.Int64])
def test_polars_keeps_the_width_of_a_number(kind: Any) -> None:
    frame = pl.DataFrame(ROWS).with_columns(pl.col("personer").cast(kind))
    hidden = suppress(frame, ["kommune"], "personer")
    assert hidden["personer"].dtype == kind
    assert hidden["personer"].to_list() == [None, None, 30, 52]
    assert suppress(frame.to_arrow(), ["kommune"], "personer").column("personer").null_count == 2


@pytest.mark.parametrize("mark", [":", "*"])
def test_a_mark_makes_a_copy_of_text(mark: str) -> None:
    hidden = suppress(pd.DataFrame(ROWS), ["kommune"], "personer", mark=mark)
    assert hidden["personer"].tolist() == [mark, mark, "30", "52"]


def test_a_frame_without_totals_loses_its_small_figures_alone() -> None:
    hidden = suppress(pd.DataFrame(ROWS).iloc[:3], ["kommune"], "personer")
    assert statuses(hidden) == ["primary", "published", "published"]


def test_rows_that_are_not_listed_are_known_to_be_zero() -> None:
    # B has no k: were that cell taken for unknown, A × k and B × k could hide each other
    rows = {"k": ["A", "A", "A", "B", "B", "C", "C", "C", "Total", "Total", "Total"],
            "s": ["m", "k", "Total", "m", "Total", "m", "k", "Total", "m", "k", "Total"],
            "n": [20, 2, 22, 30, 30, 9, 8, 17, 59, 10, 69]}  # fmt: skip
    frame = pl.DataFrame(rows)
    hidden = suppress(frame, ["k", "s"], "n")
    cells = set(frame.filter(hidden["status"] != "published").select("k", "s").rows())
    assert cells == {("A", "m"), ("A", "k"), ("C", "m"), ("C", "k")}


@pytest.mark.parametrize("threshold", [1, 3, 21, 31])
def test_the_threshold_is_the_least_count_that_is_shown(threshold: int) -> None:
    hidden = suppress(pl.DataFrame(ROWS).head(3), ["kommune"], "personer", threshold)
    assert [status == "primary" for status in statuses(hidden)] == [n < threshold for n in (2, 20, 30)]


def test_sums_and_counts_are_hidden_together() -> None:
    rows = {"k": ["A", "B", "C", "Total"], "n": [2, 20, 30, 52], "kr": [10.5, 8.0, 99.0, 117.5]}
    hidden = suppress(pl.DataFrame(rows), ["k"], "n", value="kr")
    assert hidden["n"].is_null().to_list() == hidden["kr"].is_null().to_list()
    assert hidden["kr"].dtype == pl.Float64
    assert hidden["kr"].null_count() == 2


def test_counts_of_two_lone_units_are_not_betrayed_where_their_values_would_be_safe() -> None:
    rows = {"k": ["A", "B", "C", "Total"], "n": [1, 1, 10, 12], "kr": [5.0, 7.0, 90.0, 102.0]}
    hidden = suppress(pl.DataFrame(rows), ["k"], "n", value="kr", singletons="none")
    # with C shown, A and B would count two together, and neither is zero
    assert statuses(hidden) == ["primary", "primary", "secondary", "published"]


def test_a_proof_is_kept_by_content() -> None:
    hidden = suppress(pd.DataFrame(ROWS | {"areal": [1.0, 2, 3, 6]}), ["kommune"], "personer")
    kept = proof.of(hidden)
    assert kept is not None
    assert kept["safe"]
    assert kept["audited"]
    assert kept["uncovered"] == ["areal"]
    assert kept["hidden"] == {"count": 2, "share": 0.5}


def test_a_frame_that_nobody_verified_is_not_audited() -> None:
    kept = proof.of(suppress(pl.DataFrame(ROWS), ["kommune"], "personer", verify=False))
    assert kept is not None
    assert (kept["audited"], kept["safe"]) == (False, False)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 12), min_size=12, max_size=12), st.permutations(range(20)))
def test_what_is_published_is_true_and_no_hidden_figure_is_a_sum_of_what_is(
    inner: list[int], order: list[int]
) -> None:
    grid = np.array(inner).reshape(4, 3)
    whole = np.vstack([grid, grid.sum(axis=0)])
    whole = np.hstack([whole, whole.sum(axis=1, keepdims=True)])
    rows = [
        (r, c, int(whole[a, b]))
        for a, r in enumerate([*"ABCD", "Total"])
        for b, c in enumerate([*"xyz", "Total"])
    ]
    frame = pl.DataFrame([rows[at] for at in order], schema=["r", "c", "n"], orient="row")
    try:
        hidden = suppress(frame, ["r", "c"], "n")
    except BadInput as error:
        assume(error.code != "protection-failed")
        raise
    shown = hidden["status"] == "published"
    assert (hidden["n"].filter(shown) == frame["n"].filter(shown)).all()
    assert hidden["n"].filter(~shown).is_null().all()
    assert not (shown & (frame["n"] > 0) & (frame["n"] < 4)).any()
    for name in ("r", "c"):  # one hidden cell alone in a line could be computed from the line's total
        assert 1 not in hidden.filter(~shown).group_by(name).len()["len"].to_list()


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"treshold": 3}, "did you mean 'threshold'?"),
        ({"zeros": "publc"}, "did you mean 'public'?"),
        ({"mark": "-"}, "mark=':'"),
        ({"singletons": "anysum"}, "any_sum"),
        ({"threshold": "3"}, "threshold=4 shows"),
        ({"threshold": 0}, "threshold=4 shows"),
    ],
)
def test_a_misspelt_option_is_named(options: dict[str, Any], hint: str) -> None:
    with pytest.raises(BadInput) as raised:
        suppress(pl.DataFrame(ROWS), ["kommune"], "personer", **options)
    assert hint in str(raised.value.__notes__)


def test_columns_that_are_not_there_and_one_that_is_there_already() -> None:
    with pytest.raises(BadInput, match="no column 'kommun'"):
        suppress(pl.DataFrame(ROWS), ["kommun"], "personer")
    with pytest.raises(BadInput, match="neither count nor value"):
        suppress(pl.DataFrame(ROWS), ["kommune"])
    with pytest.raises(BadInput, match="'personer' is a dimension and a column of figures"):
        suppress(pl.DataFrame(ROWS), ["kommune", "personer"], "personer")
    with pytest.raises(BadInput, match="'Series' is not a frame"):
        suppress(pd.Series([1, 2], name="personer"), ["kommune"], "personer")
    taken = pl.DataFrame(ROWS | {"status": ["x"] * 4})
    with pytest.raises(Conflict, match="'status' already"):
        suppress(taken, ["kommune"], "personer")
    assert "why" in suppress(taken, ["kommune"], "personer", status="why").columns


def test_rules_stand_in_place_of_a_threshold_and_both_are_refused() -> None:
    few = [rules.minimum_count(10)]
    with pytest.raises(BadInput, match="threshold is 4 and rules are given"):
        suppress(pd.DataFrame(ROWS), "kommune", "personer", threshold=4, rules=few)
    assert statuses(suppress(pd.DataFrame(ROWS), "kommune", "personer", rules=few))[0] == "primary"


def test_what_a_frame_does_not_list_is_zero_to_everybody_and_protects_nothing() -> None:
    rows = [
        ("A", "Total", 8), ("A", "k", 1), ("A", "m", 7), ("B", "Total", 8), ("B", "k", 7), ("B", "u", 1),
        ("C", "Total", 30), ("C", "m", 30),
        ("Total", "Total", 46), ("Total", "k", 8), ("Total", "m", 37), ("Total", "u", 1),
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["kommune", "kjonn", "personer"], orient="row")
    hidden = suppress(frame, ["kommune", "kjonn"], "personer", zeros="secondary")
    spec = TableSpec({"kommune": None, "kjonn": None}, count="personer")
    assert audit(hidden, spec, rules=[rules.minimum_count(4)]).safe


def test_a_zero_that_needs_hiding_and_has_no_row_is_named() -> None:
    rows = [("x", "p", 0), ("x", "q", 5), ("y", "p", 7), ("y", "r", 20), ("x", "r", 1)]
    frame = pl.DataFrame(rows, schema=["a", "b", "n"], orient="row")
    with pytest.raises(BadInput, match=r"1 cells that the frame has no row for.*a 'y', b 'q'") as raised:
        suppress(frame, ["a", "b"], "n", zeros="protect")
    assert "a row with 0" in raised.value.hint


@pytest.mark.parametrize(
    "rows",
    [
        ROWS | {"personer": [2, 20, 30, 53]},
        ROWS | {"personer": [2, -20, 70, 52]},
        ROWS | {"personer": [2, None, 30, 52]},
        ROWS | {"personer": [2.0, float("inf"), 30.0, 52.0]},
        {"kommune": ["A", "A", "C", "Total"], "personer": [2, 20, 30, 52]},
        ROWS | {"kommune": ["A", None, "C", "Total"]},
    ],
)
def test_bad_figures_and_codes_raise_and_nothing_comes_back(rows: dict[str, list[Any]]) -> None:
    with pytest.raises(BadInput):
        suppress(pl.DataFrame(rows, strict=False), ["kommune"], "personer")


def test_who_sees_no_zero_knows_that_no_hidden_count_is_one_beside_sums_too() -> None:
    """A × k and A × m are one each, for together they are two; B × k has no row, as nobody is there."""
    rows = {"k": ["A", "A", "A", "B", "B", "C", "C", "C", "T", "T", "T"],
            "s": ["k", "m", "T", "m", "T", "k", "m", "T", "k", "m", "T"],
            "n": [1, 1, 2, 9, 9, 20, 30, 50, 21, 40, 61]}  # fmt: skip
    frame = pl.DataFrame(rows).with_columns(lonn=pl.col("n") * 100)
    hidden = suppress(frame, ["k", "s"], "n", 2, value="lonn", zeros="secondary", total="T")
    spec = TableSpec({name: Hierarchy.from_columns(name, total="T") for name in ("k", "s")}, count="n")
    report = audit(hidden, spec, attacker=Attacker(lower=1), rules=[rules.minimum_count(2, "secondary")])
    assert report.safe
