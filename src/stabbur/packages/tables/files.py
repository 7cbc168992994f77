"""The files of one table: CSV and Parquet, the same bytes each time, and what a descriptor says of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from stabbur.errors import BadInput
from stabbur.packages.content import file_hash, logical_hash
from stabbur.packages.tables.lexical import to_lexical

FORMATS = ("parquet", "csv")
MEDIATYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


@dataclass
class Resource:
    """One resource: what the descriptor says, and a frame or files that hold it."""

    name: str
    descriptor: dict[str, Any]
    frame: pl.DataFrame | None = None
    files: dict[str, Path] = field(default_factory=dict)
    formats: tuple[str, ...] = FORMATS


def check_formats(formats: Sequence[str]) -> tuple[str, ...]:
    """Return the formats if each can be written."""
    listed = [formats] if isinstance(formats, str) else formats
    if (
        not isinstance(listed, list | tuple)
        or not listed
        or any(not isinstance(one, str) or one not in MEDIATYPES for one in listed)
    ):
        raise BadInput(
            f"formats is {formats!r}: a table is written as {' and '.join(sorted(MEDIATYPES))}",
            code="format-unknown",
        )
    return tuple(listed)


def write_table(resource: Resource, folder: Path) -> dict[str, Any]:
    """Write a table's files into a folder and return its descriptor with sizes and hashes."""
    frame = resource.frame
    if frame is None:
        raise BadInput(f"resource '{resource.name}' has no table", code="table-missing")
    written = []
    if "csv" in resource.formats:
        path = folder / f"{resource.name}.csv.gz"
        write_csv(frame, resource.descriptor["schema"], path)
        written.append(described(path, "csv") | {"encoding": "utf-8", "compression": "gz"})
    if "parquet" in resource.formats:
        path = folder / f"{resource.name}.parquet"
        parquet_ready(frame).write_parquet(path, compression="zstd", statistics=True)
        written.append(described(path, "parquet"))
    main = written[0]
    rest = {"rows": frame.height, "logicalHash": logical_hash(frame)}
    if written[1:]:
        rest["alternatives"] = written[1:]
    about = {key: value for key, value in resource.descriptor.items() if key != "schema"}
    return (
        {"name": resource.name, "type": "table"}
        | about
        | main
        | rest
        | {"schema": resource.descriptor["schema"]}
    )


def write_csv(frame: pl.DataFrame, schema: dict[str, Any], path: Path) -> None:
    """Write a table as gzipped CSV in UTF-8; the same table gives the same bytes."""
    to_lexical(frame, schema).write_csv(path, compression="gzip", check_extension=False)


def parquet_ready(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame in types that other Parquet readers know: categories as plain text."""
    texts = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Null)]
    return frame.with_columns(pl.col(texts).cast(pl.String)) if texts else frame


def described(path: Path, format_: str) -> dict[str, Any]:
    """Return what a descriptor says of a written file."""
    return {
        "path": path.name,
        "format": format_,
        "mediatype": MEDIATYPES[format_],
        "bytes": path.stat().st_size,
        "hash": file_hash(path),
    }
