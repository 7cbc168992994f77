"""Constraints as rules: true exactly where a row breaks them, and never for a null."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.packages.validation.rules import field_rules


def broken(values: list[Any], field: dict[str, Any], kind: Any = None) -> dict[str, list[bool]]:
    """Return for each rule of a field which values break it."""
    column = pl.Series("v", values, dtype=kind)
    rules = field_rules({"name": "v"} | field, column)
    frame = column.to_frame()
    return {
        rule.name: frame.select(rule.broken.fill_null(value=False)).to_series().to_list() for rule in rules
    }


@pytest.mark.parametrize(
    ("field", "values", "kind", "bad"),
    [
        ({"type": "integer", "constraints": {"minimum": 2}}, [1, 2, None], None, [True, False, False]),
        ({"type": "integer", "constraints": {"maximum": "2"}}, [1, 2, 3], None, [False, False, True]),
        ({"type": "number", "constraints": {"exclusiveMinimum": 0.5}}, [0.5, 0.6, None], None, [True, False, False]),
        ({"type": "date", "constraints": {"exclusiveMaximum": "2024-01-31"}}, [date(2024, 1, 30), date(2024, 1, 31)],
         None, [False, True]),
        ({"type": "datetime", "constraints": {"minimum": "2024-01-31T12:00:00Z"}},
         [datetime(2024, 1, 31, 11, tzinfo=UTC), datetime(2024, 1, 31, 12, tzinfo=UTC)], None, [True, False]),
        ({"type": "datetime", "constraints": {"minimum": "2024-01-31T12:00:00"}},
         [datetime(2024, 1, 31, 11), datetime(2024, 1, 31, 12)], None, [True, False]),
        ({"type": "string", "constraints": {"enum": ["a", "b"]}}, ["a", "c", None], None, [False, True, False]),
        ({"type": "integer", "constraints": {"enum": ["1", 2]}}, [1, 2, 3], None, [False, False, True]),
        ({"type": "string", "constraints": {"enum": ["a"]}}, ["a", "b", None], pl.Categorical(), [False, True, False]),
        ({"type": "array", "constraints": {"minLength": 2}}, [[1], [1, 2], None], None, [True, False, False]),
        ({"type": "string", "constraints": {"unique": True}}, ["a", "a", None, None], None, [False, True, False, False]),
        ({"type": "string", "constraints": {"required": True}}, ["a", "", None], None, [False, False, True]),
        ({"type": "string", "format": "uri"}, ["https://x.no", "x y", None], None, [False, True, False]),
        ({"type": "integer", "constraints": {"pattern": "[0-9]{2}"}}, [12, 123, None], None, [False, True, False]),
    ],
)  # fmt: skip
def test_each_rule_is_broken_where_it_should_be(
    field: dict[str, Any], values: list[Any], kind: Any, bad: list[bool]
) -> None:
    assert list(broken(values, field, kind).values()) == [bad]


@given(st.lists(st.none() | st.integers(-100, 100)), st.integers(-100, 100))
def test_bounds_agree_with_python(values: list[int | None], edge: int) -> None:
    rules = {"minimum": edge, "maximum": edge, "exclusiveMinimum": edge, "exclusiveMaximum": edge}
    found = broken(values, {"type": "integer", "constraints": rules}, pl.Int64())
    known = [value for value in values if value is not None]
    count = {name: sum(bad) for name, bad in found.items()}
    assert count == {
        "minimum": sum(value < edge for value in known),
        "maximum": sum(value > edge for value in known),
        "exclusiveMinimum": sum(value <= edge for value in known),
        "exclusiveMaximum": sum(value >= edge for value in known),
    }


def test_a_bound_that_is_no_value_of_the_type_makes_no_rule() -> None:
    assert broken([1], {"type": "integer", "constraints": {"minimum": "x"}}) == {}
