"""Which projects of a repository a push touched: each folder with a stabbur.toml and a pyproject.toml is one."""

from pathlib import Path, PurePosixPath

from stabbur.projects.git.command import answer, git
from stabbur.settings import places

NOTHING = "0" * 40
MARKS = {places.FILE, "pyproject.toml"}
APART = {"node_modules", "build", "vendor"}


def projects(clone: Path, commit: str) -> list[str]:
    """Return the folders of the projects that a commit has, seen from the repository; `.` is its root."""
    found: dict[str, set[str]] = {}
    for name in _names(git(clone, "ls-tree", "-r", "-z", "--full-tree", "--name-only", commit)):
        path = PurePosixPath(name)
        if path.name in MARKS and not any(part.startswith(".") or part in APART for part in path.parts[:-1]):
            found.setdefault(str(path.parent), set()).add(path.name)
    return sorted(folder for folder, marks in found.items() if marks == MARKS)


def touched(clone: Path, before: str, after: str, *, main: str) -> list[str]:
    """Return the projects of a commit in which a file is another one than before the push.

    A branch that is new, or whose old commit is gone, is held against where it left the main branch; and
    where there is no such place, all is new.
    """
    there = projects(clone, after)
    if not _known(clone, before):
        before = (answer(clone, "merge-base", main, after) or "") if main and main != after else ""
    if not before:
        return there
    changed = _names(git(clone, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", before, after))
    owners = {_owner(PurePosixPath(name), there) for name in changed}
    return [folder for folder in there if folder in owners]


def _owner(path: PurePosixPath, there: list[str]) -> str | None:
    """Return the innermost project that a file lies in."""
    return next((str(folder) for folder in path.parents if str(folder) in there), None)


def _known(clone: Path, commit: str) -> bool:
    return commit.strip("0") != "" and answer(clone, "cat-file", "-t", commit) == "commit"


def _names(told: str) -> list[str]:
    return [name for name in told.split("\0") if name]
