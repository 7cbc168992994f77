"""stabbur search."""

from pathlib import Path

import pandas as pd

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
    assert {"id", "title", "kind", "version", "access", "updated", "why"} == set(rows[0])
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
