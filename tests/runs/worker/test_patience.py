"""One run that makes trouble holds up no other, and ends all the same when it can."""

from dataclasses import dataclass, field
from typing import Self

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from stabbur.errors import BadInput, StabburError, Unavailable
from stabbur.runs.launchers.base import Seen
from stabbur.runs.launchers.local import LocalLauncher
from stabbur.runs.queue import claiming
from stabbur.runs.queue.values import Run
from stabbur.runs.worker import patience
from stabbur.runs.worker import working as module
from stabbur.runs.worker.patience import Patience
from stabbur.runs.worker.presence import host_name
from stabbur.settings import Settings
from tests.runs.conftest import Scene


@dataclass
class Faulty:
    """A stand-in for a launcher whose fault comes so many times; the rest is the real one's."""

    real: LocalLauncher
    what: str
    error: Exception
    times: int
    run: int = 1
    seen: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        return cls(LocalLauncher.open(settings), "", OSError(), 0)

    def _fail(self, what: str, run: Run) -> None:
        if (what, run.id) == (self.what, self.run):
            self.seen.append(what)
            if len(self.seen) <= self.times:
                raise self.error

    def start(self, run: Run, *, lease_seconds: float) -> str:
        self._fail("start", run)
        return self.real.start(run, lease_seconds=lease_seconds)

    def look(self, run: Run, *, renewed: bool = False) -> Seen:
        self._fail("look", run)
        return self.real.look(run, renewed=renewed)

    def adopt(self, run: Run) -> Seen:
        self._fail("adopt", run)
        return self.real.adopt(run)

    def cancel(self, run: Run, reason: str) -> None:
        self.real.cancel(run, reason)

    def forget(self, run: Run) -> None:
        self._fail("forget", run)
        self.real.forget(run)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST_SECONDS", 0.1)
    monkeypatch.setattr(module, "AGAIN_SECONDS", 0.1)


def faulty(worker: module.Worker, what: str, error: Exception, times: int) -> Faulty:
    real = worker.launchers["local"]
    assert isinstance(real, LocalLauncher)
    made = Faulty(real, what, error, times)
    worker.launchers["local"] = made
    return made


FAULTS: list[Exception] = [AttributeError("x"), BadInput("bad", hint="x"), OSError("disk")]


@pytest.mark.parametrize("what", ["look", "forget"])
@pytest.mark.parametrize("error", FAULTS, ids=lambda one: type(one).__name__)
def test_fault_of_one_run_by_a_stand_in_launcher_lets_the_others_run_and_passes(
    scene: Scene, what: str, error: Exception
) -> None:
    with scene.working() as worker:
        launcher = faulty(worker, what, error, 3)
        scene.add()
        scene.add()
        runs = scene.ended(2)
        assert [one.state for one in runs] == ["succeeded", "succeeded"]
        scene.until(lambda: not worker.mine)
    assert launcher.seen
    assert scene.left() == {"start": 2, "end": 2}


def test_fault_for_ever_by_a_stand_in_launcher_lets_the_others_run(scene: Scene) -> None:
    scene.add()
    claiming.claim(scene.engine, host_name(), "dead", lease_seconds=0)
    with scene.working() as worker:
        faulty(worker, "adopt", AttributeError("x"), 10_000)
        scene.until(lambda: worker.mine)
        scene.add()
        assert [one.state for one in scene.ended()] == ["running", "succeeded"]


def test_orphan_that_a_stand_in_launcher_cannot_decide_about_is_decided_about_later(scene: Scene) -> None:
    scene.add()
    claiming.claim(scene.engine, host_name(), "dead", lease_seconds=0)
    with scene.working() as worker:
        launcher = faulty(worker, "adopt", BadInput("bad", hint="x"), 2)
        (run,) = scene.ended()
    assert (run.state, run.attempt, run.launch) == ("succeeded", 1, 2)
    assert len(launcher.seen) == 3


def test_start_that_a_stand_in_launcher_cannot_do_now_is_done_later(scene: Scene) -> None:
    with scene.working() as worker:
        faulty(worker, "start", Unavailable("the vault sleeps", hint="x"), 2)
        scene.add()
        (run,) = scene.ended()
    assert (run.state, run.attempt, run.launch) == ("succeeded", 1, 3)
    assert scene.left() == {"start": 1, "end": 1}


@pytest.mark.parametrize(
    ("error", "launch"), [(Unavailable("gone", hint="dig"), module.LAUNCHES), (BadInput("no", hint="dig"), 1)]
)
def test_start_that_a_stand_in_launcher_can_never_do_has_failed(
    scene: Scene, error: StabburError, launch: int
) -> None:
    with scene.working() as worker:
        faulty(worker, "start", error, 10_000)
        scene.add()
        (run,) = scene.ended()
    assert (run.state, run.launch, run.reason) == ("failed", launch, f"{error}; dig")


def test_run_whose_end_nobody_can_be_told_of_ends_all_the_same(scene: Scene) -> None:
    def tell(connection: Connection, run: Run) -> None:
        raise BadInput("'teams:x' is no way of telling people", hint="x")

    with scene.working() as worker:
        worker.chores.tell = tell
        scene.add()
        scene.add()
        assert [one.state for one in scene.ended(2)] == ["succeeded", "succeeded"]


def test_state_that_is_away_is_no_fault_of_a_run(scene: Scene) -> None:
    scene.add()
    (run,) = scene.runs()
    held = Patience()
    with pytest.raises(OperationalError), held.of(run):
        raise OperationalError("select", {}, Exception("gone"))
    assert not held.waits(run)
    _fail(held, run)
    assert held.waits(run)
    held.forget(run)
    assert not held.waits(run)


def _fail(held: Patience, run: Run) -> None:
    with held.of(run):
        raise ValueError
