"""Excel files of a table: every value reads back as what it is."""

import io
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from stabbur.packages import to_excel
from stabbur.packages.tables.excel import category_text, clean, listed


def sheet(data: bytes, name: str = "data") -> list[list[Any]]:
    rows: list[list[Any]] = (
        CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()
    )
    return rows


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0301", "0301"), ("=1+1", "=1+1"), ("@a", "@a"), ("https://x.no", "https://x.no"), ("a\x0bb", "a\ufffdb"),
        (1, 1.0), (10**15 + 1, "1000000000000001"), (1.5, 1.5), (float("inf"), "inf"), (True, True),
        (date(2024, 1, 31), date(2024, 1, 31)), (date(1814, 5, 17), "1814-05-17"),
        (datetime(2024, 1, 31, 12), datetime(2024, 1, 31, 12)), (time(12, 30), time(12, 30)),
        (datetime(2024, 1, 31, 12, tzinfo=UTC), "2024-01-31T12:00:00Z"), (timedelta(hours=26), "P1DT2H"),
        ([1, 2], "[1, 2]"), ({"a": 1}, '{"a": 1}'), (b"\xff", "/w=="),
    ],
)  # fmt: skip
def test_each_value_reads_back_as_what_it_is(value: object, shown: object) -> None:
    assert sheet(to_excel({}, pl.DataFrame({"v": [value]}).to_arrow())) == [["v"], [shown]]


def test_the_dictionary_and_about_sheets_tell_the_rest() -> None:
    field: dict[str, Any] = {"name": "n", "type": "integer", "title": "Antall", "unit": "personer"}
    field |= {"constraints": {"minimum": 0}, "categories": [{"value": 1, "label": "en"}, 2]}
    about: dict[str, Any] = {"title": "Tall", "keywords": ["a", "b"]}
    about["licenses"] = [{"name": "CC0-1.0", "path": "https://x.no"}]
    about["resources"] = [{"name": "r", "title": "Tabell", "schema": {"fields": [field]}}]
    data = to_excel(about, pl.DataFrame({"n": [1]}).to_arrow(), "r")
    assert sheet(data, "dictionary")[1] == [
        "n",
        "Antall",
        "integer",
        "personer",
        "",
        "minimum: 0",
        "1 = en; 2",
    ]
    rows = {row[0]: row[1] for row in sheet(data, "about")}
    assert (rows["licenses"], rows["keywords"]) == ("CC0-1.0 https://x.no", "a; b")
    assert (rows["table name"], rows["table title"]) == ("r", "Tabell")


def test_the_same_table_gives_the_same_bytes() -> None:
    table = pl.DataFrame({"n": [1]}).to_arrow()
    one, two = to_excel({"title": "T"}, table), to_excel({"title": "T"}, table)
    assert zipfile.ZipFile(io.BytesIO(one)).read("docProps/core.xml") == zipfile.ZipFile(
        io.BytesIO(two)
    ).read("docProps/core.xml")


def test_small_words() -> None:
    assert clean("x" * 40_000) == "x" * 32_767
    assert category_text({"value": "m", "label": "mann"}) == "m = mann"
    assert category_text("m") == category_text({"value": "m"}) == "m"
    assert listed([{"title": "SSB", "path": "p"}, "x"]) == "SSB p; x"
