"""Refuse a project that says where packages come from, also through another one that it draws in or lies in."""

import glob
import posixpath
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from stabbur.errors import BadInput
from stabbur.projects.environment import declared
from stabbur.projects.project import Project

FILE = "pyproject.toml"
KEYS = ("index", "index-url", "extra-index-url", "find-links")


def refuse(project: Project) -> None:
    """Look at a project, and at all that uv reads with it, before uv is asked.

    Raises
    ------
    BadInput
        One of them names an index, or the project is a member of a workspace of uv: whoever clones it
        would get packages from there unasked.
    """
    outer = _workspace(project.root)
    if outer:
        raise BadInput(
            f"'{project.root}' is a member of the workspace in '{outer}', which would lock and index for it",
            hint=f'take it out of there: exclude = ["{project.root.relative_to(outer.parent).as_posix()}"] '
            "under [tool.uv.workspace]",
            code="project-index",
            path=str(outer),
        )
    seen: set[Path] = set()
    left = [project.root]
    while left:
        root = left.pop()
        if root not in seen and (root / FILE).is_file():
            seen.add(root)
            told = declared.read(Project(root, project.name))
            _refuse_keys(root / FILE, told)
            left += _drawn_in(root, told)


def _refuse_keys(file: Path, told: dict[str, Any]) -> None:
    named = told.get("tool", {}).get("uv", {})
    found = [name for name in KEYS if name in named]
    found += [f"sources.{name}" for name, source in declared.sources(told) if "index" in source]
    if found:
        raise BadInput(
            f"'{file}' says in 'tool.uv.{found[0]}' where packages come from, "
            "which only settings of the person or the installation may",
            hint="take it out, and give packages.index in stabbur.toml under STABBUR_HOME",
            code="project-index",
            path=str(file),
        )


def _drawn_in(root: Path, told: dict[str, Any]) -> Iterator[Path]:
    """Yield the folders of what a project takes from a path, of its members, and of the workspaces of those."""
    paths = [(root / source["path"]).resolve() for _, source in declared.sources(told) if "path" in source]
    for pattern in _patterns(told, "members"):
        paths += [Path(one).resolve() for one in glob.glob(str(Path(glob.escape(str(root)), pattern)))]
    for path in paths:
        yield path
        outer = _workspace(path)
        if outer:
            yield outer.parent


def _workspace(root: Path) -> Path | None:
    """Return the pyproject.toml above a folder that takes it for a member of its workspace."""
    for parent in root.parents:
        if (parent / FILE).is_file():
            told = declared.read(Project(parent, root.name))
            path = root.as_posix()
            members = [_under(parent, one) for one in _patterns(told, "members")]
            # as uv reads it, a * of the members goes over a /; what is left out we take by the letter
            left_out = [(parent / one).resolve() for one in _patterns(told, "exclude")]
            if root not in left_out and any("{" in one or fnmatchcase(path, one) for one in members):
                return parent / FILE
    return None


def _under(parent: Path, pattern: str) -> str:
    return posixpath.normpath(posixpath.join(glob.escape(parent.as_posix()), pattern))


def _patterns(told: dict[str, Any], key: str) -> list[str]:
    workspace = told.get("tool", {}).get("uv", {}).get("workspace", {})
    given = workspace.get(key, []) if isinstance(workspace, dict) else []
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
