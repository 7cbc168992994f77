"""Cells with something packed in them: bytes that are text, records of JSON, pages."""

import html
import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from stabbur.disclosure.scanning.column import Column
from stabbur.disclosure.scanning.containers.unread import unreadable
from stabbur.disclosure.scanning.texts import decoded

RECORD = r"^\s*(?:\[|\{\s*[\"}])"
MARKED = r"<[A-Za-z!/][^<>]*>"
OFTEN = 0.5  # share of the values that a column of records or pages has of them, at least
FIELDS = 200  # of records; those met first
ITEMS = 200_000  # values that are taken out of the records of a column


def of_bytes(values: pl.Series) -> tuple[pl.Series, bool]:
    """Return a column of bytes as texts, and whether some of it is no text: pictures, documents, packed files.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.scanning.containers.cells import of_bytes
    >>> texts, sealed = of_bytes(pl.Series("x", [b"Kari", b"%PDF-1.7"]))
    >>> texts.to_list(), sealed
    (['Kari', None], True)
    """
    told: dict[bytes, str | None] = {}
    sealed = False
    for value in values.drop_nulls().unique().to_list():
        closed = unreadable("", value)
        told[value] = None if closed else decoded(value)
        sealed = sealed or closed
    texts = [None if value is None else told[value] for value in values.to_list()]
    return pl.Series(values.name, texts, dtype=pl.String), sealed


def unpacked(column: Column) -> Iterator[pl.Series]:
    """Yield the fields of a column of JSON as columns, and the texts of one of pages without their marks."""
    if column.kind != "text" or column.texts.is_empty():
        return
    records = column.texts.str.contains(RECORD)
    if _often(records):
        yield from _fields(column.name, column.only(records).few())
    pages = column.texts.str.contains(MARKED)
    if _often(pages):
        some = column.only(pages).few().texts.str.replace_all(MARKED, " ").to_list()
        yield pl.Series(column.name, [" ".join(html.unescape(one).split()) for one in some])


def _often(which: pl.Series) -> bool:
    share = which.mean()
    return isinstance(share, float) and share >= OFTEN


def _fields(name: str, column: Column) -> Iterator[pl.Series]:
    fields: dict[str, list[Any]] = {}
    left = ITEMS
    for text in column.texts.to_list():
        try:
            items = list(_items(json.loads(text), ""))
        except (ValueError, RecursionError):
            continue
        for path, value in items:
            if path in fields or len(fields) < FIELDS:
                fields.setdefault(path, []).append(value)
        left -= len(items)
        if left < 0:
            break
    for path, values in fields.items():
        yield pl.Series(f"{name}{path}", [str(value) for value in values])


def _items(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield the values of a record, lists flattened, with the path of each; keys are values, too."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield f"{path} (keys)", key
            yield from _items(one, f"{path}.{key}")
    elif isinstance(value, list):
        for one in value:
            yield from _items(one, path)
    elif value is not None and not isinstance(value, bool):
        yield path, value
