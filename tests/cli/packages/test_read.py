"""stabbur read."""

import sqlite3
from pathlib import Path

import polars as pl

import stabbur as sb
from tests.cli.conftest import Run
from tests.servers.web import Site


def test_file(run: Run) -> None:
    Path("a.csv").write_text(
        "kommune,navn,personer\n0301,Oslo,697010\n1101,Eigersund,14860\n", encoding="utf-8"
    )
    rows = run("read", "a.csv", "--rows", "1", "--json").rows
    assert rows == [{"kommune": "0301", "navn": "Oslo", "personer": 697010}]
    assert "Eigersund" in run("read", "a.csv").out


def test_file_without_rows(run: Run) -> None:
    Path("a.csv").write_text("kommune,navn\n")
    done = run("read", "a.csv")
    assert (done.code, done.out) == (0, "")
    assert "columns: kommune, navn" in done.err


def test_source(run: Run) -> None:
    Path("stabbur.toml").write_text('[sources.tall]\nkind = "sqlite"\naddress = "tall.sqlite"\n')
    with sqlite3.connect("tall.sqlite") as connection:
        connection.execute("create table a as select '0301' as kommune, 1 as n")
    assert run("read", "tall", "--query", "select * from a", "--json").rows == [{"kommune": "0301", "n": 1}]
    done = run("read", "tall")
    assert done.code == 2
    assert 'stabbur read tall --query "select …"' in done.err


def test_missing_file(run: Run) -> None:
    done = run("read", "nothing.csv")
    assert (done.code, done.out) == (3, "")
    assert "'nothing.csv'" in done.err


def test_package_in_a_folder_and_published(run: Run) -> None:
    package = sb.Datapackage(name="tall", title="Tall", description="Tall", licenses=[{"name": "CC-BY-4.0"}])
    package.add_resource(pl.DataFrame({"kommune": ["0301"], "n": [1]}), name="kommuner")
    package.write()
    expected = [{"kommune": "0301", "n": 1}]
    assert run("read", "build/tall", "--json").rows == expected
    assert run("read", "build/tall/datapackage.json", "--json").rows == expected
    sb.publish(package, owner="demo")
    assert run("read", "demo/tall", "--json").rows == expected
    assert run("read", "demo/tall", "--resource", "kommuner", "--version", "1", "--json").rows == expected
    assert run("read", "demo/tall", "--version", "2").code == 3


def test_unknown_package(run: Run) -> None:
    done = run("read", "demo/nothing")
    assert (done.code, done.out) == (3, "")


def test_format_that_the_name_does_not_say(run: Run) -> None:
    Path("tall.data").write_text("kommune\n0301\n", encoding="utf-8")
    done = run("read", "tall.data")
    assert (done.code, done.out) == (2, "")
    assert "'tall.data' does not say which format it has" in done.err
    assert "at the prompt --format: one of csv," in done.err
    assert run("read", "tall.data", "--format", "csv", "--json").rows == [{"kommune": "0301"}]


def test_address_of_a_page_is_named_by_its_host(run: Run, site: Site) -> None:
    site.put("/", b"<!doctype html>", content_type="text/html")
    done = run("read", site.url("/"))
    assert (done.code, done.out) == (2, "")
    assert "'127.0.0.1' does not say which format it has" in done.err


def test_mistyped_source_is_named_with_the_nearest(run: Run) -> None:
    Path("stabbur.toml").write_text('[sources.tall]\nkind = "sqlite"\naddress = "tall.sqlite"\n')
    done = run("read", "tal", "--query", "select 1")
    assert done.code == 3
    assert "no source 'tal': the settings have tall" in done.err
    assert "hint: did you mean 'tall'?" in done.err


def test_layout_of_a_file_is_said_by_options(run: Run) -> None:
    Path("a.csv").write_text("Tittel\n\nnr|tall\n0301|1,5\n", encoding="cp1252")
    rows = run(
        "read",
        "a.csv",
        "--option",
        "skip_rows=2",
        "--option",
        "delimiter=|",
        "--option",
        "decimal=,",
        "--json",
    ).rows
    assert rows == [{"nr": "0301", "tall": 1.5}]
    done = run("read", "a.csv", "--option", "sheet=x")
    assert done.code == 2
    assert "csv has no option 'sheet'" in done.err


def test_long_cells_are_cut_wherever_they_stand(run: Run, tmp_path: Path) -> None:
    outline = "[" + "[5.3,60.1]," * 500 + "[1,2]]"
    file = tmp_path / "kommuner.csv"
    file.write_text(f'a;outline\n1;"{outline}"\n', encoding="utf-8")
    shown = run("read", str(file)).out
    assert max(map(len, shown.splitlines())) < 80
    assert "…" in shown
    assert run("read", str(file), "--json").rows[0]["outline"] == outline


def test_an_option_of_a_format_is_answered_with_how_it_is_said(run: Run) -> None:
    Path("a.csv").write_text("x\ny\na,b\n1,2\n", encoding="utf-8")
    for words in (["--skip-rows", "2"], ["--skip_rows=2"], ["--rows", "1", "--skip-rows", "2"]):
        done = run("read", "a.csv", *words)
        assert done.code == 2
        assert "--option skip_rows=2" in done.err
    assert "--option skip_rows=…" in run("read", "a.csv", "--skip-rows").err
    assert "--option" not in run("read", "a.csv", "--colour", "2").err
    assert run("read", "a.csv", "--option", "skip_rows=2", "--json").rows == [{"a": 1, "b": 2}]
