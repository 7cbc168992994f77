"""Files, folders of them and packages: what is in each, and what it is called."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from stabbur.disclosure.forms import alike
from stabbur.disclosure.scanning.containers.file import format_of, in_file, tables_of
from stabbur.disclosure.scanning.containers.titles import covered, in_titles
from stabbur.disclosure.scanning.documents import scan_text
from stabbur.disclosure.scanning.finding import Finding
from stabbur.disclosure.scanning.identity import ADDED, IMMIGRANT, PERSONS, SHARED
from stabbur.disclosure.scanning.tables import scan_table
from stabbur.errors import NotFound

__all__ = ["format_of", "scan_folder", "scan_package", "scan_path", "tables_of"]

MARK = "datapackage.json"
PREVIEW = "preview.json"
LEFT_OUT = {
    ".git",
    ".venv",
    "__pycache__",
    "node_modules",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".ruff_cache",
}
CLEAR = {
    *PERSONS,
    *ADDED.values(),
    SHARED,
    IMMIGRANT,
    "secret",
}  # what a descriptor may not hold: its makers stand there by name


def scan_path(path: Path, name: str = "") -> list[Finding]:
    """Return what a file holds; `name` is what the findings call it, its own by default.

    Raises
    ------
    NotFound
        There is no such file.
    """
    if not path.is_file():
        raise NotFound(f"there is no file '{path}'", code="file-unknown", path=str(path))
    if path.name == MARK and not name:
        return scan_folder(path.parent)
    called = covered(name or path.name)
    return [
        *([] if name else in_titles([path.name])),
        *(replace(one, resource=called) for one in in_file(path)),
    ]


def scan_folder(folder: Path) -> list[Finding]:
    """Return what the files of a folder hold; the tables of a package by their resources' names."""
    found: list[Finding] = []
    seen: set[Path] = set()
    if (folder / MARK).is_file():
        found += _in_package(folder, seen)
    titles: list[str] = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if not path.is_file() or LEFT_OUT & set(inside.parts):
            continue
        titles.append(inside.as_posix())
        if path not in seen:
            found += scan_path(path, inside.as_posix())
    return [*found, *in_titles(titles)]


def scan_package(package: Any) -> list[Finding]:
    """Return what a Datapackage holds, opened or being made: its tables, files and pages, and what it says."""
    opened = package.opened
    if opened is not None and Path(opened.base).is_dir():
        return scan_folder(Path(opened.base))
    if opened is not None:
        return [one for resource in package.resources.values() for one in _fetched(opened, resource)]
    found = _described(package.descriptor)
    for name, resource in package.resources.items():
        if resource.table is not None:
            found += scan_table(resource.table, name)
        for file, path in resource.files.items():
            found += scan_path(Path(path), name if len(resource.files) == 1 else f"{name}/{file}")
    for page in package.pages.values():
        if page.path.is_dir():
            found += [replace(one, resource=f"{page.name}/{one.resource}") for one in scan_folder(page.path)]
        else:
            found += scan_path(page.path, page.name)
    return found


def _in_package(folder: Path, seen: set[Path]) -> list[Finding]:
    """Return what a written package holds, and add to `seen` the files that need no second look."""
    try:
        descriptor = json.loads((folder / MARK).read_text(encoding="utf-8-sig"))
        resources = [one for one in descriptor.get("resources") or [] if isinstance(one, dict)]
    except (ValueError, AttributeError, TypeError):
        return []
    found = _described(descriptor)
    seen |= {folder / MARK, folder / PREVIEW}
    # the same drawing as letters is beside it, and is looked into
    seen |= {path for path in (folder / "views").rglob("*.png") if path.with_suffix(".svg").is_file()}
    for resource in resources:
        found += _in_resource(folder, resource, seen)
    known = {one.kind for one in found}
    return [*found, *(one for one in _previewed(folder) if one.kind not in known)]


def _previewed(folder: Path) -> list[Finding]:
    """Return who is known by the first rows of the tables, which a page shows: they may have been left behind."""
    try:
        told = _described(json.loads((folder / PREVIEW).read_text(encoding="utf-8-sig")))
    except (OSError, ValueError):
        return []
    return [replace(one, resource=PREVIEW) for one in told]


def _in_resource(folder: Path, resource: dict[str, Any], seen: set[Path]) -> list[Finding]:
    files = _files(folder, resource.get("path"))
    forms = resource.get("alternatives")
    again = [path for one in forms or [] if isinstance(one, dict) for path in _files(folder, one.get("path"))]
    seen |= {*files, *again}
    # the same rows, typed: an account that begins with 0 is text there, too
    typed = [path for path in (*again, *files) if path.suffix == ".parquet"]
    rest = [path for path in (*again, *files) if path not in typed]
    others = [path for path in rest if not any(alike(one, path) for one in typed)]
    name = str(resource.get("name") or "")
    found = [one for path in typed or others for one in scan_path(path, name or path.name)]
    known = {(one.column, one.kind) for one in found}
    # a form that was changed by hand is downloaded as often as the others
    more = [one for path in (others if typed else ()) for one in scan_path(path, name or path.name)]
    return [*found, *(one for one in more if one.direct and (one.column, one.kind) not in known)]


def _files(folder: Path, paths: object) -> list[Path]:
    listed = paths if isinstance(paths, list) else [paths]
    files = [(folder / one).resolve() for one in listed if isinstance(one, str) and "://" not in one]
    inside = [one for one in files if one.is_relative_to(folder.resolve()) and one.is_file()]
    return [folder / one.relative_to(folder.resolve()) for one in inside]


def _described(descriptor: dict[str, Any]) -> list[Finding]:
    text = json.dumps(descriptor, ensure_ascii=False, indent=1, default=str)
    return [replace(one, resource=MARK) for one in scan_text(text) if one.kind in CLEAR]


def _fetched(opened: Any, resource: Any) -> Iterator[Finding]:
    """Yield what the files of a package at an address hold, brought here one by one."""
    about = resource.descriptor
    for one in [*(about.get("alternatives") or []), about]:
        path = one.get("path")
        if isinstance(path, str) and (path.endswith(".parquet") or one is about):
            with tempfile.TemporaryDirectory(prefix="stabbur-") as scratch:
                file = Path(scratch) / Path(path).name.removesuffix(".gz").removesuffix(".zst")
                file.write_bytes(opened.content(path))
                yield from scan_path(file, resource.name)
            return
