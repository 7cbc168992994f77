"""Who changed what in a project between two of its runs, from git's own log."""

from datetime import datetime
from pathlib import Path

from stabbur.projects.git import command
from stabbur.runs.notices.stripping import stripped

MOST = 5


def since(project: Path, *, last: str | None, ended: datetime | None, commit: str | None) -> list[str] | None:
    """Return the newest commits that touch a project since a run that went well, a line each; None: nobody knows.

    Parameters
    ----------
    last, ended
        The commit of that run, and when it ended where it had none.
    commit
        The commit of the run that is told of; none: what is committed now.
    """
    if not project.is_dir():
        return None
    until = commit or "HEAD"
    which = [f"{last}..{until}"] if last else [f"--since={ended.isoformat()}", until] if ended else []
    if not which or any(one.startswith("-") for one in (last or "", until)):
        return None
    form = ("--no-show-signature", "--no-color", f"--max-count={MOST}", "--format=%h%x00%an%x00%s")
    told = command.answer(project, "log", *form, *which, "--", ".")
    if told is None:
        return None
    rows = [line.split("\0") for line in told.splitlines()]
    return [f"{row[0]} {stripped(row[1])}: {stripped(row[2])}" for row in rows if len(row) == 3]
