"""What of a project to start from must not come into the first commit of another: data, secrets, persons."""

from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from stabbur.errors import BadInput
from stabbur.projects.git.command import repository

SHOWN = 5


def without_data(folder: Path, paths: Iterable[str], report: Callable[[str], None]) -> list[str]:
    """Return the paths of a folder without those of data that its pyproject.toml does not allow, and tell of them."""
    # both load what finds secrets, which only a start from another project is worth
    from stabbur.projects.scanning.allowed import Allowed
    from stabbur.projects.scanning.data import ENDINGS

    allowed, taken, data = Allowed(folder), list[str](), list[str]()
    for path in paths:
        ending = PurePosixPath(path.lower()).suffix.removeprefix(".")
        is_data = ending in ENDINGS and not allowed.file(path, "data")
        (data if is_data else taken).append(path)
    if data:
        report(f"data were left out: {_few(data)}")
    return taken


def refuse(where: Path | str, root: Path) -> None:
    """Refuse what git is about to commit of a project that was copied, when a commit by hand would be stopped.

    Outputs of notebooks come as the other project keeps them.

    Raises
    ------
    BadInput
        There are data, secrets, persons or half a merge in it that its pyproject.toml does not allow.
    """
    from stabbur.projects.scanning import scan

    top = repository(root) or root
    inside = root.resolve().relative_to(top.resolve()).as_posix()
    start = "" if inside == "." else f"{inside}/"
    found = scan(folder=root, everything=True, only=lambda name: name.startswith(start))
    told = [
        f"{one.path.removeprefix(start)}{', ' * bool(one.place)}{one.place}: {one.kind}, {one.found}"
        for one in found
        if one.kind != "output"
    ]
    if told:
        raise BadInput(
            f"'{where}' has what should not be committed: {_few(told, '; ')}",
            hint="take it out there; or, if it may lie in git, allow it there: "
            '[tool.stabbur.scan] allow = ["KIND:PATH"] in pyproject.toml',
            code="origin-unfit",
            path=str(where),
        )


def _few(told: list[str], between: str = ", ") -> str:
    more = f"{between}and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
    return between.join(told[:SHOWN]) + more
