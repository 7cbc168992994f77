"""What the values of a column are, in words: only what means something to a reader."""

from typing import Any

import pytest

from stabbur.hub.tabular.columns import TableColumn
from stabbur.hub.telling.measures import column_rows, values_text
from tests.hub.telling.reading import cells, words

TEXT, NUMBER, YEAR = TableColumn("x"), TableColumn("x", "integer"), TableColumn("år", "integer")


@pytest.mark.parametrize(
    ("column", "found", "said"),
    [
        (TEXT, {"distinct": 356, "min": "0301", "max": "5444"}, "356 ulike · 0301–5444"),
        (TEXT, {"distinct": 4, "min": "1 234", "max": ":"}, "4 ulike"),
        (TEXT, {"distinct": 4, "min": "10", "max": "999"}, "4 ulike"),
        (TEXT, {"distinct": 2, "min": "Alta", "max": "Åsnes"}, "2 ulike"),
        (TEXT, {"distinct": 1, "min": "0301", "max": "0301"}, "én verdi · 0301"),
        (
            TEXT,
            {"distinct": 2, "top": [{"value": "ja", "count": 5}, {"value": "nei", "count": 1}]},
            "2 ulike · oftest ja (5), nei (1)",
        ),
        (
            TEXT,
            {"distinct": 2, "top": [{"value": "ja", "count": 5}, {"value": "nei", "count": 5}]},
            "2 ulike",
        ),
        (NUMBER, {"min": 192, "max": 697010, "mean": 15143.7}, "192–697\xa0010 · snitt 15\xa0144"),
        (NUMBER, {"min": -3, "max": 2, "mean": 0.126}, "\u22123 til 2 · snitt 0,13"),
        (NUMBER, {"min": 7, "max": 7, "mean": 7.0}, "7"),
        (YEAR, {"min": 2020, "max": 2021, "mean": 2020.5}, "2020–2021"),
        (NUMBER, {}, ""),
    ],
)
def test_values_in_words(column: TableColumn, found: dict[str, Any], said: str) -> None:
    assert values_text(found, column, words(), cells()).replace("gjennomsnitt", "snitt") == said


def test_rows_follow_the_schema_with_key_gaps_and_drawing() -> None:
    resource = {
        "schema": {
            "fields": [{"name": "nr", "description": "*Kode*"}, {"name": "antall", "type": "integer"}],
            "primaryKey": "nr",
        }
    }
    bars = [{"count": 3}, {"count": 1}]
    preview = {
        "fields": {"nr": {"distinct": 2}, "antall": {"nulls": 2, "min": 1, "max": 9, "histogram": bars}}
    }
    first, second = column_rows(resource, preview, words(), cells())
    assert (first.is_key, second.is_key) == (True, False)
    assert "<em>Kode</em>" in first.description
    assert "2" in second.missing
    assert not first.missing
    assert "<svg" in second.figure
    assert not first.figure


def test_drawing_of_values_that_are_all_alike_is_left_out() -> None:
    resource = {"schema": {"fields": [{"name": "x"}]}}
    top = [{"value": "a", "count": 4}, {"value": "b", "count": 4}]
    (row,) = column_rows(resource, {"fields": {"x": {"distinct": 2, "top": top}}}, words(), cells())
    assert row.figure == ""


def test_codes_stand_with_their_labels() -> None:
    field = {
        "name": "kjonn",
        "categories": [{"value": "M", "label": "Mann"}, {"value": "K", "label": "Kvinne"}],
    }
    (row,) = column_rows({"schema": {"fields": [field]}}, {}, words(), cells())
    assert row.codes == (("M", "Mann"), ("K", "Kvinne"))


def test_most_frequent_values_go_before_a_range_and_are_cut() -> None:
    top = [{"value": "1" * 90, "count": 1200}, *({"value": str(at), "count": 2} for at in range(9))]
    found = {"distinct": 10, "min": "0", "max": "9", "top": top}
    assert (
        values_text(found, TEXT, words(), cells())
        == f"10 ulike · oftest {'1' * 39}… (1\xa0200), 0 (2), 1 (2)"
    )
