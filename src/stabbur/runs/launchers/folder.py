"""A run's folder as its launcher sees it: the job is laid in, and what became of it is read from files alone."""

import fcntl
import json
import math
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

from stabbur import settings
from stabbur.runs.launchers.base import ENDED, NEVER, RUNNING, STARTING, Seen
from stabbur.runs.limits.groups import Group
from stabbur.runs.queue.values import ENDED as ENDS
from stabbur.runs.queue.values import LOST, SKIPPED, Outcome, Run
from stabbur.runs.shim import tree
from stabbur.state.disk import failing

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
        draft = folder / "job.part"
        draft.write_text(json.dumps(job, ensure_ascii=False, default=str), encoding="utf-8")
        draft.replace(folder / "job.json")
        beat(folder)


def beat(folder: Path) -> None:
    """Tell the shim that the run is still ours: a file of its own, which nothing that the run does can touch."""
    with suppress(OSError):
        (folder / "beat").touch()


def seen(folder: Path) -> Seen:
    """Return what the files say."""
    if not (folder / "started").exists():
        return Seen(STARTING)
    # asked in this order: the lock is held until the result is there
    held = is_held(folder / "started")
    result = _result(folder)
    if result is not None:
        return Seen(ENDED, result)
    return Seen(RUNNING) if held else Seen(ENDED, Outcome(LOST, reason=GONE))


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
    draft = folder / "cancel.part"
    with failing("write", folder / "cancel"):
        draft.write_text(reason, encoding="utf-8")
        draft.replace(folder / "cancel")
    number = supervisor(folder)
    if number:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(number, signal.SIGUSR1)


def supervisor(folder: Path) -> int | None:
    """Return the process of the shim, if it lives."""
    started = folder / "started"
    try:
        number = started.read_text(encoding="ascii") if is_held(started) else ""
    except (OSError, ValueError):
        return None
    return int(number) if number.isdigit() and len(number) < LONGEST_NUMBER else None


def is_held(file: Path) -> bool:
    """Say whether somebody lives who locked a file."""
    try:
        with file.open("rb") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def clear(folder: Path) -> None:
    """Kill what a shim that was killed could not, and take its control group away."""
    tree.kill_marked(str(folder))
    with suppress(OSError, ValueError, KeyError):
        limits = json.loads((folder / "job.json").read_text(encoding="utf-8"))["limits"]
        group = Group(limits["version"], limits["parents"], limits["name"])
        group.kill()
        group.remove()


def _result(folder: Path) -> Outcome | None:
    """Return the shim's result, of an older or newer Stabbur too; None when there is none."""
    try:
        told = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        return Outcome(LOST, reason=f"its result cannot be read: {error}")
    if not isinstance(told, dict):
        return Outcome(LOST, reason="its result cannot be read: it is no object")
    state = told.get("state")
    return Outcome(
        state=state if state in ENDS and state != SKIPPED else LOST,
        exit_code=_whole(told.get("exit_code"), LARGEST),
        reason=_text(told.get("reason"), LONGEST_TEXT),
        cpu_seconds=_number(told.get("cpu_seconds")),
        memory_peak=_whole(told.get("memory_peak"), LARGEST * LARGEST),
        measured=_text(told.get("measured"), 10),
        enforced=_text(told.get("enforced"), 200),
        kills=_whole(told.get("kills"), LARGEST),
    )


def _whole(value: object, limit: int) -> int | None:
    return value if isinstance(value, int) and abs(value) < limit else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _text(value: object, longest: int) -> str | None:
    """Return a text as every database takes it; whoever runs may have written anything into its own folder."""
    if not isinstance(value, str):
        return None
    return value.replace("\0", "").encode(errors="replace").decode()[:longest] or None
