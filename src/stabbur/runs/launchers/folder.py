"""A run's folder as its launcher sees it: the job is laid in, and what became of it is read from files alone."""

import fcntl
import json
import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

from stabbur import settings
from stabbur.runs.keeping import files
from stabbur.runs.launchers.base import ENDED, NEVER, RUNNING, STARTING, Seen
from stabbur.runs.limits.groups import Group
from stabbur.runs.queue.values import LOST, OUTCOMES, Outcome, Run
from stabbur.runs.shim import sockets, tree
from stabbur.state.disk import failing

SPARE = "spare-"  # what the folder of a kernel that waits is called; "spare" of a job names it
LONGEST_NUMBER = 10  # digits of a process
LONGEST_TEXT = 2000  # characters of a reason
LARGEST = 1 << 31  # what every database takes for a small number
GONE = "what supervised it was killed, or the machine was started anew: how far it came nobody knows"


def of(run: Run) -> Path:
    """Return the folder of a run's current launch; it may not be there."""
    return settings.private() / "runs" / run.mark


def lay(folder: Path, job: dict[str, Any]) -> None:
    """Make the folder, and put the job into it whole or not at all."""
    with failing("write", folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.put(str(folder / "job.json"), json.dumps(job, ensure_ascii=False, default=str))
        beat(folder)


def beat(folder: Path) -> None:
    """Tell the shim that the run is still ours: a file of its own, which nothing that the run does can touch."""
    with suppress(OSError):
        (folder / "beat").touch()


def began(folder: Path) -> bool:
    """Say whether a launch has begun, also when the run itself has taken `started` away."""
    return any(os.path.lexists(folder / name) for name in ("started", "log", "cells.jsonl", "result.json"))


def seen(folder: Path) -> Seen:
    """Return what the files say; a result counts when its shim has let go, for the run may write one too."""
    if not began(folder):
        return Seen(STARTING)
    # asked in this order: the lock is held until the result is there
    if _supervised(folder):
        return Seen(RUNNING)
    return Seen(ENDED, _result(folder) or Outcome(LOST, reason=GONE))


def forbid(folder: Path) -> Seen:
    """Take the place of a shim that has not begun, so that none ever will; or say what it has come to."""
    with failing("write", folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            os.close(os.open(folder / "started", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return seen(folder)
    return Seen(NEVER)


def ask_to_end(folder: Path, reason: str) -> None:
    """Leave word for the shim, and wake it."""
    with failing("write", folder / "cancel"):
        files.put(str(folder / "cancel"), reason)
    number = supervisor(folder)
    if number:
        # it hears nothing while it is stopped
        tree.send([number], signal.SIGCONT)
        tree.send([number], signal.SIGUSR1)


def supervisor(folder: Path) -> int | None:
    """Return the process of the shim, if it lives; whatever number the run wrote, it is no other process."""
    try:
        number = files.content(folder / "started", LONGEST_NUMBER).decode("ascii", "replace")
    except OSError:
        number = ""
    if number.isdecimal() and tree.supervises(int(number), str(folder)):
        return int(number)
    return tree.supervisor(str(folder)) if began(folder) else None


def is_held(file: Path) -> bool:
    """Say whether somebody lives who locked a file."""
    try:
        return _locked(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _locked(file: Path) -> bool:
    with files.opened(file) as inside:
        try:
            fcntl.flock(inside, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _supervised(folder: Path) -> bool:
    """Say whether the shim lives; where `started` does not tell, the shim itself is looked for."""
    with suppress(OSError):
        if _locked(folder / "started"):
            return True
    return tree.supervisor(str(folder)) is not None


def clear(folder: Path) -> None:
    """Kill what a shim that was killed could not, and take its control group away."""
    tree.kill_marked(str(folder))
    sockets.remove(str(folder))
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        job = files.value(folder / "job.json")
        waited = str(job.get("spare") or "")
        # by its name alone: the run may have written here what it likes
        if waited.startswith(SPARE) and "/" not in waited:
            tree.kill_marked(str(folder.with_name(waited)))  # what was up before the run came
            sockets.remove(str(folder.with_name(waited)))
            shutil.rmtree(folder.with_name(waited), ignore_errors=True)
        limits = job["limits"]
        group = Group(limits["version"], limits["parents"], limits["name"])
        group.kill()
        group.remove()


def _result(folder: Path) -> Outcome | None:
    """Return the shim's result, of an older or newer Stabbur too; None when there is none."""
    try:
        told = files.value(folder / "result.json")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        return Outcome(LOST, reason=f"its result cannot be read: {error}")
    if not isinstance(told, dict):
        return Outcome(LOST, reason="its result cannot be read: it is no object")
    state = told.get("state")
    return Outcome(
        state=state if state in OUTCOMES else LOST,
        exit_code=_whole(told.get("exit_code"), LARGEST),
        reason=files.word(told.get("reason"), LONGEST_TEXT) or None,
        cpu_seconds=files.number(told.get("cpu_seconds")),
        memory_peak=_whole(told.get("memory_peak"), LARGEST * LARGEST),
        measured=files.word(told.get("measured"), 10) or None,
        enforced=files.word(told.get("enforced")) or None,
        kills=_whole(told.get("kills"), LARGEST),
    )


def _whole(value: object, limit: int) -> int | None:
    return value if isinstance(value, int) and abs(value) < limit else None
