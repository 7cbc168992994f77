"""How a run ended, with what its folder tells of it: figures, files, and of a failed script where it failed."""

import re
from dataclasses import replace
from pathlib import Path, PurePath

from stabbur.runs.keeping import logs
from stabbur.runs.keeping.collecting import whatever
from stabbur.runs.keeping.files import LONGEST, word
from stabbur.runs.queue.values import FAILED, Outcome

TRACEBACK = "Traceback (most recent call last)"
KIND = re.compile(r"^(?P<kind>[A-Za-z_][\w.]*)(?:: .*)?$", re.MULTILINE)
FRAME = re.compile(r'^ +File "(?P<file>[^"\n]+)", line (?P<line>\d+).*\n(?: {4}(?P<code>.+))?', re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
LIBRARIES = ("site-packages", "dist-packages")
SAYS_NOTHING = "exit code"
LONGEST_REASON = 2000
LINES = 400  # of the end of a log


def whole(folder: Path, outcome: Outcome) -> Outcome:
    """Return an outcome with what was moved, done and left, and with a reason that says where to look."""
    found = replace(outcome, **whatever(folder))
    if outcome.state != FAILED or not (outcome.reason or "").startswith(SAYS_NOTHING):
        return found
    return replace(found, reason=word(failed_at(tail(folder)), LONGEST_REASON) or outcome.reason)


def tail(folder: Path) -> str:
    """Return the end of a log without its colours; nothing when it can't be read."""
    try:
        return COLOUR.sub("", logs.tail(folder, LINES))
    except OSError:
        return ""


def failed_at(text: str) -> str:
    """Return the kind of the last error that Python told of, and the line of the person's own code; no message.

    Examples
    --------
    >>> failed_at('Traceback (most recent call last):\\n  File "/x/hent.py", line 3, in <module>\\n    les()\\nKeyError: 1')
    'hent.py failed with KeyError in line 3: les()'
    """
    _, mark, after = text.rpartition(TRACEBACK)
    frames = list(FRAME.finditer(after)) if mark else []
    kind = KIND.search(after, frames[-1].end()) if frames else None
    if kind is None:
        return ""
    own = [one for one in frames if not any(part in PurePath(one["file"]).parts for part in LIBRARIES)]
    frame = (own or frames)[-1]
    line = (frame["code"] or "").strip()
    code = f": {line if len(line) <= LONGEST else line[: LONGEST - 1] + '…'}" if line else ""
    return f"{PurePath(frame['file']).name} failed with {kind['kind']} in line {frame['line']}{code}"
