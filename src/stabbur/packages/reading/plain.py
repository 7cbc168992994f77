"""CSV files that are written the usual way, read at once: the same texts as cell by cell, or none at all."""

import codecs
import io
from dataclasses import dataclass
from typing import Any

import polars as pl

from stabbur.packages.reading.dialect import Dialect, dialect_of

AT_ONCE = 100_000
"""Rows that are written again in one go."""
LONGEST = 2**31
"""Bytes: longer ones are read line by line."""
PLAIN = ("utf-8", "utf8", "utf_8")


@dataclass(frozen=True)
class Columns:
    """A table as texts, column by column; what is missing is an empty text."""

    labels: list[str]
    columns: list[pl.Series]


def plain_columns(data: bytes, resource: dict[str, Any]) -> Columns | None:
    """Return the columns of a CSV file in which every row is as wide as the first; None where that takes a closer look.

    A file is taken to be so only when writing what was read gives the same bytes again: then no reader of RFC 4180
    reads anything else out of it.

    Parameters
    ----------
    data
        What the file holds, unpacked.
    resource
        What the descriptor says of it: an encoding or a layout of its own needs the other way.

    Examples
    --------
    >>> from stabbur.packages.reading.plain import plain_columns
    >>> plain_columns(b'nr,navn\\n0301,"Oslo, by"\\n', {}).columns[1].to_list()
    ['Oslo, by']
    >>> plain_columns(b'nr,navn\\n0301\\n', {}) is None
    True
    """
    usual = dialect_of(resource) == Dialect() and str(resource.get("encoding") or PLAIN[0]).lower() in PLAIN
    odd = data.startswith(codecs.BOM_UTF8) or b"\r" in data or b"\0" in data
    if not usual or odd or not 0 < len(data) <= LONGEST:
        return None
    try:
        found = pl.read_csv(io.BytesIO(data), has_header=False, infer_schema=False)
    except pl.exceptions.PolarsError:
        return None
    if found.width < 2 or not gives(found, data):
        return None
    texts = found.with_columns(pl.all().fill_null(""))
    return Columns(list(texts.row(0)), texts[1:].get_columns())


def gives(rows: pl.DataFrame, data: bytes, *, header: bool = False) -> bool:
    """Say whether rows, written with or without a line of labels, are these very bytes."""
    at, held = 0, memoryview(data)
    for some in rows.iter_slices(AT_ONCE):
        buffer = io.BytesIO()
        some.write_csv(buffer, include_header=header and not at)
        written = buffer.getbuffer()
        if held[at : at + len(written)] != written:
            return False
        at += len(written)
    return at == len(data)
