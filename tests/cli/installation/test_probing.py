"""Sources at the prompt: whether one answers, and the nearest name of one that is mistyped."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur import settings
from stabbur.cli.installation.probing import near, probe
from stabbur.errors import NotFound
from tests.cli.conftest import Run


def probed(text: str) -> dict[str, object]:
    Path("stabbur.toml").write_text(f"[sources.tall]\n{text}\n")
    return probe("tall", settings.load().sources["tall"])


def test_source_that_answers_tells_its_tables(run: Run) -> None:
    with closing(sqlite3.connect("tall.sqlite")) as connection:
        connection.execute("create table a (n)")
    row = probed('kind = "sqlite"\naddress = "tall.sqlite"')
    assert (row["ok"], row["tables"], "problem" in row) == (True, 1, False)


@pytest.mark.parametrize(
    ("text", "code", "cure"),
    [
        ('kind = "sqlite"\naddress = "gone.sqlite"', "file-unknown", "a path is seen from"),
        ('kind = "oracel"', "seam-unknown", "stabbur seams"),
        ('kind = "postgres"\naddress = "127.0.0.1:1/base"', "source-unreachable", "look at the address"),
        ('kind = "postgres"\npassword = { secret = "x" }', "secret-missing", "stabbur secrets set x"),
    ],
)
def test_source_that_does_not_tells_why_and_what_to_do(run: Run, text: str, code: str, cure: str) -> None:
    row = probed(text)
    assert (row["ok"], row["code"]) == (False, code)
    assert str(row["cure"]).startswith(cure)
    assert row["problem"]


def test_A53_secret_of_a_source_is_not_in_its_row(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_SECRET_TALL_PASSWORD", "canary-hunter2")
    row = probed('kind = "postgres"\naddress = "127.0.0.1:1/base"\npassword = { secret = "tall/password" }')
    assert not row["ok"]
    assert "canary" not in str(row)


@given(st.sets(st.text(min_size=1), min_size=1))
def test_known_name_is_itself(known: set[str]) -> None:
    assert all(near(name, known) == name for name in known)


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [("dhv", ["dvh", "tall"], "did you mean 'dvh'?"), ("x", ["dvh"], "stabbur sources list"),
     ("x", [], "stabbur sources list")],
)  # fmt: skip
def test_unknown_name_lists_those_known(name: str, known: list[str], hint: str) -> None:
    with pytest.raises(
        NotFound, match=f"no source '{name}': the settings have {', '.join(known) or 'none'}"
    ) as error:
        near(name, known)
    assert error.value.hint == hint
