"""stabbur validate."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Done, Run


def errors(done: Done) -> list[dict[str, object]]:
    return [row for row in done.rows if row["level"] == "error"]


def package(rows: str) -> None:
    Path("a.csv").write_text(f"kommune,personer\n{rows}", encoding="utf-8")
    schema = {
        "fields": [{"name": "kommune", "type": "string"}, {"name": "personer", "type": "integer"}],
        "primaryKey": ["kommune"],
    }
    resource = {"name": "a", "path": "a.csv", "type": "table", "schema": schema}
    Path("datapackage.json").write_text(json.dumps({"name": "a", "resources": [resource]}))


def test_valid(run: Run) -> None:
    package("0301,697010\n")
    assert run("validate").code == 0
    done = run("validate", "--json")
    assert errors(done) == []
    assert {row["level"] for row in done.rows} == {"warning"}, "it has neither licence nor description"


def test_broken(run: Run) -> None:
    package("0301,697010\n0301,mange\n")
    done = run("validate", "--json")
    assert done.code == 2
    assert [(row["row"], row["rule"]) for row in errors(done)] == [(2, "type"), (2, "primaryKey")]
    assert all(row["resource"] == "a" for row in errors(done))
    assert "row 2, personer: 'mange' is no integer" in run("validate", ".").out
    assert run("validate", ".").code == 2


def test_no_package(run: Run) -> None:
    done = run("validate", "nowhere")
    assert done.code == 3
    assert "there is no data package at 'nowhere'" in done.err
    assert "hint: a package is a folder with datapackage.json" in done.err


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"\xd8", "it is not UTF-8 text"), (b"[]", "it holds a list"), (b"null", "it holds nothing"),
     (b"{", "line 1 column 2"), (b"'x'", "line 1 column 1")],
)  # fmt: skip
def test_file_that_is_no_descriptor(run: Run, content: bytes, told: str) -> None:
    Path("datapackage.json").write_bytes(content)
    for place in (".", "datapackage.json"):
        done = run("validate", place)
        assert (done.code, done.out) == (2, "")
        assert "datapackage.json' is not the descriptor of a data package: " in done.err
        assert told in done.err
        assert "hint: give the folder of a package, or its datapackage.json" in done.err


def test_table_by_itself_is_read_and_checked(run: Run) -> None:
    Path("Folk tall.csv").write_text("kommune,navn\n0301,Oslo\n", encoding="utf-8")
    assert (run("validate", "Folk tall.csv").code, run("validate", "Folk tall.csv").out) == (0, "valid\n")
    Path("formel.csv").write_text("kommune,navn\n0301,=1+1\n", encoding="utf-8")
    (row,) = run("validate", "formel.csv", "--json").rows
    assert (row["level"], row["field"], row["row"]) == ("warning", "navn", 1)


def test_table_that_cannot_be_read_says_what_to_do(run: Run) -> None:
    Path("ujevn.csv").write_text("kommune,navn\n0301\n", encoding="utf-8")
    done = run("validate", "ujevn.csv")
    assert (done.code, done.out) == (2, "")
    assert "row 2 of 'ujevn.csv' has 1 columns" in done.err
    assert "hint: mend the row" in done.err


TITLED = "Tabell 1: Folketall\n\nnr;n\n0301;1\n0302;2\n1103;3\n"


@pytest.mark.parametrize("confined", [False, True])
def test_title_above_a_table_is_an_error_that_an_option_mends(run: Run, home: Path, confined: bool) -> None:
    if confined:
        (home / "stabbur.toml").write_text("[io]\nmemory_bytes = 300000000\n")
    Path("t.csv").write_text(TITLED, encoding="utf-8")
    done = run("validate", "t.csv", "--json")
    assert done.code == 2
    (row,) = errors(done)
    assert row["rule"] == "layout"
    assert "skip_rows=2 leaves a title out" in str(row["message"])
    said = run("validate", "t.csv")
    assert said.out.startswith("1 error\n't.csv' has one column by its first line")
    mended = run("validate", "t.csv", "--option", "skip_rows=2", "--option", "delimiter=;")
    assert (mended.code, mended.out) == (0, "valid\n")


def test_what_reading_a_table_gave_rise_to_is_a_warning(run: Run) -> None:
    Path("t.csv").write_text("nr;n\n0301;1\n", encoding="utf-8")
    done = run("validate", "t.csv", "--json")
    assert done.code == 0
    (row,) = done.rows
    assert (row["level"], row["rule"]) == ("warning", "reading")
    assert "was read with delimiter=';'" in str(row["message"])


def test_option_that_cannot_be_is_refused(run: Run) -> None:
    Path("t.csv").write_text("nr,n\n0301,1\n", encoding="utf-8")
    done = run("validate", "t.csv", "--option", "skip_rows=two")
    assert done.code == 2
    assert "'skip_rows' is 'two': it takes a whole number" in done.err
    assert "did you mean 'skip_rows'?" in run("validate", "t.csv", "--option", "skiprows=2").err
    package("0301,1\n")
    done = run("validate", ".", "--option", "skip_rows=2")
    assert done.code == 2
    assert "'.' is a package" in done.err
