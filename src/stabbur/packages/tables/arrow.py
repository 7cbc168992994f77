"""Any frame a user has (pandas, polars, Arrow, Dask) as the polars frame that packages work with."""

from typing import Any

import polars as pl
import pyarrow as pa

from stabbur.errors import BadInput
from stabbur.frames import to_arrow


def to_polars(frame: object) -> pl.DataFrame:
    """Return a frame of any kind as a polars frame; a Dask frame comes partition by partition."""
    if isinstance(frame, pl.DataFrame):
        return checked(frame)
    if isinstance(frame, pl.LazyFrame):
        return checked(frame.collect())
    if is_dask(frame):
        return checked(from_dask(frame))
    return checked(from_arrow_table(to_arrow(frame)))


def is_dask(frame: object) -> bool:
    """Say whether an object is a Dask data frame, without loading Dask."""
    return type(frame).__module__.split(".")[0] in ("dask", "dask_expr") and hasattr(frame, "partitions")


def from_dask(frame: Any) -> pl.DataFrame:
    """Return a Dask frame as one table; only one partition at a time is a pandas frame."""
    parts = []
    for number in range(frame.npartitions):
        part = frame.get_partition(number).compute()
        parts.append(from_arrow_table(to_arrow(part.reset_index(drop=part.index.name is None))))
    return pl.concat(parts, how="vertical_relaxed", rechunk=True)


def from_arrow_table(table: pa.Table) -> pl.DataFrame:
    """Return an Arrow table as a polars frame."""
    frame = pl.from_arrow(table)
    if isinstance(frame, pl.Series):
        return frame.to_frame()
    return frame


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
    return frame
