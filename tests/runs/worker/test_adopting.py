"""Faults of workers: killed, frozen, away; each run is carried out once, and its end is known."""

import os
import random
import signal
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text, update

from stabbur import settings
from stabbur.runs.launchers import folder as folders
from stabbur.runs.queue import claiming, reading
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.cancelling import cancel
from stabbur.runs.queue.values import NewRun
from stabbur.runs.worker import adopting
from stabbur.runs.worker.presence import Presence, host_name, lives
from stabbur.state import clock
from stabbur.state.engine import engine as opened
from stabbur.state.engine import writing
from stabbur.state.tables import run as table
from stabbur.state.tables import trigger
from tests.runs.conftest import Scene

SOAK = os.environ.get("STABBUR_SOAK") == "1"


def test_R01_a_worker_is_killed_in_the_middle_and_the_next_one_adopts_the_run(scene: Scene) -> None:
    go = scene.folder / "go"
    scene.add(f"while [ ! -e {go} ]; do sleep 0.05; done")
    first = scene.worker()
    scene.begun()
    first.kill()
    first.wait()
    second = scene.worker()
    scene.until(lambda: scene.runs()[0].token == 2)
    go.touch()
    (run,) = scene.ended()
    assert (run.state, run.attempt, run.launch) == ("succeeded", 1, 1)
    assert scene.left() == {"start": 1, "end": 1}
    assert second.poll() is None
    assert not lives(str(first.pid))


def test_R02_a_run_that_ends_while_no_worker_lives_is_recorded_later(scene: Scene) -> None:
    go = scene.folder / "go"
    scene.add(f"while [ ! -e {go} ]; do sleep 0.05; done; exit 3")
    first = scene.worker()
    scene.begun()
    first.kill()
    first.wait()
    go.touch()
    folder = scene.launch(scene.runs()[0])
    scene.until((folder / "result.json").exists)
    assert scene.states() == ["running"]
    with scene.working():
        (run,) = scene.ended()
    assert (run.state, run.exit_code, run.reason) == ("failed", 3, "exit code 3")
    assert scene.left()["start"] == 1


def test_R03_a_worker_that_dies_between_claim_and_start_costs_no_attempt(scene: Scene) -> None:
    scene.add()
    claiming.claim(scene.engine, host_name(), "dead", lease_seconds=0)
    with scene.working():
        (run,) = scene.ended()
    assert (run.state, run.attempt, run.launch) == ("succeeded", 1, 2)
    assert scene.left() == {"start": 1, "end": 1}


def test_R08_three_schedulers_and_one_of_them_killed_lose_and_double_no_occurrence(scene: Scene) -> None:
    first = clock.now().replace(second=0, microsecond=0) - timedelta(minutes=7)
    scene.pipeline("a/minutely", "sleep 0.1", schedule="* * * * *", next_at=first, catch_up="all")
    workers = [scene.worker(ticking=0.1) for _ in range(3)]
    scene.begun(2)
    workers[0].kill()
    runs = scene.ended(8)
    times = [run.scheduled_at for run in runs]
    assert len(set(times)) == len(times) >= 8
    assert {run.state for run in runs if run.ended} == {"succeeded"}
    scene.until(lambda: scene.left()["end"] >= len(runs))
    assert scene.left()["start"] == scene.left()["end"]


def test_R13_a_host_that_dies_has_its_tree_stopped_before_another_repeats_it(scene: Scene) -> None:
    beats = scene.folder / "beats"
    again = scene.folder / "again"
    sh = f"[ -e {again} ] && exit 0; touch {again}; while :; do date +%s.%N >>{beats}; sleep 0.05; done"
    scene.add(sh, repeat_if_lost=True)
    first = scene.worker(host="a", lease_seconds=1, margin=2.5)
    scene.begun()
    first.kill()
    first.wait()
    with scene.working(host="b", lease_seconds=1, margin=2.5):
        lost, repeated = scene.ended(2)
    assert (lost.state, repeated.state) == ("lost", "succeeded")
    assert "was silent" in (lost.reason or "") or "renewed" in (lost.reason or "")  # who was faster to tell
    assert lost.ended is not None
    scene.until(lambda: folders.supervisor(scene.launch(lost)) is None)
    assert float(beats.read_text().split()[-1]) < lost.ended.timestamp()


def test_R15_a_worker_killed_around_the_end_makes_exactly_one_run_of_the_next_pipeline(scene: Scene) -> None:
    scene.pipeline("a/first")
    scene.pipeline("a/second")
    with writing(scene.engine) as connection:
        connection.execute(trigger.insert().values(pipeline="a/second", kind="pipeline", subject="a/first"))
    go = scene.folder / "go"
    number = scene.add(f"while [ ! -e {go} ]; do sleep 0.05; done", pipeline="a/first", occurrence="k")
    worker = scene.worker()
    scene.begun()
    worker.kill()
    worker.wait()
    go.touch()
    with scene.working():
        runs = scene.ended(2)
    assert [(run.pipeline, run.state) for run in runs] == [
        ("a/first", "succeeded"),
        ("a/second", "succeeded"),
    ]
    assert runs[1].occurrence == f"after:{number}"


