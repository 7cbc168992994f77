"""A whole frame: each column, the fields of records in it, its index, its labels."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import polars as pl

from stabbur.disclosure.frame import given
from stabbur.disclosure.pseudonyms.traces import made_here
from stabbur.disclosure.scanning import contacts, names, numbers, rarity
from stabbur.disclosure.scanning.column import Column, taken
from stabbur.disclosure.scanning.containers import cells
from stabbur.disclosure.scanning.containers.titles import covered, words
from stabbur.disclosure.scanning.credentials import secrets
from stabbur.disclosure.scanning.finding import Finding, unread
from stabbur.errors import BadInput

LABELS = "(labels)"
SHAPE = r"^(?:\{\"type\": ?\"(?:Multi)?(?:Point|Polygon|LineString)|(?:MULTI)?(?:POINT|POLYGON|LINESTRING) *Z? *\()"


def scan_table(frame: object, resource: str = "") -> list[Finding]:
    """Return what a frame of any kind holds, in its columns, its index and its labels."""
    found: list[Finding] = []
    figures: list[Column] = []
    labels: list[str] = []
    for series in _columns(frame):
        labels.append(series.name)
        for leaf in _leaves(series):
            if leaf.name != series.name:
                labels.append(leaf.name)  # a record may have somebody's number as a key
            found += _in_leaf(leaf)
            exact = contacts.precise(leaf) if leaf.dtype.is_float() else None
            figures += [exact] if exact else []
    found += contacts.coordinates(figures)
    if head := taken(pl.Series(LABELS, [words(label) for label in labels])):
        found += [one for one in look(head) if one.direct]
    return [replace(one, resource=resource, column=covered(one.column)) for one in names.paired(found)]


def _in_leaf(leaf: pl.Series) -> list[Finding]:
    """Return what a column without lists and records holds, in its values and in what is packed in them."""
    if leaf.dtype == pl.Binary:
        texts, sealed = cells.of_bytes(leaf)
        return [*_in_leaf(texts), *([unread(leaf.name)] if sealed else [])]
    column = taken(leaf)
    if column is None:
        return []
    found = [one for one in look(column) if one.kind != "phone" or not _pseudonyms(leaf)]
    known = {one.kind for one in found if one.direct}
    for packed in cells.unpacked(column):
        inner = taken(packed)
        more = look(inner) if inner else []
        found += [one for one in more if one.direct and one.kind not in known]
    return found


def _pseudonyms(leaf: pl.Series) -> bool:
    """Tell whether a column that looks like telephones is made of pseudonyms in their form: so few tell no chance.

    Identity numbers are never excused like this: they have check digits, which pseudonyms have by chance alone.
    """
    return made_here(leaf.name, leaf.cast(pl.String))


def look(column: Column) -> list[Finding]:
    """Return what a column is: what its values are, or else that they are texts or unique."""
    if not column.rows:
        return []
    if column.texts.head(1).str.contains(SHAPE).all() and column.texts.str.contains(SHAPE).mean() == 1:
        return list(contacts.points(column))
    found = _numbers(column)
    if column.kind == "text":
        for recogniser in (contacts.mails, contacts.addresses, contacts.points, names.names, secrets):
            found += recogniser(column)
        texts = list(rarity.free_text(column))
        found += texts
        if not any(one.kind == "name" for one in found):
            found += names.mentioned(column, sure=bool(texts))
    if not any(one.share > 0.5 for one in found):
        found += rarity.near_unique(column)
    return found


def _numbers(column: Column) -> list[Finding]:
    digits = column.pick(r"(?:[0-9][ ._/:()-]{0,3}){7}[0-9]")
    if digits.texts.is_empty():
        return []
    found = list(numbers.identities(digits))
    persons = any(one.confidence >= 0.8 for one in found)
    short = digits.short()
    if not short.texts.is_empty():
        found += numbers.accounts(short, persons=persons)
        found += numbers.organisation_numbers(short)
        found += numbers.phones(short)
    return found


def _columns(frame: object) -> Iterator[pl.Series]:
    """Yield the columns of a frame, of a plan over files one at a time."""
    if isinstance(frame, pl.LazyFrame):
        for name in frame.collect_schema().names():
            yield frame.select(name).collect(engine="streaming").to_series()
    else:
        yield from _rows(frame).get_columns()


def _rows(frame: object) -> pl.DataFrame:
    """Return the rows of a frame; columns of mixed values are looked at as text, and an index as columns."""
    if isinstance(frame, pl.Series):
        return frame.to_frame()
    if isinstance(frame, pl.DataFrame):
        return frame
    if type(frame).__module__.partition(".")[0] != "pandas":
        return given(frame).rows
    table: Any = frame
    if table.ndim == 1:
        table = table.to_frame()
    if type(table.index).__name__ != "RangeIndex":
        levels = [f"index {name}" if name in table.columns else name for name in table.index.names]
        table = table.set_axis(table.index.set_names(levels), axis=0).reset_index()
    table = table.set_axis(_apart([str(name) for name in table.columns]), axis=1)
    try:
        return given(table).rows
    except BadInput:
        columns = {}
        for name in table.columns:
            try:
                columns[name] = given(table[[name]]).rows[name]
            except BadInput:
                columns[name] = pl.Series([None if one is None else _written(one) for one in table[name]])
        return pl.DataFrame(columns)


def _written(value: object) -> str:
    """Return the text of a value; half a letter, which no file can hold, as a question mark."""
    return str(value).encode(errors="replace").decode()


def _apart(labels: list[str]) -> list[str]:
    """Return labels of which no two are the same."""
    taken_: dict[str, int] = {}
    for label in labels:
        taken_[label] = taken_.get(label, 0) + 1
    if len(taken_) == len(labels):
        return labels
    return [f"{label} {at}" if taken_[label] > 1 else label for at, label in enumerate(labels, start=1)]


def _leaves(series: pl.Series) -> Iterator[pl.Series]:
    """Yield a column, or what is in its lists and records, under the names that lead there."""
    kind = series.dtype
    if isinstance(kind, pl.Struct):
        for field in kind.fields:
            yield from _leaves(series.struct.field(field.name).alias(f"{series.name}.{field.name}"))
    elif isinstance(kind, pl.List | pl.Array):
        yield from _leaves(series.explode())
    else:
        yield series
