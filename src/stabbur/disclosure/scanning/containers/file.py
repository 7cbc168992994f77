"""A file: a table by its format, an archive, a document or a database by how it begins, the rest as text."""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from stabbur import settings
from stabbur.disclosure.scanning.containers import databases, workbooks
from stabbur.disclosure.scanning.containers.archives import Room, is_archive, members
from stabbur.disclosure.scanning.containers.office import is_office, page_of
from stabbur.disclosure.scanning.containers.titles import covered, in_titles
from stabbur.disclosure.scanning.containers.unread import unreadable
from stabbur.disclosure.scanning.documents import scan_page, scan_text
from stabbur.disclosure.scanning.finding import Finding, unread
from stabbur.disclosure.scanning.tables import scan_table
from stabbur.disclosure.scanning.texts import texts_in, tidied, unopened
from stabbur.errors import LayoutWarning, StabburError
from stabbur.io import formats
from stabbur.io.place import found as local

PAGES = (".html", ".htm", ".svg")
SCHEMA = "ARROW:schema"
"""A key of Parquet's metadata: the types of its columns, as letters."""
LARGEST = 50_000_000  # bytes of a text that was packed, or is a part of a document


def in_file(path: Path, room: Room | None = None) -> list[Finding]:
    """Return what a file holds; `room` is what is left for what is packed in it, where it was itself packed."""
    room = room or Room()
    kind = format_of(path.name)
    if kind:
        try:
            found = [one for frame in tables_of(path) for one in scan_table(frame)]
            found += _beside(path, room) if kind == "excel" else _noted(path) if kind == "parquet" else []
            return found
        except (StabburError, OSError, pl.exceptions.PolarsError):
            if kind == "parquet":
                return [unread()]
    if is_archive(path):
        return [one for name, part in members(path, room) for one in _member(name, part, room)]
    if databases.kind_of(path):
        return [
            one
            for name, table in databases.tables_of(path)
            for one in _placed(name, [unread()] if table is None else scan_table(table))
        ]
    return _in_texts(path, room)


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
        yield from workbooks.sheets(path)
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


def _noted(path: Path) -> list[Finding]:
    """Return what a Parquet file says of itself beside its columns, such as the `attrs` of a pandas frame."""
    notes = pl.read_parquet_metadata(path)
    text = "\n".join(f"{key}: {value}" for key, value in notes.items() if key != SCHEMA)
    return [one for one in _placed("metadata of the file", scan_text(tidied(text))) if one.direct]


def _beside(path: Path, room: Room) -> Iterator[Finding]:
    """Yield what is in a workbook beside its cells: comments, properties, names, lists, formulas, what is embedded."""
    if not is_archive(path):
        yield from _placed(workbooks.UNKNOWN, [unread()])
        return
    for name, part in members(path, room):
        yield from _member(name, part, room, workbook=True)


def _member(name: str, part: Path | None, room: Room, *, workbook: bool = False) -> list[Finding]:
    """Return what a member of an archive holds; None stands for one that could not be taken out."""
    if part is None:
        return _placed(name, [unread()])
    if is_office(name):
        if part.stat().st_size > LARGEST:
            return _placed(name, [unread()])
        content = part.read_bytes()
        if workbook:
            content = workbooks.beside_cells(name, content)
        return _placed(name, scan_page(page_of(name, content), printed=False))
    if workbooks.tells_nobody(name):
        return []
    return _placed(name, [*in_titles([name]), *in_file(part, room.deeper())])


def _placed(name: str, found: list[Finding]) -> list[Finding]:
    name = covered(name)
    return [replace(one, place=", ".join(filter(None, (name, one.place)))) for one in found]


def _in_texts(path: Path, room: Room) -> list[Finding]:
    limits = settings.load().io
    try:
        with local(path, limits) as file:
            if file.path != path and (is_archive(file.path) or databases.kind_of(file.path)):
                return in_file(file.path, room.deeper()) if room.depth else [unread()]
            if room.outer and file.path.stat().st_size > LARGEST:
                return [unread()]
            content = file.path.read_bytes()
    except (StabburError, OSError):
        return [unread()]
    if unreadable(path.name, content):
        return [unread()]
    found: dict[tuple[str, str, bool], Finding] = {}
    for text in texts_in(path.name, content):
        page = ("<t" in text.text and "</t" in text.text) or path.suffix.lower() in PAGES
        look = scan_page if page else scan_text
        for one in look(text.text, text.where, printed=text.printed):
            found.setdefault((one.place, one.kind, one.direct), one)
    sealed = [replace(unread(), place=place) for place in unopened(path.name, content)]
    return [*found.values(), *sealed]
