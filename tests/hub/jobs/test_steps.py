"""The cells of a run, as its folder and its row tell of them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stabbur.hub.jobs.facts import progress
from stabbur.hub.jobs.steps import short, told_of
from stabbur.hub.jobs.words import Words
from stabbur.runs.queue.values import Run

CELLS = [
    {"cell": 2, "started": 10.0, "title": "Les kilden"},
    {"cell": 2, "ended": 12.5, "state": "succeeded"},
    {"cell": 3, "started": 12.5, "title": "counts = frame.sum()"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cells.jsonl").write_text(
        "".join(json.dumps(one) + "\n" for one in CELLS) + '{"cell": 4,', "utf-8"
    )
    told = {"schema": 1, "cells": 4, "done": 1, "cell": 3}
    (tmp_path / "progress.json").write_text(json.dumps(told), encoding="utf-8")
    moved = {"kind": "package", "source": "demo/tall@2", "direction": "read", "rows": 5, "bytes": 900}
    (tmp_path / "moved.jsonl").write_text(json.dumps(moved) + "\n", encoding="utf-8")
    return tmp_path


def test_run_at_work_is_told_of_from_its_folder(
    say: Callable[..., Words], run: Callable[..., Run], folder: Path
) -> None:
    words, live = say(), run(state="running", ended=None)
    told = told_of(words, live, folder)
    assert [(one.number, one.line, one.state.name, one.took) for one in told.steps] == [
        (2, "Les kilden", "succeeded", "2.5 s"),
        (3, "counts = frame.sum()", "running", ""),
    ]
    assert [(one.name, one.address) for one in told.read] == [("demo/tall@2", "/p/demo/tall/v2")]
    found = progress(words, live, told, usual=100.0)
    assert found
    assert (found.share, found.said) == (25, "1 of 4 cells are done. Now cell 3. About 50 s left.")


@pytest.mark.parametrize("state", ["failed", "timed_out", "cancelled", "lost"])
def test_cell_that_was_at_work_ended_as_its_run_did(
    say: Callable[..., Words], run: Callable[..., Run], folder: Path, state: str
) -> None:
    told = told_of(say(), run(state=state), folder)
    assert [one.state.name for one in told.steps] == ["succeeded", state]


def test_run_whose_folder_is_gone_is_told_of_by_its_row(
    say: Callable[..., Words], run: Callable[..., Run], tmp_path: Path
) -> None:
    cell = {"index": 5, "seconds": 0.6, "state": "failed", "error": "ValueError", "code": "assert a"}
    told = told_of(say(), run(state="failed", report={"cells": [cell], "moved": []}), tmp_path / "gone")
    assert told.failed
    assert (told.failed.number, told.failed.error, told.failed.code) == (5, "ValueError", "assert a")


def test_run_without_cells_is_as_far_as_its_usual_time_says(
    say: Callable[..., Words], run: Callable[..., Run], tmp_path: Path
) -> None:
    words, live = say(), run(state="running", ended=None)
    told = told_of(words, live, tmp_path)
    known, late, unknown = (progress(words, live, told, usual) for usual in (100.0, 20.0, None))
    assert known
    assert late
    assert unknown
    assert (known.share, late.share, unknown.share) == (50, 95, None)
    assert "longer than usual" in late.said
    assert progress(words, run(), told, None) is None


def test_title_is_one_short_line() -> None:
    assert short("a\nb") == "a"
    assert len(short("x" * 200)) == 70
