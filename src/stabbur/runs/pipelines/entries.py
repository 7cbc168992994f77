"""What a pipeline runs: there, of a kind that runs, and given what it takes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stabbur.errors import BadInput
from stabbur.projects.git.command import answer
from stabbur.runs.parameters.checking import check
from stabbur.runs.parameters.entry import Entry, look
from stabbur.runs.parameters.sayable import sayable
from stabbur.state.disk import failing


def looked_at(root: Path, name: str) -> Entry:
    """Return the entry of a project's folder.

    Raises
    ------
    NotFound
        There is no such file, module or function.
    BadInput
        It is nothing that runs, lies outside of the project, or is a notebook that is none.
    """

    sayable(name)

    def read(path: str) -> bytes | None:
        file = root / path
        if not file.resolve().is_relative_to(root.resolve()):
            raise BadInput(
                f"'{name}' lies outside of the project '{root}'",
                hint="name a file of the project, as seen from its folder",
                code="path-outside",
                name=name,
            )
        try:
            if not file.is_file():
                return None
        except OSError:  # no disk has a file of that name, such as one of a thousand letters
            return None
        with failing("read", file):
            return file.read_bytes()

    return look(name, read)


def checked(root: Path, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values for an entry's parameters as they are kept.

    Raises
    ------
    NotFound, BadInput
        As `looked_at`; a parameter that the entry does not have, or a value that it does not take.
    """
    sayable(given)
    return check(looked_at(root, name).parameters, given, of=name, typed="such as")


def not_committed(root: Path, name: str) -> str:
    """Say what keeps an entry from running as it lies in the folder: a pipeline runs what is committed."""
    if not (root / name).is_file():
        return ""
    status = answer(root, "status", "--porcelain", "--", name)
    if not status:
        return ""
    new = status.startswith(("??", "A"))
    told = "is not committed yet" if new else "has changes that are not committed"
    return f"'{name}' {told}: what runs by itself is what is committed; git add {name} && git commit"


def within(root: Path, name: str, stands: Path) -> str:
    """Return a path that somebody typed where they stand as it is seen from the project; others as they are.

    Examples
    --------
    >>> from pathlib import Path
    >>> from stabbur.runs.pipelines.entries import within
    >>> within(Path("/p"), "module:function", Path("/p/notebooks"))
    'module:function'
    """
    file = stands / name
    if file.is_file() and file.resolve().is_relative_to(root.resolve()):
        return file.resolve().relative_to(root.resolve()).as_posix()
    return name
