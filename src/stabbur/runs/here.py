"""Run an entry at the prompt: under its own shim as every run, with its log and its cells as they come."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from stabbur import seams
from stabbur import settings as all_settings
from stabbur.errors import StabburError
from stabbur.projects.project import Project
from stabbur.runs.execution import checkout
from stabbur.runs.execution.commands import at_hand
from stabbur.runs.keeping import files, logs, prompting
from stabbur.runs.keeping.collecting import lines
from stabbur.runs.keeping.ending import whole
from stabbur.runs.keeping.suggesting import more_memory
from stabbur.runs.launchers import folder as folders
from stabbur.runs.launchers.base import ENDED, NEVER, Launcher, Seen
from stabbur.runs.queue import claiming, finishing, reading
from stabbur.runs.queue.cancelling import cancel
from stabbur.runs.queue.values import CANCELLED, FAILED, NewRun, Outcome, Run
from stabbur.runs.starting import added
from stabbur.runs.worker.network import refuse_network_disk
from stabbur.runs.worker.presence import Presence, host_name
from stabbur.secrets import printable
from stabbur.state.engine import engine as opened
from stabbur.state.engine import writing

LOOK_SECONDS = 0.05
AWAY_SECONDS = 60.0  # that the end of a run waits for a state that does not answer
TROUBLE = (StabburError, SQLAlchemyError, OSError)
Say = Callable[[str], None]


@dataclass
class Watched:
    """What of a run has been shown."""

    folder: Path
    log: Say
    cell: Say
    at: int = 0
    cells: int = 0
    done: int = 0
    began: dict[int, tuple[float, str]] = field(default_factory=dict)

    def look(self) -> None:
        """Show what came since the last look."""
        for part in logs.pieces(self.folder, self.at):
            self.at = part.following
            self.log(logs.gap(part.left_out) + part.text)
        told = list(lines(self.folder / "cells.jsonl"))
        for one in told[self.cells :]:
            self._cell(one)
        self.cells = len(told)

    def _cell(self, one: dict[str, Any]) -> None:
        number, started, ended = one.get("cell"), one.get("started"), one.get("ended")
        if isinstance(number, int) and isinstance(started, float):
            self.began[number] = started, printable(str(one.get("title", "")))
        elif isinstance(number, int) and isinstance(ended, float) and number in self.began:
            began, title = self.began[number]
            self.done += 1
            took = f"in {ended - began:.1f} s ({self._of_how_many()})"
            self.cell(f"cell {number} {printable(str(one.get('state')))} {took}: {title}")

    def _of_how_many(self) -> str:
        with suppress(OSError, ValueError, TypeError, KeyError):  # the run itself wrote it
            return f"{self.done} of {int(files.value(self.folder / 'progress.json')['cells'])}"
        return f"{self.done}"


def run_here(new: NewRun, *, log: Say, say: Say) -> Run:
    """Carry a run out in front of whoever asks for it, and return it when it has ended.

    Ctrl-C ends its whole tree and returns it as cancelled; whoever kills this process lets the run go on,
    and the next worker writes down how it ended.

    Parameters
    ----------
    new
        What is asked for: `stabbur.runs.starting.asked`.
    log
        Gets what the run says, as it says it.
    say
        Gets a line for the run's number and for each cell.

    Raises
    ------
    StabburError
        It could not be started, or the state does not answer.
    """
    if not new.commit:  # the environment of a commit may have what this folder's lacks
        at_hand(Path(new.project), new.entry)
    settings = all_settings.load(Path(new.project))
    state = opened(settings)
    refuse_network_disk(state)
    host = host_name()
    presence = Presence(host)
    lease = claiming.lease_of(state)
    try:
        with writing(state) as connection:
            number = added(connection, new)
            taken = claiming.take(connection, number, host, presence.name, lease_seconds=lease)
        launcher: Launcher = seams.load("launchers", taken.launcher).open(settings)
        _see_through(state, launcher, taken, Watched(folders.of(taken), log, say), lease)
        prompting.sweep(state, settings)
        return reading.one(state, taken.id)
    finally:
        presence.leave()


def _see_through(state: Engine, launcher: Launcher, one: Run, watched: Watched, lease: float) -> None:
    """Start a run, show what comes of it, and write down how it ended."""
    stopping = told = False
    while True:
        try:
            _start(state, launcher, one, lease)
            if not told:  # only now: asking git takes longer than the start
                watched.cell(f"run {one.id}: {_what(one)}")
                told = True
            seen = _waited(state, launcher, one, watched, lease)
            break
        except KeyboardInterrupt:
            if stopping:  # its shim ends it by itself, and the next worker writes that down
                raise
            stopping = True
            watched.cell("stopping: its whole tree is asked to end")
            launcher.cancel(one, "stopped at the prompt")
            with suppress(*TROUBLE):  # it ended in the same moment, or the state is away
                cancel(state, one.id, one.actor, "Ctrl-C")
    watched.look()
    outcome = seen.outcome or Outcome(CANCELLED if stopping else FAILED, reason="it did not begin")
    _finish(state, one, whole(watched.folder, outcome))
    launcher.forget(one)


def _start(state: Engine, launcher: Launcher, one: Run, lease: float) -> None:
    """Start a run; what cannot be started has failed, and nothing else that goes wrong here ends a run."""
    try:
        launcher.start(one, lease_seconds=lease)
    except (StabburError, OSError) as error:
        _finish(state, one, Outcome(FAILED, reason=str(error)))
        raise


def _finish(state: Engine, one: Run, outcome: Outcome) -> None:
    """Write down how a run ended; a state that is away for long is left to the next worker."""
    until = time.monotonic() + AWAY_SECONDS
    while True:
        try:
            finishing.finish(state, one, outcome)
            return
        except TROUBLE:
            if time.monotonic() >= until:
                raise
            time.sleep(claiming.BEAT_SECONDS)


def _waited(state: Engine, launcher: Launcher, one: Run, watched: Watched, lease: float) -> Seen:
    """Wait for the end of a run, and show what it says meanwhile."""
    next_beat = time.monotonic() + claiming.BEAT_SECONDS
    while True:
        renewed = False
        if time.monotonic() >= next_beat:
            with suppress(*TROUBLE):  # the run goes on, and the state is asked again
                renewed = _beat(state, launcher, one, lease)
            next_beat = time.monotonic() + claiming.BEAT_SECONDS
        seen = None
        with suppress(*TROUBLE):
            seen = launcher.look(one, renewed=renewed)
        watched.look()
        if seen is not None and seen.state in (ENDED, NEVER):
            return seen
        time.sleep(LOOK_SECONDS)


def _beat(state: Engine, launcher: Launcher, one: Run, lease: float) -> bool:
    """Say that somebody waits for a run, and hear whether it is to end; False when it is another's by now."""
    for beat in claiming.heartbeat(state, one.worker or "", lease_seconds=lease):
        if (beat.id, beat.token) == (one.id, one.token):
            if beat.cancel:
                launcher.cancel(one, reading.one(state, one.id).reason or "cancelled")
            return True
    return False


