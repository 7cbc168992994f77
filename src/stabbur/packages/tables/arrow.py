"""Any frame a user has (pandas, polars, Arrow, Dask) as the polars frame that packages work with."""

from collections.abc import Iterator
from typing import Any

import polars as pl
import pyarrow as pa

from stabbur.errors import BadInput
from stabbur.frames import to_arrow
from stabbur.frames.incoming import check_polars_names

MOST_DIGITS = 38


def to_polars(frame: object) -> pl.DataFrame:
    """Return a frame of any kind as a polars frame."""
    if isinstance(frame, pl.DataFrame):
        return checked(frame)
    if isinstance(frame, pl.LazyFrame):
        return to_polars(frame.collect())
    if hasattr(frame, "to_frame") and not hasattr(frame, "columns"):
        raise BadInput(
            f"a {type(frame).__name__} is one column and not a frame",
            hint='column.to_frame("name")',
            code="frame-kind",
            value=type(frame).__name__,
        )
    return checked(from_arrow_table(to_arrow(frame)))


def is_dask(frame: object) -> bool:
    """Say whether an object is a Dask data frame, without loading Dask."""
    return type(frame).__module__.split(".")[0] in ("dask", "dask_expr") and hasattr(frame, "partitions")


def dask_parts(frame: Any) -> Iterator[pl.DataFrame]:
    """Yield the partitions of a Dask frame; only one of them at a time is in memory."""
    for number in range(frame.npartitions):
        part = frame.get_partition(number).compute()
        yield to_polars(part.reset_index(drop=part.index.name is None))


def from_arrow_table(table: pa.Table) -> pl.DataFrame:
    """Return an Arrow table as a polars frame."""
    for name, kind in zip(table.schema.names, table.schema.types, strict=True):
        if what := unknown_part(kind):
            raise no_type(name, what)
    frame = pl.from_arrow(table)
    if isinstance(frame, pl.Series):
        return frame.to_frame()
    return frame


def unknown_part(kind: Any) -> str:
    """Return the part of an Arrow type that no data package holds; polars would panic at some of them."""
    for test in (pa.types.is_union, pa.types.is_interval, pa.types.is_map, pa.types.is_run_end_encoded):
        if test(kind):
            return str(kind).split("<")[0].split("[")[0]
    if pa.types.is_decimal(kind) and kind.precision > MOST_DIGITS:
        return str(kind)
    if pa.types.is_struct(kind) and not kind.num_fields:
        return "a record without fields"
    inner = [kind.field(at).type for at in range(kind.num_fields)] if pa.types.is_nested(kind) else []
    return next(filter(None, map(unknown_part, inner)), "")


def no_type(column: str, kind: object) -> BadInput:
    """Say that a column holds what a data package has no type for."""
    return BadInput(
        f"column '{column}' holds {kind}, which a data package has no type for",
        hint="convert it to text, numbers or dates",
        code="type-unknown",
        column=column,
    )


def checked(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame if each of its columns has one type and a name."""
    for name, kind in frame.schema.items():
        if isinstance(kind, pl.Object):
            raise BadInput(
                f"column '{name}' holds Python objects, which have no one type",
                hint="convert the column to text, numbers or dates",
                code="column-mixed",
                column=name,
            )
        if not name.strip():
            raise BadInput(
                "a column has no name", hint="give each column a name", code="column-unnamed", column=name
            )
        if "\0" in name:
            shown = name.replace("\0", "\\0")
            raise BadInput(
                f"column '{shown}' has a zero sign in its name, which no file format carries",
                hint="rename the column",
                code="column-name-bad",
                column=shown,
            )
        if isinstance(kind, pl.Struct) and not kind.fields:
            raise no_type(name, "records without fields")
    check_polars_names(frame.schema)
    wide = [name for name, kind in frame.schema.items() if kind in (pl.Int128, pl.UInt128)]
    return frame.with_columns(fewer_digits(frame.get_column(name)) for name in wide) if wide else frame


def fewer_digits(column: pl.Series) -> pl.Series:
    """Return whole numbers of 128 bits as decimals, which Arrow and Parquet know."""
    try:
        return column.cast(pl.Decimal(MOST_DIGITS, 0))
    except pl.exceptions.InvalidOperationError as error:
        raise no_type(column.name, f"whole numbers of more than {MOST_DIGITS} digits") from error
