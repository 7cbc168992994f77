"""The ancestor's anonymise in one line, with its faults mended: cases 1 to 12 of dataverk, by their numbers."""

import warnings
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.replacing import anonymise
from stabbur.errors import BadInput, DataWarning


@pytest.fixture
def sixes() -> pd.DataFrame:
    return pd.DataFrame({"col1": [1, 2, 3, 4, 5, 6], "col2": [3, 4, 5, 6, 7, 8]})


@pytest.fixture(autouse=True)
def _warnings_are_errors() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_dataverk_1_figures_below_four_are_replaced(sixes: pd.DataFrame) -> None:
    before = sixes.copy(deep=True)
    made = anonymise(sixes, "col1")
    assert made["col1"].tolist() == ["*", "*", "*", 4, 5, 6]
    assert made["col2"].tolist() == [3, 4, 5, 6, 7, 8]
    assert made["col2"].dtype == sixes["col2"].dtype
    pd.testing.assert_frame_equal(sixes, before)


def test_dataverk_2_other_columns_follow(sixes: pd.DataFrame) -> None:
    made = anonymise(sixes, "col1", ["col2"], evaluator=lambda x: x < 5)
    assert made["col1"].tolist() == ["*", "*", "*", "*", 5, 6]
    assert made["col2"].tolist() == ["*", "*", "*", "*", 7, 8]


def test_dataverk_3_a_label_and_values_of_several_kinds() -> None:
    frame = pd.DataFrame({"label": ["one", "two", "three"], "n": [1, 2, 3]})
    assert anonymise(frame, "label", evaluator=lambda x: x == "two")["label"].tolist() == [
        "one",
        "*",
        "three",
    ]
    mixed = pd.DataFrame({"x": pd.Series(["one", 1, 1.0, "two", 2], dtype=object)})
    made = anonymise(mixed, "x", evaluator=lambda x: x in ["one", 1])
    assert made["x"].tolist() == ["*", "*", "*", "two", 2]


def test_dataverk_4_a_missing_figure_is_replaced() -> None:
    made = anonymise(pd.DataFrame({"x": [None, 1.0]}), "x", evaluator=isnan, replace_by=0)
    assert made["x"].tolist() == [0.0, 1.0]
    assert made["x"].dtype == np.float64


def test_dataverk_5_the_asked_column_can_stay() -> None:
    frame = pd.DataFrame({"values": [1, 9], "ints": [7, 8]})
    made = anonymise(frame, "values", ["values", "ints"], anonymize_eval=False)
    assert made["values"].tolist() == [1, 9]
    assert made["ints"].tolist() == ["*", 8]
    with pytest.raises(BadInput, match="nothing is to be replaced"):
        anonymise(frame, "values", anonymize_eval=False)


def test_dataverk_6_a_value_for_each_column(sixes: pd.DataFrame) -> None:
    made = anonymise(sixes, "col1", ["col2"], replace_by=[None, 0])
    assert made["col1"].tolist() == [0, 0, 0, 4, 5, 6]
    assert made["col2"].isna().tolist() == [True, True, True, False, False, False]
    assert str(made["col2"].dtype) == "Int64"
    for replace_by in ({"col1": 0, "col2": 9}, {"col2": 9, "col1": 0}):
        made = anonymise(sixes, "col1", replace_by=replace_by)
        assert made["col1"].tolist() == [0, 0, 0, 4, 5, 6]
        assert made["col2"].tolist() == [9, 9, 9, 6, 7, 8]
    for wrong in ({"eval_column": "col1", "replace_by": {"col1": 0, "col3": 9}}, {"eval_column": "col0"}):
        with pytest.raises(BadInput, match="no column 'col"):
            anonymise(sixes, **wrong)
    with pytest.raises(BadInput, match="no column 'sum'"):
        anonymise(sixes, "col1", ["sum"])
    with pytest.raises(BadInput, match="1 values for 2 columns: 'col2', 'col1'"):
        anonymise(sixes, "col1", ["col2"], replace_by=["*"])


def test_dataverk_7_columns_may_be_numbers() -> None:
    frame = pd.DataFrame({1: [1, 9], 2: [5, 6]})
    made = anonymise(frame, 1, [2])
    assert made[1].tolist() == ["*", 9]
    assert made[2].tolist() == ["*", 6]
    assert made.columns.tolist() == [1, 2]


def test_dataverk_8_no_column_is_left_out_in_silence() -> None:
    frame = pd.DataFrame({"n": [1, 3, 9], "sum": [1, 3, 9]})
    with pytest.raises(BadInput, match="replace_by lacks column 'n'") as caught:
        anonymise(frame, "n", replace_by={"sum": "x"})
    assert "anonymize_eval=False" in caught.value.hint
    with pytest.raises(BadInput, match="replace_by names column 'sum', which is not"):
        anonymise(frame, "n", [], replace_by={"sum": "x", "n": "x"})
    assert anonymise(frame, "n", replace_by={"sum": "x"}, anonymize_eval=False)["n"].tolist() == [1, 3, 9]


@pytest.mark.parametrize("kind", [list, tuple])
def test_dataverk_9_the_callers_list_is_left(sixes: pd.DataFrame, kind: type) -> None:
    columns = kind(["col2"])
    made = anonymise(sixes, "col1", columns)
    assert columns == kind(["col2"])
    assert made["col2"].tolist() == ["*", "*", "*", 6, 7, 8]


def test_dataverk_10_a_hit_is_by_position() -> None:
    frame = pd.DataFrame({"n": [1, 10]}, index=[0, 0])
    made = anonymise(frame, "n")
    assert made["n"].tolist() == ["*", 10]
    assert made.index.tolist() == [0, 0]


