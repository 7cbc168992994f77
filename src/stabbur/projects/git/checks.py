"""What runs before each commit: for each project with something staged, its checks in its own environment."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from shlex import quote

from stabbur import settings
from stabbur.errors import StabburError
from stabbur.projects.git.command import git, of_hook, repository
from stabbur.projects.project import Project, named
from stabbur.settings import places

CONFIGURATION = ".pre-commit-config.yaml"
PROJECT = "STABBUR_PROJECT"  # for what its checks run: whose they are
ARGUMENTS = 60_000  # characters of names given to one process; systems take at least twice as many


def main() -> int:
    """Check what is staged in the repository that this runs in; return 0 when it may be committed."""
    top = Path(git(Path.cwd(), "rev-parse", "--show-toplevel", environ=of_hook()).removesuffix("\n"))
    failed = 0
    for root, names in sorted(by_project(top, staged(top)).items()):
        failed |= _check(top, Project(root, named(root / "pyproject.toml")), names)
    return failed


def staged(top: Path) -> list[str]:
    """Return the paths that the next commit adds, changes or removes, as git names them."""
    out = git(
        top, "diff", "--cached", "--name-only", "--no-renames", "--no-ext-diff", "-z", environ=of_hook()
    )
    return [name for name in out.split("\0") if name]


def by_project(top: Path, names: list[str]) -> dict[Path, list[str]]:
    """Return the names by the root of the nearest project around each; those of no project are left out."""
    found: dict[Path, list[str]] = {}
    known: dict[Path, Path | None] = {}
    for name in names:
        folder = (top / name).parent
        if folder not in known:
            known[folder] = _around(folder, top)
        root = known[folder]
        if root is not None:
            found.setdefault(root, []).append(name)
    return found


def own() -> Callable[[str], bool]:
    """Return which staged names the check that this process runs in looks at: none that another project's has.

    What lies in no project is looked at with the first; outside a hook all is looked at.
    """
    root = Path(os.environ.get(PROJECT, ""))
    top = repository(Path.cwd()) if root.is_absolute() else None
    if top is None:
        return lambda name: True
    names = staged(top)
    found = by_project(top, names)
    checked = sorted(one for one in found if (one / CONFIGURATION).is_file())
    if root not in checked:
        return lambda name: True
    left = set(names).difference(*(found[one] for one in checked)) if root != checked[0] else set()
    # by the others' names: one that is no text, and so not among ours, is looked at too often and not too little
    others = left.union(*(found[one] for one in checked if one != root))
    return lambda name: name not in others


def _around(folder: Path, top: Path) -> Path | None:
    for place in (folder, *folder.parents):
        if (place / places.FILE).is_file() and (place / "pyproject.toml").is_file():
            return place
        if place == top:
            break
    return None


def _check(top: Path, project: Project, names: list[str]) -> int:
    configuration = project.root / CONFIGURATION
    if not configuration.is_file():
        return 0
    if not project.python.exists():
        sys.stderr.write(
            f"the environment of '{project.name}' is gone, so that nothing was checked:"
            f" cd {quote(str(project.root))} && stabbur build\n"
        )
        return 1
    environ = os.environ | {"PATH": f"{project.programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    environ[PROJECT] = str(project.root)
    environ.setdefault("PRE_COMMIT_HOME", str(settings.home() / "pre-commit"))
    for some in _parts(names):
        # files by name: else pre-commit puts unstaged work aside for the while, and notebooks lose their outputs
        words = ["run", "--config", str(configuration), "--files", *some]
        command = [str(project.python), "-I", "-m", "pre_commit", *words]
        if subprocess.run(command, cwd=top, env=environ, check=False).returncode:
            return 1
    return 0


def _parts(names: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    size = 0
    for name in names:
        if part and size + len(name) > ARGUMENTS:
            yield part
            part, size = [], 0
        # ./ keeps a name that begins with - from being read as an option
        part.append(f"./{name}" if name.startswith("-") else name)
        size += len(name) + 1
    yield part


if __name__ == "__main__":
    try:
        sys.exit(main())
    except StabburError as error:
        sys.stderr.write(f"{error}\n{error.hint}\n")
        sys.exit(1)
