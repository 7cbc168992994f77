"""Values of a Parquet file as Python has them, by the types that the file's own Arrow schema names."""

import base64
import datetime
from collections.abc import Iterable
from typing import Any, TypeAlias

import polars as pl
import pyarrow as pa

from stabbur.packages.tables.lexical import to_lexical

NANOSECONDS = {"s": 1_000_000_000, "ms": 1_000_000, "us": 1_000, "ns": 1}
Column: TypeAlias = "pa.Array[Any] | pa.ChunkedArray[Any]"


def typed(rows: pa.Table, wanted: pa.Schema) -> pa.Table:
    """Return rows with durations and time zones as in the file: the engine knows numbers and UTC only."""
    for at, name in enumerate(rows.schema.names):
        kind, column = wanted.field(name).type if name in wanted.names else None, rows.column(at)
        if kind is not None and pa.types.is_duration(kind):
            rows = rows.set_column(at, pa.field(name, kind), column.cast(pa.int64()).cast(kind))
        elif kind is not None and pa.types.is_timestamp(kind) and pa.types.is_timestamp(column.type):
            zoned = pa.timestamp(column.type.unit, kind.tz)
            rows = rows.set_column(at, pa.field(name, zoned), column.cast(zoned))
    return rows


def typed_schema(schema: pa.Schema, wanted: pa.Schema) -> pa.Schema:
    """Return the schema that `typed` gives its rows."""
    return typed(schema.empty_table(), wanted).schema


def listed(column: Column) -> list[Any]:
    """Return the values of a column; a moment or day that Python has no value for comes as its text."""
    kind = column.type
    if pa.types.is_duration(kind):
        return _texts(column)
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)  # Python counts no nanoseconds
    elif pa.types.is_time(kind) and kind.unit == "ns":
        column = column.cast(pa.time64("us"), safe=False)
    try:
        return [_plain(value) for value in column.to_pylist()]
    except (ValueError, OverflowError):  # the years before 1 and after 9999
        return list(column.cast(pa.string()).to_pylist())


def rows_of(table: pa.Table) -> list[tuple[Any, ...]]:
    """Return the rows of a table."""
    columns: Iterable[list[Any]] = [listed(column) for column in table.columns]
    return list(zip(*columns, strict=True))


def counted(size: datetime.timedelta, unit: str) -> int:
    """Return how many of a unit a duration is: `s`, `ms`, `us` or `ns`, as the file counts them."""
    return size // datetime.timedelta(microseconds=1) * 1_000 // NANOSECONDS[unit]


def _plain(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _texts(column: Column) -> list[Any]:
    frame = pl.DataFrame({"texts": pl.from_arrow(column)})
    return to_lexical(frame).get_column("texts").to_list()
