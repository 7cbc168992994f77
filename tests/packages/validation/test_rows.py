"""Rows against their schema: keys, references between tables, and how many rows are told."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.packages.validation.rows import row_problems


def told(frame: pl.DataFrame, schema: dict[str, Any], **others: pl.DataFrame) -> list[tuple[str, int | None]]:
    fields = [{"name": name} for name in frame.columns]
    problems, _ = row_problems(frame, {"name": "r", "schema": {"fields": fields} | schema}, others)
    return [(one.rule, one.row) for one in problems]


@given(st.lists(st.none() | st.integers(0, 5)), st.lists(st.none() | st.integers(0, 5)))
def test_a_foreign_key_agrees_with_python(values: list[int | None], known: list[int | None]) -> None:
    frame, other = (
        pl.DataFrame({"a": values}, schema={"a": pl.Int64}),
        pl.DataFrame({"b": known}, schema={"b": pl.Int64}),
    )
    key = {"foreignKeys": [{"fields": "a", "reference": {"resource": "other", "fields": "b"}}]}
    found = [row for _, row in told(frame, key, other=other)]
    assert found == [at for at, one in enumerate(values, 1) if one is not None and one not in known]


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 2))))
def test_a_key_of_two_columns_agrees_with_python(rows: list[tuple[str | None, int]]) -> None:
    frame = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.Int64}, orient="row")
    found = told(frame, {"primaryKey": ["a", "b"]})
    missing = [at for at, row in enumerate(rows, 1) if None in row]
    twice = [at for at, row in enumerate(rows, 1) if None not in row and row in rows[: at - 1]]
    assert sorted(row or 0 for _, row in found) == sorted(missing + twice)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (pl.Series([1.0, 4.0]), pl.Series([1, 2])),
        (pl.Series([1, 4], dtype=pl.Int8), pl.Series([1, 2], dtype=pl.UInt64)),
        (pl.Series(["a", "x"], dtype=pl.Categorical), pl.Series(["a", "b"])),
        (pl.Series(["1", "4"]), pl.Series([1, 2])),
    ],
)
@pytest.mark.parametrize("several", [False, True])
def test_keys_of_other_types_are_compared_by_their_value(
    left: pl.Series, right: pl.Series, several: bool
) -> None:
    frame, other = pl.DataFrame({"a": left, "k": ["x", "x"]}), pl.DataFrame({"b": right, "k": ["x", "x"]})
    fields: Any = (["a", "k"], ["b", "k"]) if several else ("a", "b")
    key = {"foreignKeys": [{"fields": fields[0], "reference": {"resource": "other", "fields": fields[1]}}]}
    assert told(frame, key, other=other) == [("foreignKey", 2)]


def test_a_reference_to_what_is_not_there_is_no_rule_of_rows() -> None:
    frame = pl.DataFrame({"a": [1]})
    for reference in ({"resource": "none", "fields": "b"}, {"resource": "", "fields": "z"}, 3):
        assert told(frame, {"foreignKeys": [{"fields": "a", "reference": reference}]}) == []
    assert told(frame, {"primaryKey": "z", "uniqueKeys": [["z"]]}) == []


def test_the_first_rows_are_told_and_all_are_counted() -> None:
    frame = pl.DataFrame({"n": [-1] * 30, "m": [None] * 30})
    fields = [
        {"name": "n", "constraints": {"minimum": 0}, "type": "integer"},
        {"name": "m", "constraints": {"required": True}},
    ]
    problems, counts = row_problems(frame, {"name": "r", "schema": {"fields": fields}}, {}, most=40)
    assert (len(problems), counts) == (40, {"r/n/minimum": 30, "r/m/required": 30})


def test_odd_names_and_long_values_are_told_whole_and_cut() -> None:
    frame = pl.DataFrame({"|row|x, y": ["v" * 500]})
    fields = [{"name": "|row|x, y", "constraints": {"maxLength": 3}, "type": "string"}]
    problems, _ = row_problems(frame, {"name": "r", "schema": {"fields": fields}}, {})
    assert problems[0].field == "|row|x, y"
    assert len(problems[0].message) < 130
    assert problems[0].value == "v" * 500
