"""stabbur sources."""

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Run

SOURCES = """
[sources.tall]
kind = "sqlite"
address = "tall.sqlite"
write = true

[sources.gone]
kind = "postgres"
address = "127.0.0.1:1/base"
user = "kari"
password = { secret = "gone/password" }
"""


@pytest.fixture
def sources(run: Run) -> Run:
    Path("stabbur.toml").write_text(SOURCES)
    with sqlite3.connect("tall.sqlite") as connection:
        connection.execute("create table folketall (kommune text)")
    return run


def test_list(sources: Run) -> None:
    first, second = sources("sources", "list", "--json").rows
    assert first == {
        "name": "tall",
        "kind": "sqlite",
        "address": str(Path("tall.sqlite").resolve()),
        "user": "",
        "write": True,
        "secrets": [],
    }
    assert second["secrets"] == ["gone/password"]
    assert "tall" in sources("sources", "list").out


def test_no_sources(run: Run) -> None:
    done = run("sources", "list")
    assert (done.out, done.code) == ("", 0)
    assert "[sources.NAME]" in done.err
    assert run("sources", "test", "--json").rows == []


def test_source_that_answers(sources: Run) -> None:
    (row,) = sources("sources", "test", "tall", "--json").rows
    assert (row["ok"], row["tables"]) == (True, 1)
    assert row["seconds"] >= 0


def test_source_that_does_not(sources: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    done = sources("sources", "test", "gone", "--json")
    assert done.code == 6
    (row,) = done.rows
    assert (row["ok"], row["code"], row["cure"]) == (
        False,
        "secret-missing",
        "stabbur secrets set gone/password",
    )
    assert "line 11" in row["problem"]
    monkeypatch.setenv("STABBUR_SECRET_GONE_PASSWORD", "hunter2-canary")
    (row,) = (done := sources("sources", "test", "gone", "--json")).rows
    assert not row["ok"]
    assert "hunter2" not in done.out + done.err


def test_unknown_source(sources: Run) -> None:
    done = sources("sources", "test", "tal")
    assert done.code == 3
    assert "no source 'tal': the settings have gone, tall" in done.err
    assert "did you mean 'tall'?" in done.err
