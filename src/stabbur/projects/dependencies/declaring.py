"""What a project needs as its pyproject.toml says it: changed in place, comments and layout left as they are."""

from collections.abc import Iterable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import tomlkit
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from tomlkit.items import Array

from stabbur.projects.dependencies.wanted import Wanted
from stabbur.projects.environment import locking

GROUP = "dev"


def declared(file: Path) -> dict[str, str]:
    """Return what a pyproject.toml names, by name, groups and extras included."""
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    return {name: text for array in _arrays(document) for name, text in _named(array)}


def standing(file: Path, *, dev: bool = False) -> dict[str, str]:
    """Return what a pyproject.toml names by name where a new need would be written, and nowhere else."""
    return dict(_named(_array(tomlkit.parse(file.read_text(encoding="utf-8")), dev=dev)))


def beside(one: Wanted, stood: Mapping[str, str]) -> Wanted | None:
    """Return a need as it is to be written beside what stands there; None where that says it all.

    A version that stands there stays when none is asked for: somebody had a reason for it.
    """
    if one.source is not None or one.name not in stood:
        return one
    there, asked = Requirement(stood[one.name]), Requirement(one.text)
    if one.open:
        asked.specifier, asked.marker, asked.url = there.specifier, there.marker, there.url
        asked.extras |= there.extras
    asked.name = there.name
    return None if asked == there else Wanted(one.name, str(asked))


def declare(file: Path, wanted: Iterable[Wanted], *, dev: bool = False) -> None:
    """Write needs into a pyproject.toml; one that it has already is replaced where it stands."""
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    array = _array(document, dev=dev)
    for one in wanted:
        known = [name for name, _ in _named(array)]
        if one.name in known:
            array[_position(array, one.name)] = one.text
        else:
            array.append(one.text)
        if one.source is not None:
            _source(document, one.name, one.source)
    if len(array) > 1:
        array.multiline(True)
    locking.write(file, tomlkit.dumps(document))


def drop(file: Path, names: Iterable[str]) -> None:
    """Take needs out of a pyproject.toml, wherever it names them, with their sources."""
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    for name in names:
        for array in _arrays(document):
            while name in [known for known, _ in _named(array)]:
                del array[_position(array, name)]
        uv = document.get("tool", {}).get("uv", {})
        for known in [key for key in uv.get("sources", {}) if canonicalize_name(key) == name]:
            del uv["sources"][known]
        if "sources" in uv and not uv["sources"]:
            del uv["sources"]
    locking.write(file, tomlkit.dumps(document))


def sources(file: Path) -> dict[str, dict[str, Any]]:
    """Return where what comes from elsewhere than an index comes from, by name."""
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    found = document.get("tool", {}).get("uv", {}).get("sources", {})
    return {canonicalize_name(name): one for name, one in found.unwrap().items()} if found else {}


def source(file: Path, name: str, where: Mapping[str, str | bool]) -> None:
    """Write where a need comes from."""
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    _source(document, name, where)
    locking.write(file, tomlkit.dumps(document))


def _source(document: tomlkit.TOMLDocument, name: str, where: Mapping[str, str | bool]) -> None:
    made = tomlkit.inline_table()
    made.update(where)
    _table(document, "tool", "uv", "sources")[name] = made


def _arrays(document: tomlkit.TOMLDocument) -> list[Array]:
    project = document.get("project", {})
    tables = [project.get("optional-dependencies", {}), document.get("dependency-groups", {})]
    return [
        project.get("dependencies", tomlkit.array()),
        *(array for table in tables for array in table.values()),
    ]


def _array(document: tomlkit.TOMLDocument, *, dev: bool) -> Array:
    table, key = (
        (_table(document, "dependency-groups"), GROUP)
        if dev
        else (_table(document, "project"), "dependencies")
    )
    if key not in table:
        table[key] = tomlkit.array()
    found: Array = table[key]
    return found


def _table(document: MutableMapping[str, Any], *path: str) -> MutableMapping[str, Any]:
    for depth, name in enumerate(path):
        if name not in document:
            document[name] = tomlkit.table(is_super_table=depth < len(path) - 1)
        document = document[name]
    return document


def _named(array: Array) -> list[tuple[str, str]]:
    """Return name and text of each need; a group that includes another one is none."""
    found: list[tuple[str, str]] = []
    for text in array:
        try:
            found.append((canonicalize_name(Requirement(str(text)).name), str(text)))
        except InvalidRequirement:
            continue
    return found


def _position(array: Array, name: str) -> int:
    texts = [text for known, text in _named(array) if known == name]
    return next(at for at, text in enumerate(array) if str(text) == texts[0])