def test_dataverk_11_a_total_that_betrays_is_told() -> None:
    frame = pd.DataFrame({"kommune": ["A", "B", "C", "Sum"], "n": [2, 20, 30, 52]})
    with pytest.warns(DataWarning, match="column 'n' can be computed: row 3 is the sum of the other rows"):
        made = anonymise(frame, "n")
    assert made["n"].tolist() == ["*", 20, 30, 52]


def test_dataverk_11_a_total_of_a_group_and_of_columns_is_told() -> None:
    frame = pl.DataFrame(
        {
            "fylke": ["X", "X", "X", "Y", "Y", "Y"],
            "kommune": ["a", "b", "t", "c", "d", "t"],
            "n": [2, 7, 9, 8, 5, 13],
        }
    )
    with pytest.warns(DataWarning, match="the other rows of its 'fylke'"):
        anonymise(frame, "n")
    across = pl.DataFrame({"menn": [2, 9, 4], "kvinner": [5, 5, 11], "alle": [7, 14, 15]})
    with pytest.warns(DataWarning, match="column 'alle' is the sum of it and 'kvinner'"):
        anonymise(across, "menn")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # nothing is left to compute with
        anonymise(across, "menn", ["alle"])
        anonymise(pl.DataFrame({"kommune": ["A", "B", "Sum"], "n": [1, 1, 2]}), "n")


def test_dataverk_12_missing_figures_follow_a_policy(sixes: pd.DataFrame) -> None:
    frame = pd.DataFrame({"n": pd.Series([None, 1, 9], dtype="Int64"), "t": ["a", None, "c"]})
    assert anonymise(frame, "n", replace_by=None)["n"].isna().tolist() == [True, True, False]
    assert anonymise(frame, "n", replace_by=-1)["n"].tolist()[1:] == [-1, 9]
    assert anonymise(frame, "n", replace_by=-1, missing="replace")["n"].tolist() == [-1, -1, 9]
    assert (
        anonymise(frame, "n", evaluator=lambda n: n == 9, replace_by=0, missing="keep")["n"].isna().sum() == 1
    )
    with pytest.raises(BadInput, match="row 1 of column 't': TypeError") as caught:
        anonymise(frame, "t", evaluator=lambda t: len(t) > 1)
    assert caught.value.hint == "missing='keep' leaves rows without a value"
    with pytest.raises(BadInput, match="missing is 'kept'"):
        anonymise(frame, "n", missing="kept")  # type: ignore[arg-type]
    unhit = anonymise(sixes, "col1", ["col2"], evaluator=lambda x: x > 100)
    pd.testing.assert_frame_equal(unhit, sixes)
    assert unhit is not sixes


def test_polars_and_arrow_keep_their_kind() -> None:
    frame = pl.DataFrame({"n": [1, 9], "t": ["a", "b"]})
    assert anonymise(frame, "n").to_dict(as_series=False) == {"n": ["*", "9"], "t": ["a", "b"]}
    assert anonymise(frame, "n", replace_by=None).schema == frame.schema
    assert anonymise(frame, "n", replace_by=0)["n"].dtype == pl.Int64
    assert anonymise(frame, "n", replace_by=0.5)["n"].to_list() == [0.5, 9.0]
    made = anonymise(frame.to_arrow(), "n", replace_by=None)
    assert isinstance(made, pa.Table)
    assert made["n"].to_pylist() == [None, 9]
    with pytest.raises(BadInput, match="cannot hold a bool"):
        anonymise(frame, "n", replace_by=True)


def test_types_of_pandas_are_kept_where_the_value_fits() -> None:
    frame = pd.DataFrame({"n": [1, 9], "c": pd.Categorical(["a", "b"]), "b": [True, False], "s": ["x", "y"]})
    frame["when"] = pd.to_datetime(["2026-01-01", "2026-01-02"])
    made = anonymise(
        frame, "n", ["c", "b", "s", "when"], replace_by={"n": 0, "c": "*", "b": None, "s": "*", "when": None}
    )
    assert [str(kind) for kind in made.dtypes][:4] == ["int64", "category", "boolean", "str"]
    assert made["when"].dtype == frame["when"].dtype
    assert made["c"].tolist() == ["*", "b"]
    assert anonymise(frame, "n", replace_by=0.5)["n"].tolist() == [0.5, 9.0]


def test_an_evaluator_must_answer_yes_or_no(sixes: pd.DataFrame) -> None:
    with pytest.raises(BadInput, match="the evaluator answers int in row 0 of column 'col1'"):
        anonymise(sixes, "col1", evaluator=lambda x: x)
    assert anonymise(sixes, "col1", evaluator=lambda x: np.bool_(x > 5))["col1"].tolist()[-1] == "*"
    with pytest.raises(BadInput, match="more than one column is named 'a'"):
        anonymise(pd.DataFrame([[1, 2]], columns=["a", "a"]), "a")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=12), st.booleans())
def test_what_is_hit_is_gone_and_nothing_else_changes(figures: list[int], polars: bool) -> None:
    frame: Any = pl.DataFrame({"n": figures, "other": figures})
    frame = frame if polars else frame.to_pandas().set_index(pd.Index([0] * len(figures)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        made = anonymise(frame, "n", replace_by=None)
    values = (
        made["n"].to_list() if polars else made["n"].astype(object).where(made["n"].notna(), None).tolist()
    )
    assert values == [None if n < 4 else n for n in figures]
    assert (made["other"].to_list() if polars else made["other"].tolist()) == figures