@pytest.mark.soak
def test_R19_chaos_the_worker_is_killed_again_and_again_and_each_run_goes_once(scene: Scene) -> None:
    dice = random.Random(7)
    count = 40 if SOAK else 8
    for _ in range(count):
        scene.add("sleep 0.3")
    for _ in range(10 if SOAK else 2):
        worker = scene.worker()
        seen = scene.left()["start"]
        scene.until(lambda seen=seen: scene.left()["start"] > seen or not _waits(scene))  # type: ignore[misc]
        time.sleep(dice.uniform(0, 0.3))
        worker.kill()
        worker.wait()
    scene.worker()
    assert [run.state for run in scene.ended(count)] == ["succeeded"] * count
    assert scene.left() == {"start": count, "end": count}


def test_what_was_cancelled_while_no_worker_lived_is_ended_by_the_next(scene: Scene) -> None:
    number = scene.add("sleep 44.5")
    worker = scene.worker()
    scene.until(lambda: scene.alive("44.5"))
    worker.kill()
    worker.wait()
    cancel(scene.engine, number, "ada")
    with scene.working():
        (run,) = scene.ended()
    assert (run.state, run.reason) == ("cancelled", "cancelled by ada")
    assert not scene.alive("44.5")


def frozen_between_writes(scene: Scene, process: int) -> None:
    """Stop a worker where it holds no lock: on SQLite that would be the lock of everybody.

    A look at the locks waits for nothing: while a worker stands still, the leases of its runs run out.
    """
    stop(process)
    while not free(scene.engine):
        os.kill(process, signal.SIGCONT)
        time.sleep(0.05)
        stop(process)


def stop(process: int) -> None:
    """Stop a process, and return when it stands still."""
    os.kill(process, signal.SIGSTOP)
    while Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "T":
        time.sleep(0.001)


def free(engine: Engine) -> bool:
    """Return whether nobody is in the middle of writing."""
    if engine.dialect.name == "sqlite":
        with closing(
            sqlite3.connect(str(engine.url.database), timeout=0, isolation_level=None)
        ) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
        return True
    others = "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    with engine.connect() as connection:
        return not connection.scalar(
            text(f"SELECT count(*) FROM pg_stat_activity WHERE {others} AND state <> 'idle'")
        )


def test_R22_a_frozen_worker_that_wakes_is_refused_and_its_late_truth_is_kept(scene: Scene) -> None:
    again = scene.folder / "again"
    scene.add(f"[ -e {again} ] && exit 0; touch {again}; sleep 30", repeat_if_lost=True)
    frozen = scene.worker(host="a", lease_seconds=1, margin=2.5)
    scene.begun()
    frozen_between_writes(scene, frozen.pid)
    with scene.working(host="b", lease_seconds=1, margin=2.5):
        scene.ended(2)
    os.kill(frozen.pid, signal.SIGCONT)
    first = scene.runs()[0]
    scene.until(lambda: "late" in [one.kind for one in reading.history(scene.engine, first.id)])
    assert scene.states() == ["lost", "succeeded"]


def test_the_clock_that_jumps_an_hour_ends_no_run(scene: Scene) -> None:
    """Only the shim's own look is left to the wall clock, and it counts on another: its beat is set far back."""
    go = scene.folder / "go"
    scene.add(f"while [ ! -e {go} ]; do sleep 0.05; done")
    worker = scene.worker(lease_seconds=20, margin=60)
    scene.begun()
    frozen_between_writes(scene, worker.pid)
    beat = scene.launch(scene.runs()[0]) / "beat"
    hour_ago = time.time() - 3600
    os.utime(beat, (hour_ago, hour_ago))  # as the file looks when the clock has jumped an hour on
    time.sleep(1.3)
    os.kill(worker.pid, signal.SIGCONT)
    go.touch()
    (run,) = scene.ended()
    assert run.state == "succeeded"


def _waits(scene: Scene) -> bool:
    return any(state in ("queued", "running") for state in scene.states())


def test_R13_another_machine_takes_over_some_time_after_the_lease_and_not_before(scene: Scene) -> None:
    scene.add()
    claiming.claim(scene.engine, "far:0", "far:0:1:2", lease_seconds=30)
    for silent, taken in ((-1, 0), (5, 0), (11, 1)):
        with writing(scene.engine) as connection:
            connection.execute(update(table).values(lease=clock.now() - timedelta(seconds=silent)))
        assert len(adopting.orphans(scene.engine, "other:1", "me")) == taken, silent


def test_a_run_of_a_machine_that_was_given_another_name_is_adopted(scene: Scene) -> None:
    home = host_name().rpartition(":")[2]
    scene.add()
    claiming.claim(scene.engine, f"oldname:{home}", f"oldname:{home}:1:2", lease_seconds=0)
    found = adopting.orphans(scene.engine, host_name(), "me")
    if scene.engine.dialect.name == "postgresql":  # there a name is all that tells machines apart
        assert found == []
        return
    assert [(one.run.id, one.near) for one in found] == [(1, True)]
    assert adopting.orphans(scene.engine, "other:0", "me") == []
    with scene.working():
        (run,) = scene.ended()
    assert run.state == "succeeded"


def test_a_state_in_its_usual_place_is_of_this_machine_whatever_the_home_was_called(home: Path) -> None:
    state = opened(settings.load())
    if state.dialect.name != "sqlite":
        return
    with writing(state) as connection:
        add(connection, NewRun("/p", "a.py", "ada", "person"))
    claiming.claim(state, "old:1", "old:1:2:3", lease_seconds=0)
    assert [one.near for one in adopting.orphans(state, host_name(), "me")] == [True]
    living = Presence("old:1")
    claiming.take_over(state, reading.one(state, 1), "old:1", living.name, lease_seconds=0)
    assert adopting.orphans(state, host_name(), "me") == []
    living.leave()
