"""Carry runs out on this machine, each under a shim of its own."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from stabbur import settings as places
from stabbur.runs.launchers import folder as folders
from stabbur.runs.launchers import graphics, shims, surroundings
from stabbur.runs.launchers.base import ENDED, NEVER, RUNNING, STARTING, Seen
from stabbur.runs.launchers.spares import Spares
from stabbur.runs.launchers.stopped import Stopped
from stabbur.runs.limits.detecting import detect
from stabbur.runs.queue.values import CANCELLED, LOST, TIMED_OUT, Outcome, Run
from stabbur.settings import Settings
from stabbur.state import clock

ENTRY = shims.SHIM.parents[1] / "execution" / "start.py"

LEAVING_SECONDS = 0.1  # between a result and the end of the shim that wrote it

Command = Callable[[Run, Path], Sequence[str]]


class LocalLauncher:
    """Runs as processes of whoever runs the worker; they outlive it.

    Parameters
    ----------
    settings
        The settings of the installation.
    command
        What a run is as a list of arguments, by run and folder; without it the entry of its project.
    grace_seconds
        What a tree has between being asked to end and being killed.
    spares
        Kernels that wait for the next click; without them each run starts its own.
    """

    def __init__(
        self,
        settings: Settings,
        command: Command | None = None,
        grace_seconds: float = 5.0,
        spares: Spares | None = None,
    ) -> None:
        self.settings, self.grace_seconds = settings, grace_seconds
        self.command = command or _entry
        self.spares = spares
        self._shims: dict[str, subprocess.Popen[bytes]] = {}
        self._leaving: list[subprocess.Popen[bytes]] = []
        self._asked: dict[str, str] = {}
        self._stopped = Stopped()

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Return the launcher of this machine."""
        return cls(settings)

    def start(self, run: Run, *, lease_seconds: float) -> str:
        """Start the shim of a launch, which lets nobody start it twice."""
        folder = folders.of(run)
        if folders.began(folder) or run.mark in self._shims:
            return run.mark
        devices = graphics.taken(folder, run.gpu)
        job = self._job(run, folder, lease_seconds) | {"devices": devices}
        folders.lay(folder, job)
        given = surroundings.given(run, folder)
        if devices:
            given.environment[graphics.SHOWN] = ",".join(devices)
        spare = self.spares.take(run) if self.spares else None
        if spare and spare.begin(folder, job, given):
            self._shims[run.mark] = spare.process
        else:
            self._shims[run.mark] = shims.of_run(folder, given)
        return run.mark

    def look(self, run: Run, *, renewed: bool = False) -> Seen:
        """Say what the files of a launch say."""
        folder = folders.of(run)
        if renewed:
            folders.beat(folder)
        found = folders.seen(folder)
        mine = self._shims.get(run.mark)
        if found.state == STARTING and mine is not None and mine.poll() == 0:
            found = Seen(ENDED, Outcome(LOST, reason=folders.GONE))  # only a run that began ends so
        if found.state == STARTING and (mine is None or mine.poll() is not None):
            found = folders.forbid(folder)  # its shim is gone, or was never started
        if found.state == ENDED and found.outcome and found.outcome.state == LOST:
            folders.clear(folder)
        due = self._due(run) if found.state == RUNNING else None
        if due is not None:
            self._stopped.see_to(run, due, self.grace_seconds)
        if found.state in (ENDED, NEVER):
            self._leave(run.mark)
        return found

    def adopt(self, run: Run) -> Seen:
        """Decide by the files alone; what has not begun never will."""
        found = folders.seen(folders.of(run))
        return folders.forbid(folders.of(run)) if found.state == STARTING else self.look(run)

    def cancel(self, run: Run, reason: str) -> None:
        """Wake the shim, which ends the whole tree."""
        self._asked[run.mark] = reason
        folders.ask_to_end(folders.of(run), reason)

    def forget(self, run: Run) -> None:
        """Let go of the shim and of the checkout, which the commit has; the rest of the folder stays to be read."""
        self._leave(run.mark)
        shutil.rmtree(folders.of(run) / "work", ignore_errors=True)

    def _due(self, run: Run) -> Outcome | None:
        """Return how a run should have ended by now; None while it may go on."""
        if run.cancel or run.mark in self._asked:
            return Outcome(CANCELLED, reason=self._asked.get(run.mark) or run.reason or "cancelled")
        limit = run.timeout_seconds or self.settings.runs.timeout_seconds
        if run.started is not None and (clock.now() - run.started).total_seconds() > limit:
            return Outcome(TIMED_OUT, reason=f"it ran more than {limit:g} s, and stopped what supervises it")
        return None

    def _leave(self, mark: str) -> None:
        """Wait for a shim that has told the end, so that it is no zombie; one that takes its time later."""
        self._asked.pop(mark, None)
        self._stopped.forget(mark)
        gone = self._shims.pop(mark, None)
        if gone is not None:
            with suppress(subprocess.TimeoutExpired):
                gone.wait(LEAVING_SECONDS)
            self._leaving.append(gone)
        self._leaving = [one for one in self._leaving if one.poll() is None]

    def _job(self, run: Run, folder: Path, lease_seconds: float) -> dict[str, Any]:
        level = detect()
        digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]
        known = self.settings.runs
        return {
            "schema": 1,
            "run": run.id,
            "attempt": run.attempt,
            "purpose": run.purpose,
            "project": run.project,
            "entry": run.entry,
            "parameters": dict(run.parameters),
            "commit": run.commit,
            "changed": run.commit is None,
            "timeout_seconds": run.timeout_seconds or known.timeout_seconds,
            "cpu": run.cpu,
            "memory_bytes": run.memory_bytes,
            "gpu": run.gpu,
            "scheduled_at": _text(run.scheduled_at),
            "interval_start": _text(run.interval_start),
            "interval_end": _text(run.interval_end),
            "home": str(places.home()),
            "python": sys.executable,
            "live": True,
            "command": [str(part) for part in self.command(run, folder)],
            "lease_seconds": lease_seconds,
            "grace_seconds": self.grace_seconds,
            "log_bytes": known.log_bytes,
            "limits": {
                "version": level.version,
                "parents": level.parents,
                "name": f"stabbur-{run.mark}-{digest}",
            },
        }


def _entry(run: Run, folder: Path) -> list[str]:
    return [sys.executable, "-I", "-S", str(ENTRY), str(folder)]


def _text(moment: object) -> str | None:
    return str(moment) if moment else None
