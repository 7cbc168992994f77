"""Hold a lock against its pyproject.toml where nothing else of the project lies, so that none of its code runs."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from stabbur import settings as all_settings
from stabbur.errors import StabburError
from stabbur.projects import plain
from stabbur.projects.environment import declared, index, locking, python
from stabbur.projects.environment.uv import uv
from stabbur.projects.project import Project
from stabbur.settings import Settings


def unread(project: Project) -> str:
    """Return what of a pyproject.toml only running code of the project would tell, or nothing."""
    told = declared.read(project)
    if told.get("project", {}).get("dynamic"):
        return "project.dynamic"
    if "project" not in told:
        return "no table project"
    if "workspace" in told.get("tool", {}).get("uv", {}):
        return "tool.uv.workspace"
    odd = [name for name, source in declared.sources(told) if not _wheel(project, source)]
    return f"tool.uv.sources.{odd[0]}" if odd else ""


def holds(project: Project, *, settings: Settings | None = None) -> bool:
    """Tell whether uv.lock has what a pyproject.toml with nothing `unread` asks for; no index is asked.

    Raises
    ------
    BadInput
        The lock is not whole.
    """
    settings = settings or all_settings.load(project.root)
    place = all_settings.home()
    place.mkdir(parents=True, exist_ok=True)
    # not in the project, nor in a folder of the machine that others write to: uv looks for an environment and
    # a workspace in all folders above, asks the Python of the one, and builds what the other names
    with tempfile.TemporaryDirectory(prefix="lock-", dir=place) as made:
        apart = Project(Path(made).resolve(), project.name)
        for file in _needed(project):
            copy = apart.root / file.relative_to(project.root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(plain.content(file))
        words = ("lock", "--check", "--offline", "--no-build")
        which = ("--python", python.found(project, settings)[0])
        try:
            uv(apart.root, *words, *which, settings=settings, environ=index.nowhere())
        except StabburError as error:
            if error.code == "lock-broken":
                raise
            return False
    return True


def _needed(project: Project) -> Iterator[Path]:
    yield project.root / locking.FILE
    yield project.root / "pyproject.toml"
    wheels = {project.root / source["path"] for _, source in declared.sources(declared.read(project))}
    # one that is gone is what uv says no to
    yield from (file for file in wheels if file.is_file())


def _wheel(project: Project, source: dict[str, object]) -> bool:
    """Tell whether a source is a wheel in the project: that is read, and everything else may be built."""
    path = source.get("path")
    if not isinstance(path, str) or source.keys() - {"path", "marker", "extra", "group"}:
        return False
    file = project.root / path
    inside = not Path(path).is_absolute() and file.resolve().is_relative_to(project.root.resolve())
    return inside and ".." not in Path(path).parts and file.suffix == ".whl"