def _what(new: Run) -> str:
    """Say what runs: a commit, or what lies in the folder, which nobody else can get."""
    if new.commit:
        return f"{new.entry} of commit {new.commit[:12]}, in a clean checkout"
    root = Path(new.project)
    commit, changed = checkout.head(Project(root, root.name))
    if not commit:
        return f"{new.entry} as it lies in the folder"
    return f"{new.entry} as it lies in the folder" + (
        f", which differs from commit {commit[:12]}" if changed else f", the same as commit {commit[:12]}"
    )


def told(one: Run) -> dict[str, Any]:
    """Return what a program wants to know of a run that ended."""
    names = (
        "id",
        "state",
        "entry",
        "parameters",
        "commit",
        "exit_code",
        "reason",
        "cpu_seconds",
        "memory_peak",
    )
    moved = ("bytes_read", "rows_read", "bytes_written", "rows_written", "enforced", "kills")
    return {name: getattr(one, name) for name in (*names, *moved)} | {
        "seconds": one.seconds,
        "folder": str(folders.of(one)),
        "published": (one.report or {}).get("published", []),
    }


def ending(one: Run) -> str:
    """Return one line on how a run ended."""
    took = f" in {one.seconds:.1f} s" if one.seconds is not None else ""
    used = f", {one.memory_peak / 1e6:.0f} MB" if one.memory_peak else ""
    why = f": {printable(one.reason)}" if one.reason else ""
    cure = f"; {more}" if (more := more_memory(one)) else ""
    return f"run {one.id} {one.state}{took}{used}{why}{cure}"
