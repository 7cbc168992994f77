"""Texts as types: no row is lost, one warning tells all, and `strict` refuses."""

import warnings
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput, DataWarning
from stabbur.packages.reading.typed import match_fields, mismatch, typed_frame, warn_of, without_missing

FIELDS = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
CELLS = (
    st.none()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
    | st.sampled_from(["1", "-2", ""])
)


@given(
    st.lists(st.lists(CELLS, max_size=4), max_size=8),
    st.sampled_from([None, ["a", "b"], ["a", "a", "", "x"]]),
)
def test_no_row_is_ever_lost_and_each_bad_cell_is_told(
    rows: list[list[str | None]], labels: list[str] | None
) -> None:
    frame, problems = typed_frame(labels, rows, {"name": "r", "schema": {"fields": FIELDS}})
    if frame.width:
        assert frame.height == len(rows)
    assert len(set(frame.columns)) == frame.width
    for problem in problems:
        if problem.rule == "type":
            assert problem.row is not None
            assert rows[problem.row - 1][frame.columns.index(problem.field)] == problem.value


def test_a_warning_counts_and_shows_the_first_rows_only() -> None:
    rows: list[list[str | None]] = [[f"x{at}", "t"] for at in range(8)]
    _, problems = typed_frame(["a", "b"], rows, {"name": "r", "schema": {"fields": FIELDS}})
    with pytest.warns(DataWarning) as caught:
        warn_of(problems, {"name": "r"}, strict=False)
    assert len(caught) == 1
    said = str(caught[0].message)
    assert said == (
        "resource 'r': a: 8 values do not fit and are null (rows 1, 2, 3, 4, 5, …: 'x0', 'x1', 'x2', 'x3', 'x4', …)"
    )
    with pytest.raises(BadInput, match="8 values do not fit"):
        warn_of(problems, {"name": "r"}, strict=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of([], {"name": "r"}, strict=True)


@pytest.mark.parametrize(
    ("mode", "labels", "said"),
    [
        ("exact", ["b", "a"], "in another order"),
        ("exact", ["a"], "missing b"),
        ("equal", ["a", "b", "c"], "extra c"),
        ("subset", ["b", "c"], "missing a; extra c"),
        ("superset", ["c"], "missing a, b; extra c"),
        ("partial", ["x"], "missing a, b; extra x"),
        ("other", ["a", "b"], "in another order"),
    ],
)
def test_how_labels_break_the_match_is_told(mode: str, labels: list[str], said: str) -> None:
    assert said in str(mismatch(mode, labels, ["a", "b"], "r")[0])


def test_columns_are_placed_by_name_unless_the_header_names_others() -> None:
    placed, _ = match_fields(["b", "a"], FIELDS, {}, "r")
    assert [one["name"] for one in placed] == ["b", "a"]
    placed, problems = match_fields(["x", "y"], FIELDS, {}, "r")
    assert [one["name"] for one in placed] == ["a", "b"]
    assert [one.rule for one in problems] == ["fields-match"]
    placed, _ = match_fields(["c", "a"], FIELDS, {"fieldsMatch": "partial"}, "r")
    assert [(one["name"], one["type"]) for one in placed] == [("c", "string"), ("a", "integer")]


@pytest.mark.parametrize(
    ("field", "schema", "kept"),
    [
        ({}, {}, ["-", "NA", None]),
        ({}, {"missingValues": ["-"]}, [None, "NA", ""]),
        ({"missingValues": []}, {"missingValues": ["-"]}, ["-", "NA", ""]),
        ({"missingValues": [{"value": "NA", "label": "none"}]}, {}, ["-", None, ""]),
    ],
)
def test_marks_of_missing_values_are_those_of_the_field_first(
    field: dict[str, Any], schema: dict[str, Any], kept: list[str | None]
) -> None:
    assert without_missing(pl.Series("t", ["-", "NA", ""]), field, schema).to_list() == kept
