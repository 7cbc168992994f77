"""Kernels that wait, in a project whose environment is that of the tests."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.runs.launchers import spare as spares_of_one
from stabbur.runs.launchers import spares as module
from stabbur.runs.launchers import surroundings
from stabbur.runs.launchers.base import ENDED
from stabbur.runs.launchers.local import LocalLauncher
from stabbur.runs.launchers.spare import Spare
from stabbur.runs.launchers.spares import Spares
from stabbur.runs.queue.values import COLUMNS, Outcome, Run
from tests.projects.conftest import hangup
from tests.runs.execution.conftest import small

__all__ = ["hangup", "small"]

PATIENCE = 60.0
EMPTY = dict.fromkeys(COLUMNS)


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def clicked(project: Path, entry: str, id: int = 8, /, **more: object) -> Run:
    """Return a run that a person started, as a claim gives it."""
    known = {"id": id, "launch": 1, "attempt": 1, "purpose": "run", "state": "running", "token": 1, "gpu": 0}
    known |= {"project": str(project), "entry": entry, "parameters": {}, "cause": "person", "pipeline": ""}
    return Run(**(EMPTY | known | more))  # type: ignore[arg-type]


def ended(launcher: LocalLauncher, run: Run) -> Outcome:
    """Wait for the end of a launch and return it."""
    until(lambda: launcher.look(run).state == ENDED)
    outcome = launcher.look(run).outcome
    launcher.forget(run)
    assert outcome
    return outcome


def of(word: str) -> list[int]:
    """Return the processes of which a word stands in arguments or first environment."""
    found = []
    for one in Path("/proc").iterdir():
        if one.name.isdigit() and int(one.name) != os.getpid():
            try:
                text = (one / "cmdline").read_bytes() + (one / "environ").read_bytes()
            except OSError:
                continue
            if word.encode() in text:
                found.append(int(one.name))
    return found


@pytest.fixture
def waiting(small: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spare]:
    """A kernel of the project that is up."""
    # pytest changes it between the fixtures and the test
    monkeypatch.setattr(surroundings, "LEFT_OUT", surroundings.LEFT_OUT | {"PYTEST_CURRENT_TEST"})
    made_of = spares_of_one.made_of(str(small))
    assert made_of
    made = spares_of_one.make(str(small), made_of)
    until(made.is_up)
    yield made
    if not made.begun:
        made.end()


@pytest.fixture
def warm(small: Path, waiting: Spare, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalLauncher]:
    """A launcher with that one spare, which makes no other."""
    monkeypatch.setattr(module, "LEAST_MEMORY", 0)
    spares = Spares(2, pause_seconds=PATIENCE * 10)
    spares.waiting[str(small)] = waiting
    yield LocalLauncher(settings.load(), grace_seconds=0.5, spares=spares)
    spares.close()
