"""Git's own command, asked so that it never waits for a person and never runs what a repository brings."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from stabbur.errors import StabburError
from stabbur.projects.git import drivers
from stabbur.projects.running import run

QUIET = {
    "GIT_TERMINAL_PROMPT": "0",  # a question for a password would wait for ever
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
# set while git runs a hook or an alias; they would lead our own commands to that repository, whatever the folder
OF_HOOK = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
)
SAFE = ("-c", "core.fsmonitor=false", "-c", "protocol.ext.allow=never", "-c", "core.symlinks=true")
# what else git may need is here: an object that is missing would be fetched by a program of the repository's choice
AT_HOME = {"GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1"}
FETCHING = {"clone", "fetch", "ls-remote", "pull", "push"}
COMPARING = {"add", "commit", "diff", "restore", "status", "switch"}


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
    does = _command(words)
    given_up = {} if does in FETCHING else dict(AT_HOME)
    if does in COMPARING:
        given_up |= drivers.instead(answer(folder, *drivers.ASKED, environ=environ) or "")
    return run(
        ["git", *SAFE, *quiet, *words],
        folder=folder,
        environ={**QUIET, **given_up, **dict.fromkeys(OF_HOOK), **(environ or {})},
        given=given,
        seconds=seconds,
        code="git-failed",
    )


def _command(words: Sequence[str | Path]) -> str:
    """Return the command among git's words, behind its options: another word may be a file of that name."""
    left = iter(str(word) for word in words)
    for word in left:
        if word == "-c":
            next(left, None)
        elif not word.startswith("-"):
            return word
    return ""


def of_hook() -> dict[str, str]:
    """Return what git told the hook that this runs in, such as which index the commit is made from."""
    return {name: os.environ[name] for name in OF_HOOK if name in os.environ}


def answer(folder: Path, *words: str | Path, environ: Mapping[str, str] | None = None) -> str | None:
    """Return what a git command wrote, stripped; None when git says no or is missing."""
    try:
        return git(folder, *words, environ=environ).strip()
    except StabburError:
        return None


def repository(folder: Path) -> Path | None:
    """Return the root of the repository that a folder lies in, or None."""
    found = answer(folder, "rev-parse", "--show-toplevel")
    return Path(found) if found else None
