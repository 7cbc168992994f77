"""A worker in a thread of another program."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.runs.launchers.local import LocalLauncher
from stabbur.runs.queue import reading
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.values import ENDED, NewRun
from stabbur.runs.worker import presence, within
from stabbur.runs.worker.warm import kept_up
from stabbur.runs.worker.within import carrying_out
from stabbur.runs.worker.working import Worker
from stabbur.state.engine import engine, writing
from tests.runs.conftest import Scene


def test_runs_are_carried_out_while_the_other_program_goes_on(home: Path) -> None:
    known = settings.load()
    with writing(engine(known)) as connection:
        number = add(connection, NewRun(str(home / "gone"), "a.py", "ada", "person"))
    assert number
    with carrying_out(known):
        until = time.monotonic() + 30
        while reading.one(engine(known), number).state not in ENDED:
            assert time.monotonic() < until
            time.sleep(0.02)
        assert list(presence.folder().iterdir())
    assert not list(presence.folder().iterdir())
    assert reading.one(engine(known), number).state == "failed"


@pytest.mark.parametrize("wanted", [True, False])
def test_it_does_nothing_where_it_is_not_wanted(
    home: Path, monkeypatch: pytest.MonkeyPatch, wanted: bool
) -> None:
    monkeypatch.setenv("STABBUR_RUNS__WORKER", "true" if not wanted else "false")
    with carrying_out(settings.load(), wanted=wanted):
        time.sleep(0.1)
    assert not presence.folder().exists()


def test_a_state_that_cannot_be_opened_ends_nothing_else(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_STATE__ADDRESS", "postgresql://127.0.0.1:1/nothing")
    with carrying_out(settings.load()):
        reached = True
    assert reached


def test_a_fault_of_any_kind_ends_no_thread(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = threading.Event()
    real, count = Worker.work, list[int]()

    def work(worker: Worker) -> None:
        count.append(1)
        if len(count) == 1:
            raise AttributeError("x")
        seen.set()
        real(worker)

    monkeypatch.setattr(within, "AGAIN_SECONDS", 0.1)
    monkeypatch.setattr(Worker, "work", work)
    with carrying_out(settings.load()):
        assert seen.wait(30)


def test_a_step_that_fails_in_any_way_is_followed_by_the_next(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scene.working() as worker:
        monkeypatch.setattr(worker.chores, "do", _failing_once(worker.chores.do))
        scene.add()
        assert [one.state for one in scene.ended()] == ["succeeded"]


def _failing_once(real: Callable[[], None]) -> Callable[[], None]:
    left = [1]

    def do() -> None:
        if left:
            left.pop()
            raise AttributeError("x")
        real()

    return do


@pytest.mark.parametrize("warm", [0, 3])
def test_so_many_kernels_are_kept_up_beside_a_worker_as_the_settings_say(
    home: Path, monkeypatch: pytest.MonkeyPatch, warm: int
) -> None:
    monkeypatch.setenv("STABBUR_RUNS__WARM", str(warm))
    known = settings.load()
    worker = Worker(engine(known), known)
    with kept_up(worker):
        launcher = worker.launchers["local"]
        assert isinstance(launcher, LocalLauncher)
        assert launcher.spares
        assert launcher.spares.most == warm
        assert not launcher.spares._ended
    assert launcher.spares._ended
