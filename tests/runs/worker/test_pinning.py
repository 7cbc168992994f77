"""A run of the newest commit names it from its start on, and its next attempt runs the same."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Engine

from stabbur.runs.queue import reading
from stabbur.runs.worker.pinning import pinned
from tests.runs.queue.given import claimed, end, put


def commit(folder: Path) -> str:
    """Commit what lies in a folder, and return how the commit is called."""
    who = ("-c", "user.name=a", "-c", "user.email=a@example.test")
    for words in (("init", "-q"), ("add", "."), (*who, "commit", "-q", "--allow-empty", "-m", "one")):
        subprocess.run(["git", *words], cwd=folder, check=True)
    told = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True
    )
    return told.stdout.strip()


def test_the_newest_when_it_starts_and_the_same_in_the_next_attempt(engine: Engine, tmp_path: Path) -> None:
    commit(tmp_path)
    put(engine, project=str(tmp_path), commit="HEAD", retries=1, backoff_seconds=0.0)
    newest = commit(tmp_path)
    run = pinned(engine, claimed(engine))
    assert run.commit == newest
    commit(tmp_path)
    end(engine, run, "failed")
    again = claimed(engine)
    assert (again.attempt, pinned(engine, again).commit) == (2, newest)


@pytest.mark.parametrize("asked", [None, "c0ffee"])
def test_the_working_tree_and_a_named_commit_stay_as_they_are(engine: Engine, asked: str | None) -> None:
    put(engine, commit=asked)
    run = claimed(engine)
    assert pinned(engine, run) is run


def test_a_folder_without_a_commit_is_left_to_its_launch(engine: Engine, tmp_path: Path) -> None:
    put(engine, project=str(tmp_path / "gone"), commit="HEAD")
    run = claimed(engine)
    assert pinned(engine, run) is run
    assert reading.one(engine, run.id).commit == "HEAD"
