"""Files of runs go when their time is over; rows and figures stay, and nobody sees half a run."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from stabbur import settings
from stabbur.runs.execution import environments
from stabbur.runs.keeping import prompting
from stabbur.runs.keeping.sweeping import SCRAP, sweep
from stabbur.runs.queue import reading
from stabbur.runs.worker.presence import host_name
from stabbur.settings import Settings
from stabbur.state import clock
from stabbur.state.engine import writing
from stabbur.state.tables import run
from tests.runs.keeping.runs import past


@pytest.fixture
def place(home: Path) -> Path:
    folder = settings.private() / "runs"
    folder.mkdir()
    return folder


def kept(place: Path, run: int, launch: int = 1) -> Path:
    folder = place / f"{run}.{launch}"
    (folder / "artefacts").mkdir(parents=True)
    (folder / "log").write_text("…")
    return folder


def days(count: float) -> dict[str, Any]:
    return {"ended": clock.now() - timedelta(days=count), "host": host_name()}


def test_takes_what_is_old_and_leaves_the_row(place: Path, engine: Engine) -> None:
    old = past(engine, "old", **days(91), memory_peak=5_000)
    new = past(engine, "new", **days(89))
    gone = [kept(place, old.id), kept(place, old.id, 2)]
    stays = kept(place, new.id)
    assert sweep(engine, Settings()) == 1
    assert not any(folder.exists() for folder in gone)
    assert (stays / "log").exists()
    row = reading.one(engine, old.id)
    assert row.removed is not None
    assert row.memory_peak == 5_000
    assert reading.one(engine, new.id).removed is None
    assert sweep(engine, Settings()) == 0


def test_takes_a_test_after_a_week(place: Path, engine: Engine) -> None:
    old, new = (past(engine, str(count), purpose="test", **days(count)) for count in (8, 6))
    gone, stays = kept(place, old.id), kept(place, new.id)
    assert sweep(engine, Settings()) == 1
    assert (gone.exists(), stays.exists()) == (False, True)


def test_leaves_what_runs_and_what_lies_elsewhere(place: Path, engine: Engine) -> None:
    running = past(engine, "a", **(days(100) | {"state": "running", "ended": None}))
    elsewhere = past(engine, "b", **(days(100) | {"host": "another"}))
    stays = [kept(place, running.id), kept(place, elsewhere.id)]
    assert sweep(engine, Settings()) == 0
    assert all(folder.exists() for folder in stays)


def test_leaves_what_is_no_run(place: Path, engine: Engine) -> None:
    old = past(engine, "old", **days(91))
    others = [place / "host:1:2.worker", place / f"{old.id}.note", place / f"x{old.id}.1"]
    for other in others:
        other.mkdir()
    sweep(engine, Settings())
    assert all(other.exists() for other in others)


def test_follows_no_link_out_of_a_run(place: Path, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "data.csv").write_text("1")
    old = past(engine, "old", **days(91))
    (kept(place, old.id) / "out").symlink_to(tmp_path / "precious")
    sweep(engine, Settings())
    assert (tmp_path / "precious" / "data.csv").exists()


def test_ends_what_a_sweep_that_was_killed_began(place: Path, engine: Engine) -> None:
    scrap = place / f"{SCRAP}3.1"
    scrap.mkdir()
    (scrap / "log").write_text("…")
    sweep(engine, Settings())
    assert not scrap.exists()


def test_keeps_as_long_as_the_settings_say(place: Path, engine: Engine) -> None:
    old = past(engine, "old", **days(3))
    kept(place, old.id)
    known = Settings()
    short = known.model_copy(update={"runs": known.runs.model_copy(update={"keep_days": 2})})
    assert sweep(engine, known) == 0
    assert sweep(engine, short) == 1


def test_what_could_not_be_removed_is_not_noted_as_removed_and_goes_the_next_time(
    place: Path, engine: Engine
) -> None:
    old = past(engine, "old", **days(91))
    folder = kept(place, old.id)
    # what a sweep that was killed has left stands where the folder is to be put
    (place / f"{SCRAP}{folder.name}" / "left").mkdir(parents=True)
    assert sweep(engine, Settings()) == 0
    assert folder.exists()
    assert reading.one(engine, old.id).removed is None
    assert sweep(engine, Settings()) == 1
    assert not folder.exists()
    assert reading.one(engine, old.id).removed is not None


def test_environments_that_no_run_has_used_for_long_go(place: Path, engine: Engine) -> None:
    shared = environments.shared()
    unused, used, new = (shared / name for name in ("a" * 32, "b" * 32, "c" * 32))
    long_ago = clock.now().timestamp() - 91 * 86_400
    for one in (unused, used, new):
        one.mkdir(parents=True)
    (unused / environments.USED).touch()
    os.utime(unused / environments.USED, (long_ago, long_ago))
    (used / environments.USED).touch()
    os.utime(used, (long_ago, long_ago))
    running = past(engine, "a", **(days(0) | {"state": "running", "ended": None}))
    with writing(engine) as connection:
        long = {"started": clock.now() - timedelta(days=92)}
        connection.execute(update(run).where(run.c.id == running.id).values(**long))
    sweep(engine, Settings())
    assert unused.exists(), "a run that is as old may have it"
    with writing(engine) as connection:
        connection.execute(update(run).where(run.c.id == running.id).values(state="failed"))
    sweep(engine, Settings())
    assert sorted(one.name for one in shared.iterdir()) == [used.name, new.name]


def test_a_command_at_the_prompt_sweeps_a_few_at_most_once_an_hour(
    place: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompting, "MOST", 2)
    for count in range(5):
        kept(place, past(engine, str(count), purpose="test", **days(8)).id)
    assert prompting.sweep(engine, Settings()) == 2
    assert prompting.sweep(engine, Settings()) == 0
    stamp = settings.private() / "swept"
    hour_ago = stamp.stat().st_mtime - 3601
    os.utime(stamp, (hour_ago, hour_ago))
    assert prompting.sweep(engine, Settings()) == 2
