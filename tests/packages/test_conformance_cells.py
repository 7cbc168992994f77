"""Data Package v2, conformance groups 13 to 16: what a text is read as, one case a line."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.packages.making import rules, table, validated, values

INF = float("inf")
NUMBERS: list[tuple[dict[str, Any], str, float | None]] = [
    ({}, "1", 1), ({}, "-1.5", -1.5), ({}, "+2", 2), ({}, "1e3", 1000), ({}, "1.5E-2", 0.015), ({}, ".5", 0.5),
    ({}, "INF", INF), ({}, "-INF", -INF), ({}, "inf", None), ({}, "1_000", None), ({}, " 1", None),
    ({}, "0x10", None), ({}, "1,5", None), ({}, "1 000", None), ({}, "", None), ({}, "e3", None), ({}, "--1", None),
    ({"decimalChar": ","}, "1,5", 1.5), ({"decimalChar": ","}, "1.5", None), ({"groupChar": ","}, "1,000.5", 1000.5),
    ({"groupChar": " ", "decimalChar": ","}, "1 000,5", 1000.5), ({"groupChar": "."}, "1.000", 1000),
    ({"bareNumber": False}, "€ 1000", 1000), ({"bareNumber": False}, "95%", 95), ({"bareNumber": False}, "-5 kr", -5),
    ({"bareNumber": False, "groupChar": ".", "decimalChar": ","}, "€ 1.000,00", 1000), ({}, "95%", None),
    ({}, "0", 0), ({}, "-0", 0), ({}, "1.", 1), ({}, "00.5", 0.5), ({}, "1e", None), ({}, "1.2.3", None), ({}, ".", None),
    ({}, "-", None), ({}, "1e400", None), ({}, "-1e400", None), ({}, "Infinity", None), ({}, "nan", None), ({}, "１", None),
    ({"decimalChar": "#"}, "1#5", 1.5), ({"decimalChar": ","}, "1,5,5", None), ({"groupChar": "#"}, "1#000#000", 1000000),
    ({"groupChar": "'"}, "1'000.25", 1000.25), ({"groupChar": "\u00a0", "decimalChar": ","}, "1\u00a0000,5", 1000.5),
    ({"groupChar": "$"}, "1$000", 1000), ({"bareNumber": False}, "$1,5", None), ({"bareNumber": False}, "kr", None),
    ({"bareNumber": False}, "€-1000", -1000), ({"bareNumber": False}, "1e3 kr", 1000), ({"bareNumber": True}, "kr 1", None),
    ({"bareNumber": False}, "NOK 100", 100), ({"bareNumber": False}, "kr. 5,5", None), ({"bareNumber": False}, "NaN kr", None),
    ({"bareNumber": False, "decimalChar": ","}, "kr. -,50 per m", -0.5), ({"bareNumber": False}, "-INF", -INF),
    ({"bareNumber": False}, "5 m2", None), ({"bareNumber": False}, "USD 1.50 each", 1.5),
]  # fmt: skip
INTEGERS: list[tuple[dict[str, Any], str, int | None]] = [
    ({}, "1", 1), ({}, "-1", -1), ({}, "+1", 1), ({}, "007", 7), ({}, "1.0", None), ({}, "1.5", None), ({}, "1e3", None),
    ({}, " 1", None), ({}, "1_000", None), ({}, "true", None), ({}, "9007199254740993", 9007199254740993),
    ({}, "9223372036854775808", 9223372036854775808), ({"groupChar": " "}, "1 000", 1000),
    ({"bareNumber": False}, "95%", 95), ({"bareNumber": False}, "kr 10", 10), ({}, "0", 0), ({}, "-0", 0),
    ({}, "", None), ({}, "1,000", None), ({"groupChar": ","}, "1,000", 1000), ({"groupChar": "."}, "1.000.000", 1000000),
    ({}, "INF", None), ({}, "NaN", None), ({}, "0x1f", None), ({}, "-9223372036854775809", -9223372036854775809),
    ({"bareNumber": False}, "NOK -5,-", -5), ({"bareNumber": False, "groupChar": " "}, "kr 1 000 000,-", 1000000),
    ({"decimalChar": ","}, "1,0", None), ({}, "1-", None),
]  # fmt: skip


@pytest.mark.parametrize(("options", "text", "value"), NUMBERS)
def test_group_13_numbers(tmp_path: Path, options: dict[str, Any], text: str, value: float | None) -> None:
    assert values(tmp_path, {"type": "number"} | options, [text]) == [value]


@pytest.mark.parametrize(("options", "text", "value"), INTEGERS)
def test_group_13_integers(tmp_path: Path, options: dict[str, Any], text: str, value: int | None) -> None:
    assert values(tmp_path, {"type": "integer"} | options, [text]) == [value]


WORDS: list[tuple[dict[str, Any], str, bool | None]] = [
    *(({}, text, True) for text in ("true", "True", "TRUE", "1")),
    *(({}, text, False) for text in ("false", "False", "FALSE", "0")),
    *(({}, text, None) for text in ("t", "f", "T", "yes", "no", "on", "off", "2", "-1", "1.0", "tRUE", " true", "ja", "")),
    ({"trueValues": ["ja"]}, "ja", True), ({"trueValues": ["ja"]}, "true", None), ({"trueValues": ["ja"]}, "Ja", None),
    ({"trueValues": ["ja"]}, "false", False), ({"falseValues": ["nei"]}, "nei", False),
    ({"falseValues": ["nei"]}, "0", None), ({"falseValues": ["nei"]}, "1", True),
    ({"trueValues": ["x", "æ"], "falseValues": ["-"]}, "æ", True), ({"trueValues": ["x"], "falseValues": ["-"]}, "-", False),
    ({"trueValues": ["x"], "falseValues": ["-"]}, "X", None), ({"trueValues": [".*"]}, "abc", None),
]  # fmt: skip


@pytest.mark.parametrize(("options", "text", "value"), WORDS)
def test_group_14_booleans(tmp_path: Path, options: dict[str, Any], text: str, value: bool | None) -> None:
    assert values(tmp_path, {"type": "boolean"} | options, [text]) == [value]


TIMES: list[tuple[dict[str, Any], str, Any]] = [
    ({"type": "date"}, "2024-01-31", date(2024, 1, 31)), ({"type": "date"}, "2024-1-5", None),
    ({"type": "date"}, "2024-02-30", None), ({"type": "date"}, "20240131", None),
    ({"type": "date", "format": "%d.%m.%Y"}, "31.01.2024", date(2024, 1, 31)),
    ({"type": "date", "format": "%d.%m.%Y"}, "2024-01-31", None),
    ({"type": "date", "format": "any"}, "31 Jan 2024", date(2024, 1, 31)),
    ({"type": "time"}, "12:30:00", time(12, 30)), ({"type": "time"}, "12:30", None),
    ({"type": "time"}, "24:30:00", None), ({"type": "time", "format": "%H.%M"}, "12.30", time(12, 30)),
    ({"type": "datetime"}, "2024-01-31T12:00:00", datetime(2024, 1, 31, 12)),
    ({"type": "datetime"}, "2024-01-31T12:00:00.5", datetime(2024, 1, 31, 12, 0, 0, 500_000)),
    ({"type": "datetime"}, "2024-01-31 12:00:00", None), ({"type": "datetime"}, "2024-01-31", None),
    ({"type": "datetime", "format": "%Y%m%d%H%M"}, "202401311200", datetime(2024, 1, 31, 12)),
    ({"type": "duration"}, "P1DT2H", timedelta(days=1, hours=2)), ({"type": "duration"}, "PT0S", timedelta()),
    ({"type": "duration"}, "-PT1.5S", -timedelta(seconds=1.5)), ({"type": "duration"}, "P1Y2M", "P1Y2M"),
    ({"type": "duration"}, "1 day", None), ({"type": "duration"}, "P", None), ({"type": "duration"}, "P1DT", None),
    ({"type": "year"}, "2024", 2024), ({"type": "year"}, "-0044", -44), ({"type": "year"}, "24", None),
    ({"type": "yearmonth"}, "2024-02", "2024-02"), ({"type": "yearmonth"}, "2024-13", None),
    ({"type": "geopoint"}, "10.75,59.91", "10.75,59.91"), ({"type": "geopoint"}, "190,0", None),
    ({"type": "geopoint", "format": "array"}, "[10, 59]", "[10, 59]"), ({"type": "object"}, "[1]", None),
    ({"type": "array"}, "[1]", "[1]"), ({"type": "geojson"}, "{}", "{}"),
    ({"type": "date"}, "2024-01-31T00:00:00", None), ({"type": "date"}, "", None), ({"type": "date"}, "2023-02-29", None),
    ({"type": "date"}, "2024-02-29", date(2024, 2, 29)), ({"type": "date", "format": "any"}, "2024-01-31", date(2024, 1, 31)),
    ({"type": "date", "format": "any"}, "soon", None),
    ({"type": "date", "format": "fmt:%d/%m/%y"}, "31/01/24", date(2024, 1, 31)),
    ({"type": "date", "format": "%d.%m.%Y"}, "31.01.2024 x", None),
    ({"type": "date", "format": "%Y %j"}, "2024 032", date(2024, 2, 1)),
    ({"type": "time"}, "00:00:00", time(0)), ({"type": "time"}, "23:59:59.999999", time(23, 59, 59, 999_999)),
    ({"type": "time"}, "12:30:60", None), ({"type": "time"}, "1:30:00", None), ({"type": "time"}, "12:30:00Z", None),
    ({"type": "time", "format": "any"}, "14:05", time(14, 5)), ({"type": "time", "format": "%H.%M"}, "12:30", None),
    ({"type": "datetime"}, "2024-01-31T24:00:00", None), ({"type": "datetime"}, "2024-02-30T12:00:00", None),
    ({"type": "datetime"}, "2024-01-31T12:00", None), ({"type": "datetime"}, "", None),
    ({"type": "datetime", "format": "any"}, "31 Jan 2024 14:05", datetime(2024, 1, 31, 14, 5)),
    ({"type": "datetime", "format": "%d.%m.%Y %H:%M"}, "31.01.2024", None),
    ({"type": "duration"}, "P1W", timedelta(weeks=1)), ({"type": "duration"}, "PT36H", timedelta(hours=36)),
    ({"type": "duration"}, "P1M", "P1M"), ({"type": "duration"}, "PT1M", timedelta(minutes=1)),
    ({"type": "duration"}, "P1S", None), ({"type": "duration"}, "P200000000D", None),
    ({"type": "datetime"}, "2024-01-31T12:00:60", None),
    ({"type": "duration"}, "P-1D", None), ({"type": "duration"}, "P99999999999D", None), ({"type": "duration"}, "", None),
    ({"type": "year"}, "0001", 1), ({"type": "year"}, "10000", 10000), ({"type": "year"}, "2024.0", None),
    ({"type": "year"}, "-44", None), ({"type": "yearmonth"}, "2024-00", None), ({"type": "yearmonth"}, "2024-1", None),
    ({"type": "yearmonth"}, "202401", None), ({"type": "geopoint"}, "10.75, 59.91", "10.75, 59.91"),
    ({"type": "geopoint"}, "10.75", None), ({"type": "geopoint"}, "0,91", None), ({"type": "geopoint"}, "nan,0", None),
    ({"type": "geopoint", "format": "object"}, '{"lon": 10, "lat": 59}', '{"lon": 10, "lat": 59}'),
    ({"type": "geopoint", "format": "object"}, '{"lon": 10}', None), ({"type": "geopoint", "format": "array"}, "[10]", None),
    ({"type": "geopoint", "format": "array"}, "10,59", None), ({"type": "object"}, '{"a": 1}', '{"a": 1}'),
    ({"type": "object"}, "{", None), ({"type": "array"}, "{}", None), ({"type": "array"}, "1", None),
    ({"type": "geojson"}, "[]", None), ({"type": "any"}, "0301", "0301"), ({}, "0301", "0301"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "text", "value"), TIMES)
def test_group_15_dates_times_and_the_rest(
    tmp_path: Path, field: dict[str, Any], text: str, value: object
) -> None:
    assert values(tmp_path, field, [text]) == [value]


def test_group_15_times_of_a_zone_are_one_moment(tmp_path: Path) -> None:
    texts = ["2024-01-31T12:00:00Z", "2024-01-31T13:00:00+01:00"]
    found = values(tmp_path, {"type": "datetime"}, texts)
    assert found[0] == found[1]


LISTS: list[tuple[dict[str, Any], str, Any]] = [
    ({"itemType": "integer", "delimiter": ";"}, "1;2", [1, 2]), ({"itemType": "integer", "delimiter": ";"}, "1;x", None),
    ({"itemType": "integer"}, "3", [3]), ({}, "a,b", ["a", "b"]), ({}, "a,,b", ["a", "", "b"]), ({}, "a, b", ["a", " b"]),
    ({"delimiter": "|"}, "a,b|c", ["a,b", "c"]), ({"itemType": "boolean"}, "true,0", [True, False]),
    ({"itemType": "number"}, "1.5,2", [1.5, 2.0]), ({"itemType": "number"}, "1.5,two", None),
    ({"itemType": "date"}, "2024-01-31,2024-02-01", [date(2024, 1, 31), date(2024, 2, 1)]),
    ({"itemType": "date"}, "2024-01-31,tomorrow", None), ({"itemType": "time"}, "12:30:00", [time(12, 30)]),
    ({"itemType": "datetime"}, "2024-01-31T12:00:00", [datetime(2024, 1, 31, 12)]),
]  # fmt: skip


@pytest.mark.parametrize(("options", "text", "value"), LISTS)
def test_group_16_lists(tmp_path: Path, options: dict[str, Any], text: str, value: object) -> None:
    assert values(tmp_path, {"type": "list"} | options, [text]) == [value]


@pytest.mark.parametrize(
    ("field", "cells", "bad"),
    [
        ({"type": "string", "categories": ["m", "k"]}, ["m", "k", ""], []),
        ({"type": "string", "categories": ["m", "k"]}, ["m", "K", "x"], [2, 3]),
        ({"type": "string", "categories": [{"value": "m", "label": "mann"}]}, ["m", "mann"], [2]),
        ({"type": "integer", "categories": [0, 1]}, ["0", "2", "01"], [2]),
        ({"type": "integer", "categories": [{"value": 0, "label": "nei"}]}, ["0", "1"], [2]),
        ({"type": "string", "categories": ["a", "b"], "categoriesOrdered": True}, ["b", "c"], [2]),
    ],
)
def test_group_16_categories(tmp_path: Path, field: dict[str, Any], cells: list[str], bad: list[int]) -> None:
    descriptor = table([{"name": "id", "type": "integer"}, {"name": "value"} | field])
    text = "id,value\n" + "".join(f"{at},{cell}\n" for at, cell in enumerate(cells))
    report = validated(tmp_path, descriptor, {"rows.csv": text})
    assert rules(report) == [("categories", "value", row) for row in bad], str(report)
