"""Files: tables by their format, notebooks by cells and outputs, the rest as text; packages and folders of them."""

import json
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from stabbur import settings
from stabbur.disclosure.scanning.documents import scan_page, scan_text
from stabbur.disclosure.scanning.finding import Finding, unread
from stabbur.disclosure.scanning.identity import ADDED, IMMIGRANT, PERSONS, SHARED
from stabbur.disclosure.scanning.tables import scan_table
from stabbur.disclosure.scanning.texts import texts_in
from stabbur.disclosure.scanning.unread import unreadable
from stabbur.errors import BadInput, LayoutWarning, NotFound, StabburError
from stabbur.io import formats
from stabbur.io.place import found as local

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
    return [replace(one, resource=name or path.name) for one in _in_file(path)]


def scan_folder(folder: Path) -> list[Finding]:
    """Return what the files of a folder hold; the tables of a package by their resources' names."""
    found: list[Finding] = []
    seen: set[Path] = set()
    if (folder / MARK).is_file():
        found += _in_package(folder, seen)
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path in seen or not path.is_file() or LEFT_OUT & set(inside.parts):
            continue
        found += scan_path(path, inside.as_posix())
    return found


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
    others = [path for path in (*again, *files) if path not in typed]
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


def _in_file(path: Path) -> list[Finding]:
    kind = format_of(path.name)
    if kind:
        try:
            return [one for frame in tables_of(path) for one in scan_table(frame)]
        except (StabburError, OSError, pl.exceptions.PolarsError):
            if kind == "parquet":
                return [unread()]
    return _in_texts(path)


def format_of(name: str) -> str:
    """Return the format of a table that a file is called after; a text may be anything."""
    try:
        named = formats.by_name(name)
    except StabburError:
        return ""
    return named.format or "" if named.suffix != ".txt" else ""


def tables_of(path: Path) -> Iterator[object]:
    """Yield the tables of a file: one as a rule, of a workbook every sheet."""
    kind = format_of(path.name)
    if kind == "parquet":
        yield pl.scan_parquet(path)
        return
    if kind == "excel":
        yield from _sheets(path)
        return
    with local(path, settings.load().io) as file:
        yield _read(formats.load(kind), file.path, kind, path.name)


def _read(reader: Any, path: Path, kind: str, name: str) -> object:
    """Return the table of a file; of CSV the one below a title, where there is one."""
    separated = {"delimiter": "\t"} if formats.by_name(name).suffix in (".tsv", ".tab") else {}
    for skipped in range(4 if kind == "csv" else 1):
        given = separated | ({"skip_rows": skipped} if skipped else {})
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            table: object = reader.read(path, formats.options_of(reader, kind, given))
        if not any(issubclass(one.category, LayoutWarning) for one in told):
            break
    return table


def _sheets(path: Path) -> Iterator[pl.DataFrame]:
    """Yield every sheet of a workbook as texts, hidden ones and those without a header, too."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
    except CalamineError as error:
        raise BadInput(
            f"the workbook '{path.name}' cannot be opened: {error}",
            hint="open it in a spreadsheet and save it again, without a password",
            code="file-unreadable",
        ) from None
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        if len(rows) > 1:
            yield pl.DataFrame(
                [
                    pl.Series(
                        f"{name}: {header or at}", [_text(row[at]) for row in rows[1:]], dtype=pl.String
                    )
                    for at, header in enumerate(rows[0])
                ],
            )


def _text(value: object) -> str | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return None if value in ("", None) else str(value)


def _in_texts(path: Path) -> list[Finding]:
    limits = settings.load().io
    try:
        with local(path, limits) as file:
            content = file.path.read_bytes()
    except (StabburError, OSError):
        return [unread()]
    if unreadable(path.name, content):
        return [unread()]
    found: dict[tuple[str, str, bool], Finding] = {}
    for text in texts_in(path.name, content):
        page = ("<t" in text.text and "</t" in text.text) or path.suffix.lower() in (".html", ".htm", ".svg")
        look = scan_page if page else scan_text
        for one in look(text.text, text.where, printed=text.printed):
            found.setdefault((one.place, one.kind, one.direct), one)
    return list(found.values())
