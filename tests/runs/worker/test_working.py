"""Faults of runs, as a worker records them: killed, cancelled, too long, on a full disk, without a state."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Engine, create_engine, text

from stabbur.runs.launchers import folder as folders
from stabbur.runs.limits.detecting import detect
from stabbur.runs.queue import claiming, reading
from stabbur.runs.queue.cancelling import cancel
from stabbur.runs.queue.values import Run
from tests.runs.conftest import Scene
from tests.runs.working import made


def test_R04_a_run_that_is_killed_has_failed_and_is_tried_again(scene: Scene) -> None:
    scene.add("kill -9 $$", retries=1)
    with scene.working():
        runs = scene.ended(2)
    assert [(run.state, run.attempt) for run in runs] == [("failed", 1), ("failed", 2)]
    assert (runs[0].exit_code, runs[0].reason) == (-9, "ended by signal 9")


def test_R05_a_killed_shim_takes_the_tree_with_it_and_the_run_is_lost(scene: Scene) -> None:
    again = scene.folder / "again"
    sh = f"[ -e {again} ] && exit 0; touch {again}; (setsid sh -c 'sleep 77.5' &); sleep 77.25"
    scene.add(sh, repeat_if_lost=True)
    with scene.working():
        scene.until(lambda: scene.alive("77.5") and scene.alive("77.25"))
        shim = folders.supervisor(scene.launch(scene.runs()[0]))
        assert shim
        os.kill(shim, signal.SIGKILL)
        runs = scene.ended(2)
    assert [run.state for run in runs] == ["lost", "succeeded"]
    assert "nobody knows" in (runs[0].reason or "")
    assert not scene.alive("77.5")
    assert not scene.alive("77.25")


def test_a_lost_run_is_not_repeated_unless_it_is_said_to_be_safe(scene: Scene) -> None:
    scene.add("sleep 77.75", retries=3)
    with scene.working():
        scene.until(lambda: scene.alive("77.75"))
        shim = folders.supervisor(scene.launch(scene.runs()[0]))
        assert shim
        os.kill(shim, signal.SIGKILL)
        scene.ended()
    assert scene.states() == ["lost"]


def test_R06_cancelling_ends_a_tree_that_ignores_the_request_and_left_its_session(scene: Scene) -> None:
    sh = "(setsid sh -c 'trap : TERM; sleep 88.5; sleep 88.5' &); trap : TERM; sleep 88.25; sleep 88.25"
    number = scene.add(sh)
    with scene.working():
        scene.until(lambda: scene.alive("88.5") and scene.alive("88.25"))
        cancel(scene.engine, number, "ada", "wrong month")
        (run,) = scene.ended()
    assert (run.state, run.reason) == ("cancelled", "cancelled by ada: wrong month")
    assert not scene.alive("88.5")
    assert not scene.alive("88.25")


@pytest.mark.parametrize("harm", [":", "kill -STOP $PPID"])
def test_R07_a_run_that_takes_too_long_is_stopped_also_when_it_stops_what_supervises_it(
    scene: Scene, harm: str
) -> None:
    scene.add(f"{harm}; sleep 30", timeout_seconds=0.2)
    with scene.working():
        (run,) = scene.ended()
    assert (run.state, run.reason) == ("timed_out", "it ran more than 0.2 s")


def test_R17_a_state_that_is_away_for_a_while_loses_and_doubles_nothing(scene: Scene) -> None:
    go = scene.folder / "go"
    scene.add(f"while [ ! -e {go} ]; do sleep 0.05; done")
    with scene.working() as worker:
        scene.begun()
        with _away(scene.engine):
            go.touch()
            scene.until((scene.launch(worker.mine[1]) / "result.json").exists)
            time.sleep(0.5)
        scene.add()
        runs = scene.ended(2)
    assert [run.state for run in runs] == ["succeeded", "succeeded"]
    assert scene.left() == {"start": 2, "end": 2}


def test_a_claim_whose_answer_was_lost_with_the_connection_is_carried_out_all_the_same(scene: Scene) -> None:
    scene.add()
    with scene.working() as worker:
        scene.ended()
        scene.add("echo second")
        # the worker wakes and claims it itself, unless this one is faster: both must end in one run
        claiming.claim(scene.engine, worker.host, worker.name, lease_seconds=0)
        worker._unsure = True
        runs = scene.ended(2)
    assert [run.state for run in runs] == ["succeeded", "succeeded"]
    assert scene.left() == {"start": 2, "end": 2}


def test_R18_a_command_that_is_not_there_has_failed_with_127(scene: Scene) -> None:
    scene.add("/no/such/thing")
    with scene.working():
        (run,) = scene.ended()
    assert (run.state, run.exit_code) == ("failed", 127)
    assert "/no/such/thing" in (scene.launch(run) / "log").read_text()


def test_R20_what_wiped_its_environment_neither_holds_up_the_run_nor_outlives_it(scene: Scene) -> None:
    scene.add("(env -i setsid sleep 66.25 &)")
    with scene.working():
        (run,) = scene.ended()
    assert run.state == "succeeded"
    assert not scene.alive("66.25")


def test_R21_a_service_that_stops_loses_the_run_and_does_not_cancel_it(scene: Scene) -> None:
    again = scene.folder / "again"
    scene.add(f"[ -e {again} ] && exit 0; touch {again}; sleep 55.5", repeat_if_lost=True)
    with scene.working():
        scene.until(lambda: scene.alive("55.5"))
        shim = folders.supervisor(scene.launch(scene.runs()[0]))
        assert shim
        os.kill(shim, signal.SIGTERM)
        runs = scene.ended(2)
    assert [run.state for run in runs] == ["lost", "succeeded"]
    assert "service was stopped" in (runs[0].reason or "")


@pytest.mark.only_as("mounts")
def test_R24_a_disk_that_fills_up_does_not_hide_how_a_run_ended(scene: Scene) -> None:
    place = folders.of(replace(_any(scene), id=1)).parent
    place.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", place], check=True)
    try:
        scene.add(f"dd if=/dev/zero of={place}/fill bs=1k count=500 2>/dev/null; echo more; true", attempt=2)
        with scene.working():
            runs = scene.ended(2)
    finally:
        subprocess.run(["umount", "-l", place], check=True)
    assert [run.state for run in runs] == ["cancelled", "succeeded"]


def test_a_killed_grandchild_leaves_a_remark_on_a_run_that_ended_well(scene: Scene) -> None:
    eats = f"{sys.executable} -S -c 'x = bytearray(150_000_000)'"
    scene.add(f"{eats}; true", memory_bytes=60_000_000)
    with scene.working():
        (run,) = scene.ended()
    assert run.state == "succeeded"
    if detect().parents.get("memory"):
        assert run.kills == 1
        assert run.reason == "1 of its processes was killed for want of memory"
        assert run.enforced == "memory enforced"
        assert (run.memory_peak or 0) <= 60_000_000
    else:
        assert "MemoryError" in (scene.launch(run) / "log").read_text()
        assert run.enforced == "memory per process"


def test_a_worker_told_to_end_when_idle_waits_for_the_next_attempt_too(scene: Scene) -> None:
    again = scene.folder / "again"
    scene.add(f"[ -e {again} ] && exit 0; touch {again}; exit 1", retries=1, backoff_seconds=0.3)
    made(scene.engine).work(until_idle=True)
    assert scene.states() == ["failed", "succeeded"]


def test_what_happened_to_a_run_is_kept_in_order(scene: Scene) -> None:
    scene.add()
    with scene.working():
        (run,) = scene.ended()
    assert [one.kind for one in reading.history(scene.engine, run.id)] == ["queued", "running", "succeeded"]
    assert run.cpu_seconds is not None
    assert run.measured in ("tree", "least")


def _any(scene: Scene) -> Run:
    """Return a run that is over, of which only the form is wanted."""
    return cancel(scene.engine, scene.add(), "ada")


@contextmanager
def _away(engine: Engine) -> Iterator[None]:
    """Let the state answer nobody for a while: locked on SQLite, closed to all on PostgreSQL."""
    if engine.dialect.name == "sqlite":
        held = sqlite3.connect(engine.url.database or "", isolation_level=None)
        held.execute("BEGIN EXCLUSIVE")
        yield
        held.execute("ROLLBACK")
        held.close()
        return
    admin = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    name = engine.url.database
    with admin.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
            {"name": name},
        )
        yield
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    admin.dispose()


def test_two_threads_stop_a_worker_at_once(scene: Scene) -> None:
    with scene.working() as worker:
        stoppers = [threading.Thread(target=worker.stop) for _ in range(2)]
        for one in stoppers:
            one.start()
        for one in stoppers:
            one.join()
