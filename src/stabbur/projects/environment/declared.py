"""What a pyproject.toml says of packages, read once its shape is known: a wrong one is said with its key."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from stabbur.errors import BadInput
from stabbur.projects import plain
from stabbur.projects.project import Project
from stabbur.state.disk import failing

Key = tuple[str, ...]
TOLD: dict[type, str] = {dict: "a table", list: "a list", str: "text in quotes"}
SHAPES: dict[Key, type] = {
    ("project",): dict,
    ("project", "version"): str,
    ("project", "requires-python"): str,
    ("project", "dependencies"): list,
    ("project", "optional-dependencies"): dict,
    ("project", "optional-dependencies", "*"): list,
    ("dependency-groups",): dict,
    ("dependency-groups", "*"): list,
    ("tool",): dict,
    ("tool", "uv"): dict,
    ("tool", "uv", "sources"): dict,
}


def read(project: Project) -> dict[str, Any]:
    """Return a project's pyproject.toml.

    Raises
    ------
    BadInput
        It is not TOML, or a key that we read has not the type that it must have.
    """
    file = project.root / "pyproject.toml"
    try:
        with failing("read", file):
            told = tomllib.loads(plain.text(file))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"'{file}' is not TOML: {error}", code="project-bad", path=str(file)) from None
    for key, kind in SHAPES.items():
        for path, value in _at(told, key):
            _must(isinstance(value, kind), path, TOLD[kind], project)
    for name, one in sources(told):
        path = ("tool", "uv", "sources", name)
        _must(isinstance(one, dict), path, TOLD[dict], project)
        for word in ("path", "git", "index"):
            _must(isinstance(one.get(word, ""), str), (*path, word), TOLD[str], project)
    return told


def sources(told: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each source of tool.uv.sources with its name; a package may have several."""
    for name, given in told.get("tool", {}).get("uv", {}).get("sources", {}).items():
        for one in given if isinstance(given, list) else [given]:
            yield name, one


def _at(told: Any, key: Key, before: Key = ()) -> Iterator[tuple[Key, Any]]:
    if not key:
        yield before, told
    elif isinstance(told, dict):
        for name in list(told) if key[0] == "*" else [key[0]] if key[0] in told else []:
            yield from _at(told[name], key[1:], (*before, name))


def _must(holds: bool, key: Key, what: str, project: Project) -> None:
    if not holds:
        file = project.root / "pyproject.toml"
        raise BadInput(
            f"'{'.'.join(key)}' in '{file}' must be {what}",
            hint="mend it, or take the file from the last commit: git checkout pyproject.toml",
            code="project-bad",
            path=str(file),
            key=".".join(key),
        )
