"""How a text file is laid out: every option of Table Dialect, as v2 and as v1 name them."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from stabbur.errors import BadInput


@dataclass(frozen=True)
class Dialect:
    """The layout of a text file."""

    delimiter: str = ","
    line_terminator: str = "\r\n"
    quote_char: str = '"'
    double_quote: bool = True
    escape_char: str = ""
    null_sequence: str | None = None
    skip_initial_space: bool = False
    header: bool = True
    header_rows: tuple[int, ...] = (1,)
    header_join: str = " "
    comment_rows: tuple[int, ...] = ()
    comment_char: str = ""
    property: str = ""
    item_type: str = ""
    item_keys: tuple[str, ...] = ()
    case_sensitive: bool = True


@dataclass(frozen=True)
class Line:
    """A row of cells and its number among all rows of the file, the first being 1."""

    number: int
    cells: list[str]


def dialect_of(resource: dict[str, Any]) -> Dialect:
    """Return the layout that a resource's descriptor tells."""
    said = resource.get("dialect")
    said = said if isinstance(said, dict) else {}
    said = said | (said["csv"] if isinstance(said.get("csv"), dict) else {})
    said = {key: value for key, value in said.items() if value is not None or key == "nullSequence"}
    tabs = resource.get("format") == "tsv" or str(first_path(resource)).split(".gz")[0].endswith(".tsv")
    header = said.get("header") is not False and said.get("headerRows", [1]) not in ([], False)
    return Dialect(
        delimiter=str(said.get("delimiter") or said.get("fieldDelimiter") or ("\t" if tabs else ",")),
        line_terminator=str(said.get("lineTerminator", "\r\n")),
        quote_char=str(said.get("quoteChar", '"') or ""),
        double_quote=said.get("doubleQuote", not said.get("escapeChar")) is not False,
        escape_char=str(said.get("escapeChar") or ""),
        null_sequence=said.get("nullSequence"),
        skip_initial_space=said.get("skipInitialSpace") is True,
        header=header,
        header_rows=tuple(said.get("headerRows") or (1,)) if header else (),
        header_join=str(said.get("headerJoin", " ")),
        comment_rows=tuple(said.get("commentRows") or ()),
        comment_char=str(said.get("commentChar") or ""),
        property=str(said.get("property") or ""),
        item_type=str(said.get("itemType") or ""),
        item_keys=tuple(said.get("itemKeys") or ()),
        case_sensitive=said.get("caseSensitiveHeader") is not False,
    )


def first_path(resource: dict[str, Any]) -> str:
    """Return the path of a resource, the first when it has several."""
    path = resource.get("path") or ""
    return str(path[0]) if isinstance(path, list) and path else str(path)


def cells(text: str, dialect: Dialect) -> Iterator[Line]:
    """Yield the rows of a text by its layout, comments left out."""
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(
        lines(text, dialect),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote_char or None,
        doublequote=dialect.double_quote,
        escapechar=dialect.escape_char or None,
        skipinitialspace=dialect.skip_initial_space,
        quoting=csv.QUOTE_MINIMAL if dialect.quote_char else csv.QUOTE_NONE,
        strict=False,
    )
    number = 0
    try:
        for row in reader:
            number += 1
            if number not in dialect.comment_rows and not is_comment(row, dialect):
                yield Line(number, row)
    except csv.Error as error:
        raise BadInput(f"row {number + 1} cannot be read: {error}", code="csv-bad", row=number + 1) from error


def lines(text: str, dialect: Dialect) -> Iterable[str]:
    """Return the lines of a text, by a terminator of its own if it has one."""
    mark = dialect.line_terminator
    if mark in ("\r\n", "\n", "\r", ""):
        return io.StringIO(text, newline="")
    return (line + "\n" for line in text.removesuffix(mark).split(mark))


def is_comment(row: list[str], dialect: Dialect) -> bool:
    """Say whether a row is a comment."""
    return bool(dialect.comment_char and row and row[0].startswith(dialect.comment_char))


def split_header(rows: list[Line], dialect: Dialect) -> tuple[list[str] | None, list[Line]]:
    """Return the labels of the columns and the rows below them; no labels when there is no header."""
    if not dialect.header:
        return None, rows
    # header rows count without comments, as the rows of the table do
    heads = [line.cells for at, line in enumerate(rows, start=1) if at in dialect.header_rows]
    below = rows[max(dialect.header_rows) :]
    if not heads:
        return [], []
    wide = max(len(head) for head in heads)
    padded = [head + [""] * (wide - len(head)) for head in heads]
    labels = [dialect.header_join.join(filter(None, parts)) for parts in zip(*padded, strict=True)]
    return labels, below
