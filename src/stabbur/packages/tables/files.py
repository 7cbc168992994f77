"""The files of one table: CSV and Parquet, the same bytes each time, and what a descriptor says of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import polars as pl

from stabbur.disclosure.forms import comparable, remember
from stabbur.errors import BadInput
from stabbur.frames.given import shown
from stabbur.packages.content import file_hash, logical_hash, spool_hash
from stabbur.packages.tables.lexical import null_marks, to_lexical, to_lexical_plan
from stabbur.packages.tables.spool import Frame, Spool, height_of, schema_of

FORMATS = ("parquet", "csv")
MEDIATYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


@dataclass
class Resource:
    """One resource: what the descriptor says, and a frame or files that hold it."""

    name: str
    descriptor: dict[str, Any]
    frame: pl.DataFrame | None = None
    spool: Spool | None = None
    files: dict[str, Path] = field(default_factory=dict)
    formats: tuple[str, ...] = FORMATS

    @property
    def table(self) -> Frame | None:
        """The rows: a frame, a plan over files where they are too many, nothing where it is no table."""
        return self.spool.lazy() if self.spool else self.frame

    def columns(self, names: Collection[str]) -> pl.DataFrame | None:
        """Return some columns as a frame; of a table that is held whole, all of them."""
        if self.spool is None:
            return self.frame
        kept = [name for name in self.spool.schema if name in names]
        return self.spool.lazy().select(kept).collect(engine="streaming")


def check_formats(formats: Sequence[str]) -> tuple[str, ...]:
    """Return the formats if each can be written."""
    listed = [formats] if isinstance(formats, str) else formats
    if (
        not isinstance(listed, list | tuple)
        or not listed
        or any(not isinstance(one, str) or one not in MEDIATYPES for one in listed)
    ):
        raise BadInput(
            f"formats is '{shown(formats)}': a table is written as {' and '.join(sorted(MEDIATYPES))}",
            code="format-unknown",
        )
    return tuple(listed)


def write_table(resource: Resource, folder: Path) -> dict[str, Any]:
    """Write a table's files into a folder and return its descriptor with sizes and hashes."""
    table = resource.table
    if table is None:
        raise BadInput(f"resource '{resource.name}' has no table", code="table-missing")
    written = []
    if "csv" in resource.formats:
        path = folder / f"{resource.name}.csv.gz"
        write_csv(table, resource.descriptor["schema"], path)
        written.append(described(path, "csv") | {"encoding": "utf-8", "compression": "gz"})
    if "parquet" in resource.formats:
        path = folder / f"{resource.name}.parquet"
        write_parquet(table, path)
        written.append(described(path, "parquet"))
    if (
        len(written) == 2
        and comparable(schema_of(table))
        and not null_marks(table, resource.descriptor["schema"])
    ):
        remember(typed=written[1]["hash"], text=written[0]["hash"])
    main = written[0]
    hashed = spool_hash(resource.spool) if resource.spool else logical_hash(cast(pl.DataFrame, table))
    rest = {"rows": height_of(table), "logicalHash": hashed}
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


def write_csv(table: Frame, schema: dict[str, Any], path: Path) -> None:
    """Write a table as gzipped CSV in UTF-8; the same table gives the same bytes."""
    if isinstance(table, pl.DataFrame):
        to_lexical(table, schema).write_csv(path, compression="gzip", check_extension=False)
    else:
        plan = to_lexical_plan(table, schema)
        plan.sink_csv(path, compression="gzip", check_extension=False, engine="streaming")


def write_parquet(table: Frame, path: Path) -> None:
    """Write a table as Parquet, in types that other readers know: a column of nulls as text."""
    nulls = [name for name, kind in schema_of(table).items() if isinstance(kind, pl.Null)]
    ready = table.with_columns(pl.col(nulls).cast(pl.String)) if nulls else table
    if isinstance(ready, pl.DataFrame):
        ready.write_parquet(path, compression="zstd", statistics=True)
    else:
        ready.sink_parquet(path, compression="zstd", statistics=True, engine="streaming")


def described(path: Path, format_: str) -> dict[str, Any]:
    """Return what a descriptor says of a written file."""
    return {
        "path": path.name,
        "format": format_,
        "mediatype": MEDIATYPES[format_],
        "bytes": path.stat().st_size,
        "hash": file_hash(path),
    }
