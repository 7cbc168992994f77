"""A run that stops what supervises it ends when it is due all the same."""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from stabbur.runs.launchers import folder as folders
from stabbur.runs.launchers import stopped
from stabbur.runs.launchers.local import LocalLauncher
from stabbur.runs.shim import tree
from stabbur.state import clock
from tests.runs.launchers.test_local import ended, launcher, run_of

__all__ = ["launcher"]


def test_a_run_whose_supervisor_does_not_end_it_is_ended_in_its_place(
    launcher: LocalLauncher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopped, "LATE_SECONDS", -0.4)  # with the grace of these tests a tenth of a second
    sh = "trap : TERM; (env -i setsid sh -c 'kill -STOP $$' &); kill -STOP $PPID; kill -STOP $$"
    run = run_of(tmp_path, sh, started=clock.now(), timeout_seconds=600)
    launcher.start(run, lease_seconds=0)
    shim = _once_stopped(folders.of(run))
    below = tree.descendants(shim)
    assert below
    # the supervisor goes on and finds that there is time left, as one would that is stopped again and again
    outcome = ended(launcher, replace(run, timeout_seconds=0.01)).outcome
    assert outcome
    assert (outcome.state, outcome.exit_code) == ("timed_out", None)
    assert outcome.reason == "it ran more than 0.01 s, and stopped what supervises it"
    assert not [one for one in below if _lives(one)]
    launcher.forget(run)


def test_a_stopped_supervisor_of_a_run_that_may_go_on_is_let_alone(
    launcher: LocalLauncher, tmp_path: Path
) -> None:
    run = run_of(tmp_path, "kill -STOP $PPID; sleep 60", started=clock.now(), timeout_seconds=600)
    launcher.start(run, lease_seconds=0)
    shim = _once_stopped(folders.of(run))
    for _ in range(3):
        assert launcher.look(run).state == "running"
    assert tree.is_stopped(shim)
    launcher.cancel(run, "enough")
    outcome = ended(launcher, run).outcome
    assert outcome
    assert (outcome.state, outcome.reason) == ("cancelled", "enough")
    assert outcome.cpu_seconds is not None, "the supervisor itself told of the end"


def _once_stopped(folder: Path) -> int:
    until = time.monotonic() + 30
    while not any(map(tree.is_stopped, found := tree.supervisors(str(folder)))):
        assert time.monotonic() < until
        time.sleep(0.01)
    return found[0]


def _lives(process: int) -> bool:
    try:
        os.kill(process, signal.SIGCONT)
    except ProcessLookupError:
        return False
    return tree._state(process) != b"Z"
