"""Why a run failed, in a line or two that hold no data: from its row and the end of its log."""

import re
from pathlib import Path

from stabbur import settings
from stabbur.runs.keeping.ending import TRACEBACK, tail
from stabbur.runs.notices.stripping import stripped
from stabbur.runs.queue.values import FAILED, Run

PYTHON = re.compile(r"(?P<kind>[A-Za-z_][\w.]*)(?:: .*)?")
R = re.compile(r"Error(?: in .{0,200}?)?\s?: .*")
CELL = re.compile(r"cell (?P<number>\d+) failed")


def cause(run: Run) -> list[str]:
    """Return the reason, the cell first, and the error's own line when the log has one."""
    told = []
    if run.reason:
        told.append(stripped(run.reason))
    elif run.exit_code is not None:
        told.append(f"exit {run.exit_code}")
    found = error_line(folder(run)) if run.state == FAILED else ""
    # what ended a run before it began is its reason and the last line of its log, too
    if found and not any(one in found for one in told):
        told.append(found)
    if run.kills:
        told.append(f"{run.kills} × out of memory")
    return told


def cell(run: Run) -> int | None:
    """Return the cell of a notebook that failed."""
    found = CELL.search(run.reason or "")
    return int(found["number"]) if found else None


def folder(run: Run) -> Path:
    """Return where the files of a run lie, if it ran on this machine."""
    return settings.private() / "runs" / run.mark


def error_line(folder: Path) -> str:
    """Return kind and message of the last error that a log has, without data; nothing when it has none."""
    text = tail(folder)
    _, mark, after = text.rpartition(TRACEBACK)
    if mark:
        for line in after.splitlines()[1:]:
            if PYTHON.fullmatch(line.rstrip()):
                return stripped(line)
        return ""
    found = [line for line in text.splitlines() if R.fullmatch(line)]
    return stripped(found[-1]) if found else ""
