"""What an author says of columns, laid over their types."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from stabbur.errors import BadInput
from stabbur.packages.tables.describe import as_list, described_schema

FRAME = pl.DataFrame({"nr": ["0301"], "n": [1], "x": [1.5], "d": [date(2024, 1, 31)]})


def test_fields_may_be_a_list_a_mapping_or_titles() -> None:
    listed = described_schema(FRAME, {"fields": [{"name": "n", "title": "Antall"}]}, "r")
    mapped = described_schema(FRAME, {"fields": {"n": {"title": "Antall"}}}, "r")
    titled = described_schema(FRAME, {"fields": {"n": "Antall"}}, "r")
    assert listed == mapped == titled
    assert [one["name"] for one in titled["fields"]] == ["nr", "n", "x", "d"]
    assert titled["fields"][1] == {"name": "n", "type": "integer", "title": "Antall"}


@pytest.mark.parametrize(
    ("column", "kind"), [("nr", "year"), ("nr", "list"), ("n", "year"), ("n", "number"), ("x", "any")]
)
def test_a_type_may_be_made_more_precise(column: str, kind: str) -> None:
    found = described_schema(FRAME, {"fields": {column: {"type": kind}}}, "r")
    assert next(one for one in found["fields"] if one["name"] == column)["type"] == kind


@pytest.mark.parametrize(
    ("column", "kind"), [("nr", "integer"), ("n", "string"), ("x", "integer"), ("d", "datetime")]
)
def test_a_type_may_not_be_another(column: str, kind: str) -> None:
    with pytest.raises(BadInput, match=f"column '{column}' of resource 'r' is .*, not {kind}"):
        described_schema(FRAME, {"fields": {column: {"type": kind}}}, "r")


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (3, "no list of fields"),
        ({"fields": 3}, "no list of fields"),
        ({"fields": {"n": 3}}, "no list of fields"),
        ({"fields": {"z": {}}}, "has no column 'z'"),
        ({"primaryKey": ["nr", "z"]}, "has no column 'z'"),
        ({"primaryKey": 3}, "'schema.primaryKey' of resource 'r' is 3"),
        ({"foreignKeys": [{"fields": ["z"]}]}, "has no column 'z'"),
        ({"foreignKeys": 3}, "'schema.foreignKeys' of resource 'r' is 3"),
        ({"fields": {"n": {"constraints": {"minimum": {1}}}}}, "holds a set"),
    ],
)
def test_what_does_not_fit_is_told(schema: Any, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        described_schema(FRAME, schema, "r")


def test_dates_in_constraints_become_texts() -> None:
    found = described_schema(FRAME, {"fields": {"d": {"constraints": {"minimum": date(2020, 1, 1)}}}}, "r")
    assert found["fields"][3]["constraints"] == {"minimum": "2020-01-01"}


@pytest.mark.parametrize(
    ("value", "names"),
    [("a", ["a"]), (["a", "b"], ["a", "b"]), (("a",), ["a"]), (None, []), (3, []), ({}, [])],
)
def test_one_name_or_several(value: object, names: list[str]) -> None:
    assert as_list(value) == names
