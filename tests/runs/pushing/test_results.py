"""Results on the commit: in the state, and as a note that everybody who has the repository can read."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import update

from stabbur import settings
from stabbur.runs.pushing import following, results
from stabbur.runs.pushing.receiving import Update, receive
from stabbur.runs.worker.chores import Chores
from stabbur.state.engine import engine, writing
from stabbur.state.tables import run
from tests.runs.keeping import runs
from tests.runs.pushing.repositories import Pair, pair


@pytest.fixture
def made(home: Path, tmp_path: Path) -> Pair:
    """A followed repository, pushed to without a hook, whose two builds have ended."""
    found = pair(tmp_path, "births", "deaths")
    found.push()
    followed = following.follow("kari/counts", str(found.bare))
    commit = found.git("rev-parse", "HEAD").strip()
    assert len(receive(followed, [Update("refs/heads/main", "0" * 40, commit)], actor="kari").builds) == 2
    with writing(engine(settings.load())) as connection:
        connection.execute(update(run).where(run.c.id == 1).values(state="succeeded"))
        connection.execute(update(run).where(run.c.id == 2).values(state="failed", reason="tests\nfailed"))
    return found


def note(made: Pair) -> list[str]:
    words = ["git", "log", "-1", "--notes=stabbur", "--format=%N", "main"]
    done = subprocess.run(words, cwd=made.bare, check=True, capture_output=True, text=True)
    return [line for line in done.stdout.splitlines() if line]


def test_each_build_is_noted_on_its_commit_once(made: Pair) -> None:
    state = engine(settings.load())
    assert results.tell(state) == 2
    assert note(made) == ["births: succeeded, run 1", "deaths: failed, run 2: tests"]
    assert results.tell(state) == 0
    for mark in (following.one("kari/counts").folder / results.TOLD).iterdir():
        mark.unlink()  # as a kill between note and mark leaves it
    results.tell(state)
    assert len(note(made)) == 2
    found = results.of_commit(state, made.git("rev-parse", "HEAD").strip())
    assert [(one.id, one.state) for one in found] == [(2, "failed"), (1, "succeeded")]


def test_a_project_at_the_root_of_its_repository_has_its_own_name(tmp_path: Path) -> None:
    root = tmp_path / "clone"
    root.mkdir()
    assert results.line(runs.made(project=str(root))) == "clone: succeeded, run 1"
    (root / "pyproject.toml").write_text('[project]\nname = "folketall"\n')
    assert results.line(runs.made(project=str(root))) == "folketall: succeeded, run 1"


def test_a_note_holds_no_data_of_an_error() -> None:
    told = "cell 2 failed with ValueError in line 2: raise ValueError('01019912345')"
    line = results.line(runs.made(state="failed", reason=told))
    assert line == "p: failed, run 1: cell 2 failed with ValueError in line 2"


def test_repository_that_is_away_is_told_later_and_the_worker_does_it(made: Pair) -> None:
    away, known = made.bare.with_name("away.git"), settings.load()
    made.bare.rename(away)
    assert results.tell(engine(known)) == 0
    away.rename(made.bare)
    chores = Chores.usual(engine(known), known)
    chores._due = dict.fromkeys(chores._due, 0.0)
    chores.do()
    chores.finish(60)
    assert len(note(made)) == 2
