"""A project in a folder of a person, and the same one in our clone of the repository that it is pushed to."""

from collections.abc import Iterator
from pathlib import Path

from stabbur import settings
from stabbur.errors import StabburError
from stabbur.projects.git.command import answer
from stabbur.projects.origin import fetching

UNHEARD = (
    "nobody tells of pushes to its repository, so none starts it: "
    "stabbur hooks install REPOSITORY, or: stabbur hooks follow ADDRESS"
)


def is_pushed(root: Path) -> bool:
    """Tell whether a project lies in a clone of ours, whose files are what was pushed."""
    return root.is_relative_to(_clones())


def is_copy(folder: Path, pushed: Path) -> bool:
    """Tell whether a folder has the project that `pushed` has in a clone of ours.

    It is one of the same repository, in the same place of it: git knows that repository as a remote of the folder,
    or, where the folder has no remote, both began with the same commit.
    """
    if is_pushed(folder) or not is_pushed(pushed):
        return False
    mine, ours = _top(folder), _top(pushed)
    if mine is None or ours is None or folder.relative_to(mine) != pushed.relative_to(ours):
        return False
    remotes = set(_remotes(mine))
    if remotes:
        return not remotes.isdisjoint(_remotes(ours))
    first = _first(mine)
    return bool(first) and first == _first(ours)


def is_heard(folder: Path) -> bool:
    """Tell whether pushes of a project are built here, so that they can start a pipeline of it."""
    if is_pushed(folder):
        return True
    top = _top(folder)
    inside = folder.relative_to(top) if top else Path()
    return any(is_copy(folder, clone / inside) for clone in _clones().glob("*/*/clone"))


def _clones() -> Path:
    return settings.private() / "pushed"


def _top(folder: Path) -> Path | None:
    found = answer(folder, "rev-parse", "--show-toplevel") if folder.is_dir() else None
    top = Path(found) if found else None
    return top if top and folder.is_relative_to(top) else None


def _remotes(top: Path) -> Iterator[str]:
    """Yield the addresses of a repository's remotes; one on this machine as its whole path."""
    told = answer(top, "config", "--get-regexp", r"^remote\..*\.url$") or ""
    for line in told.splitlines():
        address = line.partition(" ")[2]
        folder = Path(top, address).resolve()
        try:
            yield str(folder if folder.is_dir() else fetching.place(address))
        except StabburError:  # such as one with a password in it, which nothing here is fetched from
            continue


def _first(top: Path) -> str | None:
    return answer(top, "rev-list", "--max-parents=0", "HEAD")
