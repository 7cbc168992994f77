"""Rows are found in whatever is written as JSON or as Python writes it."""

import json
from typing import Any

import pandas as pd
import pytest

from stabbur.disclosure.displayed.objects import rows_in, written_out

FRAME = pd.DataFrame({"kommune": ["A", "B"], "personer": [2, 20]})
ROWS = [["A", "2"], ["B", "20"]]


@pytest.mark.parametrize("orient", ["records", "columns", "split", "table"])
def test_a_frame_as_json_is_read_in_each_of_its_forms(orient: str) -> None:
    told = json.loads(FRAME.to_json(orient=orient))  # type: ignore[call-overload]
    found = [[row[-2:] for row in one.rows] for one in rows_in({"inne": [told]})]
    assert ROWS in found


def test_rows_in_a_script_and_in_a_print_are_found() -> None:
    for text in (
        f"const a = f(1); const rows = {FRAME.to_json(orient='records')};",
        str(FRAME.to_dict("list")),
    ):
        assert [one.rows for one in written_out(text)] == [ROWS]


def test_properties_of_places_are_columns() -> None:
    place = {"type": "Feature", "properties": {"kommune": "A", "personer": 2}, "geometry": {"type": "Point"}}
    one = next(iter(rows_in({"type": "FeatureCollection", "features": [place]})))
    assert one.heads == (("type",), ("kommune",), ("personer",))


def test_what_is_no_table_gives_none() -> None:
    values: list[Any] = [
        None,
        3,
        "x",
        [1, 2],
        {"a": [1]},
        {"a": [], "b": []},
        {"a": [1], "b": [1, 2]},
        [{"a": [1]}],
    ]
    for value in values:
        assert list(rows_in(value)) == []
    assert list(written_out("[{")) == []
