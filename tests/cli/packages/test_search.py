"""stabbur search."""

from pathlib import Path

import pandas as pd
import pytest

import stabbur as sb
from tests.cli.conftest import Run


def publish(title: str, name: str) -> None:
    package = sb.Datapackage(name=name, title=title, description="Dager med fravær etter næring")
    package.add_resource(pd.DataFrame({"alder": [1, 2]}), name="tabell")
    sb.publish(package, owner="nav", access="public")


def test_finds_what_was_published(run: Run, home: Path) -> None:
    publish("Sykefravær", "sykefravaer")
    rows = run("search", "fravær", "--json").rows
    assert [row["id"] for row in rows] == ["nav/sykefravaer"]
    assert {"id", "title", "kind", "version", "access", "updated", "withdrawn", "why"} == set(rows[0])
    assert "nav/sykefravaer" in run("search", "alder").out
    publish("Boligpriser", "boligpriser")
    assert [row["id"] for row in run("search", "--sort", "title", "--json").rows] == [
        "nav/boligpriser",
        "nav/sykefravaer",
    ]


def test_says_what_may_have_been_meant(run: Run, home: Path) -> None:
    publish("Sykefravær", "sykefravaer")
    done = run("search", "sykefrvær")
    assert "nav/sykefravaer" in done.out
    assert "did you mean 'sykefravær'?" in done.err


def test_nothing_found_is_an_empty_list(run: Run, home: Path) -> None:
    assert run("search", "fravær", "--json").rows == []
    done = run("search", "fravær")
    assert (done.code, done.out) == (0, "")
    assert "nothing found for 'fravær'" in done.err


def test_without_words_everything_is_listed_the_newest_first(run: Run, home: Path) -> None:
    assert "nothing is published yet" in run("search").err
    assert "nothing is published yet" in run("search", "  ").err
    assert "nothing found in story, ssb" in run("search", "", "--kind", "story", "--owner", "ssb").err
    publish("Boligpriser", "boligpriser")
    publish("Sykefravær", "sykefravaer")
    for words in ([], [""], ["  "]):
        rows = run("search", *words, "--json").rows
        assert [row["id"] for row in rows] == ["nav/sykefravaer", "nav/boligpriser"]
    titled = run("search", "", "--sort", "title", "--json").rows
    assert [row["id"] for row in titled] == ["nav/boligpriser", "nav/sykefravaer"]


def test_says_which_words_are_left_out(run: Run, home: Path) -> None:
    publish("Sykefravær", "sykefravaer")
    done = run("search", "xyzzy", "sykefravær", "romskip")
    assert "nav/sykefravaer" in done.out
    assert "nothing has all the words; these are without 'xyzzy', 'romskip'" in done.err
    assert "without" not in run("search", "sykefravær").err


def test_fits_the_terminal_and_marks_what_is_withdrawn(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("Sykefravær " + ("etter næring og alder " * 5).strip(), "sykefravaer")
    publish("Boligpriser", "boligpriser")
    assert run("withdraw", "nav/boligpriser", "1", "--reason", "feil tall").code == 0
    for width in (60, 80, 100, 200):
        monkeypatch.setenv("COLUMNS", str(width))
        done = run("search", "fravær")
        assert max(map(len, done.out.splitlines())) <= width
        assert "nav/sykefravaer" in done.out
        assert ("why" in done.out.splitlines()[0]) == (width == 200)
        (line,) = [line for line in done.out.splitlines() if "nav/boligpriser" in line]
        assert "withdrawn" in line
        assert "withdrawn" not in next(line for line in done.out.splitlines() if "nav/syke" in line)
    rows = {row["id"]: row for row in run("search", "fravær", "--json").rows}
    assert (rows["nav/boligpriser"]["withdrawn"], rows["nav/sykefravaer"]["withdrawn"]) == (True, False)
    assert rows["nav/sykefravaer"]["title"].endswith("alder")
