"""What changed between two versions, in the reader's words and counted as the version's sentence counts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from stabbur.hub.telling.changes import changes_of, summary_text
from stabbur.packages import compare
from tests.hub.published import package
from tests.hub.telling.reading import cells, words


@pytest.fixture(scope="module")
def diff(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The differences of two real versions: a row, texts, keywords and a drawing are new."""
    folder = tmp_path_factory.mktemp("changes")
    old, new = package(4), package(5, title="Ny tittel", keywords=["skog", "fjord"], homepage="https://x.no")
    new.add_view(
        name="etter-fylke", title="Fylker", resource="kommuner", type="bar", x="fylke", y="folketall"
    )
    return compare(old.write(folder / "old"), new.write(folder / "new"))


def test_numbers_agree_with_the_sentence_and_the_lines(diff: Mapping[str, Any]) -> None:
    made = changes_of(diff, words(), cells())
    rows, changed, columns, described = made.numbers
    assert (rows.value, rows.verdict) == ("5", "1 nye, 0 borte")
    assert (changed.value, columns.value) == ("0", "0")
    assert described.value == str(len(made.described)) == "4"
    assert diff["summary"] == "1 row added, 1 view added and 3 descriptions changed."
    assert summary_text(diff["summary"], words(), cells()) == (
        "Nye rader: 1, nye figurer: 1, endrede beskrivelser: 3."
    )


@pytest.mark.parametrize(
    ("language", "places"),
    [
        ("nb", {"tittel", "stikkord", "hjemmeside", "figur etter-fylke"}),
        ("nn", {"tittel", "stikkord", "heimeside", "figur etter-fylke"}),
        ("en", {"title", "keywords", "home page", "figure etter-fylke"}),
    ],
)
def test_places_are_named_in_the_readers_language(
    diff: Mapping[str, Any], language: str, places: set[str]
) -> None:
    made = changes_of(diff, words(language), cells(language))
    assert {one.place for one in made.described} == places
    measures = {one.kind for one in made.measures}
    assert measures <= {
        words(language)(name) for name in ("missing values", "different values", "lowest", "highest", "mean")
    }


def test_lists_are_told_by_their_parts(diff: Mapping[str, Any]) -> None:
    made = {one.place: one for one in changes_of(diff, words(), cells()).described}
    assert (made["stikkord"].before, made["stikkord"].now) == ("folketall, kommune", "skog, fjord")
    assert (made["tittel"].before, made["tittel"].now) == ("Folketall etter kommune", "Ny tittel")


def test_nothing_changed_is_safe_to_switch_to() -> None:
    made = changes_of({}, words("en"), cells("en"))
    assert [one.value for one in made.numbers] == ["0", "0", "0", "0"]
    assert [one.verdict for one in made.numbers][1:] == [
        "the figures you had still stand",
        "safe to switch to",
        "texts and licence as before",
    ]


@pytest.mark.parametrize(
    "example",
    [
        {"key": {"nr": "0301"}, "changes": {"folketall": [1, 2]}},
        {"nr": "0301", "changes": {"folketall": [1, 2]}},
    ],
)
def test_changed_cell_names_its_row_as_now_and_as_older_versions_keep_it(example: dict[str, Any]) -> None:
    rows = {"kommuner": {"changed": 1, "key": ["nr"], "examples": [example]}}
    (one,) = changes_of({"rows": rows}, words(), cells()).cells
    assert (one.row, one.column, one.before, one.now) == ("0301", "folketall", "1", "2")


@pytest.mark.parametrize(
    "diff",
    [
        {"rows": {"a": 1}, "schema": "x", "metadata": {}, "statistics": [None]},
        {"rows": {"a": {"examples": [{"changes": {"b": 1}}], "key": None}}},
        {"metadata": [{}], "schema": [{}], "statistics": [{}]},
        {"metadata": [{"path": "views//spec", "old": [{}], "new": [[]]}]},
    ],
)
def test_odd_differences_are_told_as_far_as_they_go(diff: dict[str, Any]) -> None:
    assert len(changes_of(diff, words(), cells()).numbers) == 4


def test_giant_value_is_cut() -> None:
    diff = {"metadata": [{"path": "title", "old": "x" * 10_000, "new": None}]}
    (one,) = changes_of(diff, words(), cells()).described
    assert len(one.before) == 300
    assert one.kind == "endret"


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("", "Første utgave."),
        ("first version", "Første utgave."),
        ("Nothing changed.", "Ingenting er endret i dataene."),
        ("1 story added and 2 stories removed.", "Nye fortellinger: 1, fortellinger borte: 2."),
        ("12000 rows changed.", "Endrede rader: 12\xa0000."),
    ],
)
def test_sentence_in_the_readers_language(stored: str, said: str) -> None:
    assert summary_text(stored, words(), cells()) == said


def test_unread_version_is_not_said_to_be_unchanged() -> None:
    said = summary_text("version 3 could not be read: 'x' is missing", words(), cells())
    assert "kunne ikke leses" in said


def test_a_column_that_came_has_its_type_in_words() -> None:
    new = {"name": "personer", "type": "integer"}
    diff = {
        "schema": [{"resource": "rader", "change": "added", "field": "personer", "old": None, "new": new}]
    }
    (line,) = changes_of(diff, words("en"), cells("en")).columns
    assert "whole number" in line.now
    assert "integer" not in line.now


def test_rows_of_a_new_table_are_counted_by_the_table(tmp_path: Path) -> None:
    new = package(2).add_resource(pl.DataFrame({"n": [1, 2, 3]}), name="mer")
    made = compare(package(2).write(tmp_path / "old"), new.write(tmp_path / "new"))
    rows, *_ = changes_of(made, words("en"), cells("en")).numbers
    assert made["summary"] == "1 table added."
    assert rows.verdict == "none added, none removed"


def test_new_drawing_is_told_without_the_language_it_is_written_in(diff: Mapping[str, Any]) -> None:
    lines = str(changes_of(diff, words(), cells()))
    assert "etter-fylke" in lines
    assert "vega-lite" not in lines


def test_fractions_of_changed_rows_have_the_digits_that_were_meant() -> None:
    changes = {"a": [1.9, 0.1 + 0.2], "år": [2020, 2021], "c": [1234.5, -1.2000000000000002]}
    rows = {"t": {"key": ["k"], "changed": 1, "examples": [{"k": 1, "changes": changes}]}}
    made = changes_of({"rows": rows}, words(), cells()).cells
    assert [(one.before, one.now) for one in made] == [
        ("1,9", "0,3"),
        ("2020", "2021"),
        ("1\N{NO-BREAK SPACE}234,5", "\N{MINUS SIGN}1,2"),
    ]
