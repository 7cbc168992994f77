"""New files in a bucket start the pipelines that wait for them, when they are whole."""

import os
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from stabbur import settings
from stabbur.runs.queue import reading
from stabbur.runs.schedule import files
from stabbur.settings import Bucket, Settings
from stabbur.state import clock
from tests.runs.queue.given import change, claimed, end, make


@pytest.fixture
def inbox(tmp_path: Path, home: Path) -> Path:
    """A folder that is the bucket `inbox`."""
    folder = tmp_path / "inbox"
    (folder / "sales").mkdir(parents=True)
    return folder


@pytest.fixture
def known(inbox: Path) -> Settings:
    return settings.load().model_copy(update={"buckets": {"inbox": Bucket(address=str(inbox))}})


def lay(file: Path, text: str, seconds_ago: float = 60) -> None:
    """Lay a file there that was written a while ago."""
    file.write_text(text)
    then = time.time() - seconds_ago
    os.utime(file, (then, then))


def test_the_first_look_remembers_and_the_next_starts(engine: Engine, inbox: Path, known: Settings) -> None:
    make(engine, "a/b", ("bucket", "inbox/sales/"))
    lay(inbox / "sales" / "å.csv", "1")
    assert files.fire(engine, known) == 0
    assert files.fire(engine, known) == 0
    lay(inbox / "sales" / "b.csv", "2")
    lay(inbox / "other.csv", "3")
    assert files.fire(engine, known) == 1
    assert files.fire(engine, known) == 0
    run = claimed(engine)
    assert (run.cause, run.pipeline) == ("bucket", "a/b")
    end(engine, run)
    lay(inbox / "sales" / "å.csv", "changed", 30)
    assert files.fire(engine, known) == 1
    (inbox / "sales" / "b.csv").unlink()
    assert files.fire(engine, known) == 0


def test_a_file_that_is_being_written_is_waited_for(engine: Engine, inbox: Path, known: Settings) -> None:
    make(engine, "a/b", ("bucket", "inbox/sales/"))
    files.fire(engine, known)
    lay(inbox / "sales" / "a.csv", "half", 1)
    assert files.fire(engine, known) == 0
    lay(inbox / "sales" / "a.csv", "whole", 11)
    assert files.fire(engine, known) == 1


def test_two_that_look_at_once_start_one_run(engine: Engine, inbox: Path, known: Settings) -> None:
    make(engine, "a/b", ("bucket", "inbox/sales/"))
    files.fire(engine, known)
    lay(inbox / "sales" / "a.csv", "1")
    found = files.lying("inbox/sales/", known, clock.now())
    assert files._compare(engine, "a/b", "inbox/sales/", "{}", found) == 1
    assert files._compare(engine, "a/b", "inbox/sales/", "{}", found) == 0
    assert files._compare(engine, "a/b", "inbox/sales/", "{}", {"what one saw who is slow": "1"}) == 0
    assert len(reading.listed(engine)) == 1


def test_a_bucket_that_is_gone_does_not_stop_the_others(engine: Engine, inbox: Path, known: Settings) -> None:
    make(engine, "a/gone", ("bucket", "nowhere/x"))
    make(engine, "a/there", ("bucket", "inbox/"))
    make(engine, "a/paused", ("bucket", "inbox/"), paused=1)
    files.fire(engine, known)
    lay(inbox / "a.csv", "1")
    assert files.fire(engine, known) == 1
    assert reading.listed(engine)[0].pipeline == "a/there"


def test_one_that_is_paused_while_its_bucket_is_looked_at_is_not_started(
    engine: Engine, inbox: Path, known: Settings
) -> None:
    make(engine, "a/b", ("bucket", "inbox/sales/"))
    files.fire(engine, known)
    lay(inbox / "sales" / "a.csv", "1")
    found = files.lying("inbox/sales/", known, clock.now())
    change(engine, "a/b", paused=1)
    assert files._compare(engine, "a/b", "inbox/sales/", "{}", found) == 0
    change(engine, "a/b", paused=0)
    assert files.fire(engine, known) == 1
