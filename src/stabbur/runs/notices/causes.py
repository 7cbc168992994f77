"""Why a run failed, in a line or two that hold no data: from its row and the end of its log."""

import re
from pathlib import Path

from stabbur import settings
from stabbur.runs.keeping.ending import TRACEBACK, tail
from stabbur.runs.notices import forms
from stabbur.runs.notices.stripping import stripped
from stabbur.runs.notices.words import say
from stabbur.runs.queue.values import FAILED, Run

PYTHON = re.compile(r"(?P<kind>[A-Za-z_][\w.]*)(?:: (?P<message>.*))?")
R = re.compile(r"Error(?: in .{0,200}?)?\s?: (?P<message>.*)")
CELL = re.compile(r"cell (?P<number>\d+)(?: of \d+)? failed")
PLACE = re.compile(r"(?P<place>(?:cell \d+(?: of \d+)?|[^\n:]{1,100}) failed with [\w.]+(?: in line \d+)?)")
FAILED_AT = re.compile(
    r"(?P<place>cell (?P<number>\d+)|[^\n:]{1,100}) failed with (?P<error>[\w.]+)(?: in line (?P<line>\d+))?"
)
MISSING = re.compile(r"this needs '(?P<name>[^'\n]{1,100})', which is not installed here")


def cause(run: Run) -> list[str]:
    """Return where it failed and with which kind of error, and what Python itself says of that.

    Neither the line of code nor a message that the code worded: both may have data in them. The run's page has them.
    """
    told = []
    if run.reason:
        place = PLACE.match(run.reason.strip())
        told.append(stripped(place["place"] if place else run.reason))
    elif run.exit_code is not None:
        told.append(f"exit {run.exit_code}")
    found = error_line(folder(run)) if run.state == FAILED else ""
    if found and not any(found in one for one in told):
        told.append(found)
    if run.kills:
        told.append(f"{run.kills} × out of memory")
    return told


def worded(language: str, told: str) -> str:
    """Return a cause in the reader's language where the words are ours; what a program said stays as it said it.

    Examples
    --------
    >>> from stabbur.runs.notices.causes import worded
    >>> worded("nb", "cell 4 failed with KeyError in line 3")
    'celle 4 feilet med KeyError i linje 3'
    """
    if found := MISSING.fullmatch(told):
        return say(language, "needs", name=found["name"])
    found = FAILED_AT.fullmatch(told)
    if found is None:
        return told
    number = found["number"]
    place = say(language, "cell", number=number) if number else found["place"]
    return say(
        language, "line" if found["line"] else "at", place=place, error=found["error"], line=found["line"]
    )


def cell(run: Run) -> int | None:
    """Return the cell of a notebook that failed."""
    found = CELL.search(run.reason or "")
    return int(found["number"]) if found else None


def folder(run: Run) -> Path:
    """Return where the files of a run lie, if it ran on this machine."""
    return settings.private() / "runs" / run.mark


def error_line(folder: Path) -> str:
    """Return the last error that a log has as Python or R words it; nothing when the code worded it."""
    text = tail(folder)
    _, mark, after = text.rpartition(TRACEBACK)
    if mark:
        found = (PYTHON.fullmatch(line.rstrip()) for line in after.splitlines()[1:])
        error = next((one for one in found if one), None)
        return forms.python(error["kind"], error["message"] or "") if error else ""
    said = [one for line in text.splitlines() if (one := R.fullmatch(line))]
    return forms.r(said[-1]["message"]) if said else ""
