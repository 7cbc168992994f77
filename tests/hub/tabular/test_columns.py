"""Values read from an address as people and programs write them, by the column's type."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput
from stabbur.hub.tabular.columns import TableColumn, columns_of, value_of


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "1 234", 1234),
        ("integer", "\u22123", -3),
        ("integer", "2,5", 2.5),
        ("integer", "1e30", 1e30),
        ("year", "2021", 2021),
        ("number", "1\u00a0234,5", 1234.5),
        ("number", "1234.5", 1234.5),
        ("boolean", "TRUE", True),
        ("boolean", "0", False),
        ("date", "2021-03-01", dt.date(2021, 3, 1)),
        ("time", "06:00", dt.time(6)),
        ("string", " 0301 ", " 0301 "),
        ("x-theirs", "a", "a"),
    ],
)
def test_value_of_a_type(kind: str, text: str, value: Any) -> None:
    found = value_of(TableColumn("x", kind), text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "mange"),
        ("integer", ""),
        ("integer", "1e400"),
        ("number", "nan"),
        ("number", "inf"),
        ("number", "1,2,3"),
        ("boolean", "ja"),
        ("date", "1.3.2021"),
        ("date", "2021-02-30"),
        ("datetime", "x"),
        ("time", "25:00"),
    ],
)
def test_text_that_is_no_value_is_named_with_column_and_type(kind: str, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        value_of(TableColumn("alder", kind), text)
    assert caught.value.code == "filter-value"
    assert caught.value.params["column"] == "alder"


@given(
    text=st.text(), kind=st.sampled_from(["integer", "number", "year", "boolean", "date", "datetime", "time"])
)
def test_any_text_is_a_value_or_one_short_error(text: str, kind: str) -> None:
    said = ""
    try:
        value_of(TableColumn("x", kind), text)
    except BadInput as error:
        said = str(error)
    assert len(said) < 200


@given(st.integers(-(2**62), 2**62))
def test_whole_number_stays_whole(value: int) -> None:
    found = value_of(TableColumn("x", "integer"), f"{value:,}".replace(",", " "))
    assert found == value
    assert isinstance(found, int)


def test_columns_stand_in_the_order_of_the_file_with_what_is_said_of_them() -> None:
    fields = [
        {"name": "nr", "title": "Nr."},
        {"name": "antall", "type": "integer", "unit": "personer"},
        {"name": "f", "type": "geojson"},
    ]
    first, second, third = columns_of({"schema": {"fields": fields}})
    assert (first.label, second.label, second.unit) == ("Nr.", "antall", "personer")
    assert (first.is_number, second.is_number, second.is_ordered) == (False, True, True)
    assert not third.is_simple
    assert columns_of({}) == ()
