"""Git's own command, asked so that it never waits for a person and never runs what a repository brings."""

from collections.abc import Mapping
from pathlib import Path

from stabbur.errors import StabburError
from stabbur.projects.running import run

QUIET = {
    "GIT_TERMINAL_PROMPT": "0",  # a question for a password would wait for ever
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
}
SAFE = ("-c", "core.fsmonitor=false", "-c", "protocol.ext.allow=never", "-c", "core.symlinks=true")


def git(
    folder: Path,
    *words: str | Path,
    environ: Mapping[str, str] | None = None,
    given: str | None = None,
    hooks: bool = False,
    seconds: float = 300.0,
) -> str:
    """Return what a git command wrote; hooks of the repository run only where that is asked for.

    Raises
    ------
    StabburError
        Git refused; the message has what it said.
    Unavailable
        There is no git on this machine.
    """
    quiet = () if hooks else ("-c", "core.hooksPath=/dev/null")
    return run(
        ["git", *SAFE, *quiet, *words],
        folder=folder,
        environ=QUIET | dict(environ or {}),
        given=given,
        seconds=seconds,
        code="git-failed",
        hint="apt-get install git, or what your machine has",
    )


def answer(folder: Path, *words: str | Path) -> str | None:
    """Return what a git command wrote, stripped; None when git says no or is missing."""
    try:
        return git(folder, *words).strip()
    except StabburError:
        return None


def repository(folder: Path) -> Path | None:
    """Return the root of the repository that a folder lies in, or None."""
    found = answer(folder, "rev-parse", "--show-toplevel")
    return Path(found) if found else None
