"""Tables for people, JSON for programs."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from stabbur.cli.show import plain, show, table


@dataclass
class Row:
    name: str


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, True),
        (1.5, 1.5),
        (float("nan"), None),
        (float("inf"), None),
        (Decimal("1.10"), "1.10"),
        (date(2021, 1, 1), "2021-01-01"),
        (datetime(2021, 1, 1, tzinfo=UTC), "2021-01-01T00:00:00+00:00"),
        (Path("a/b"), "a/b"),
        ((1, {2}), [1, [2]]),
        ({1: Row("å")}, {"1": {"name": "å"}}),
    ],
)
def test_values_in_json(value: object, shown: object) -> None:
    assert plain(value) == shown


def test_json_is_one_array(capsys: pytest.CaptureFixture[str]) -> None:
    show([{"a": "æ"}, {"a": float("nan")}], as_json=True)
    assert json.loads(capsys.readouterr().out) == [{"a": "æ"}, {"a": None}]
    show([], as_json=True)
    assert json.loads(capsys.readouterr().out) == []


def test_empty_table_says_so_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    show([], empty="no packages yet")
    assert capsys.readouterr() == ("", "no packages yet\n")


def test_table() -> None:
    rows = [
        {"name": "oslo", "persons": 697010, "gone": None, "open": True},
        {"name": "ås", "persons": 7, "open": False},
    ]
    assert table(rows).splitlines() == [
        "name  persons  open",
        "-------------------",
        "oslo   697010  yes",
        "ås          7  no",
    ]


def test_A54_cell_can_not_steer_the_terminal_or_break_the_table() -> None:
    shown = table([{"title": "a\x1b[31m\nb\u202e"}])
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 3


def test_long_cell_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    lines = table([{"a": "x" * 500, "b": "y" * 500}]).splitlines()
    assert all(len(line) <= 84 for line in lines)
    assert lines[2].count("…") == 2


def test_last_column_is_whole_where_nobody_looks_at_a_terminal() -> None:
    message = "x" * 500
    assert table([{"name": "a", "problem": message}]).splitlines()[2] == f"a     {message}"
