"""Hashes: of a file's bytes, of a table's types and values, of a whole package's content."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from stabbur.packages.tables.infer import type_of
from stabbur.packages.tables.lexical import to_lexical
from stabbur.packages.tables.pseudonyms import without_times
from stabbur.packages.tables.spool import Spool, height_of

# what names a version or its files and is no content of it
NOT_CONTENT = {"created", "version", "id", "bytes", "hash", "path", "siblings", "files", "html"}


def file_hash(path: Path) -> str:
    """Return `sha256:…` of a file."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def logical_hash(frame: pl.DataFrame) -> str:
    """Return `sha256:…` of column names, types and values, the same however files are written.

    The width of a number does not count: 1 is 1 in 32 and in 64 bits.
    """
    digest = hashlib.sha256()
    for name in frame.columns:
        column = frame.get_column(name)
        zoned = isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone is not None
        digest.update(heading(name, column.dtype, column.len(), zoned=zoned))
        add_column(digest, partial(iter, [column]))
    return f"sha256:{digest.hexdigest()}"


def spool_hash(spool: Spool) -> str:
    """Return the same of a table that is not held whole."""
    digest = hashlib.sha256()
    rows = height_of(spool.lazy())
    for name, kind in spool.schema.items():
        zoned = isinstance(kind, pl.Datetime) and kind.time_zone is not None
        digest.update(heading(name, kind, rows, zoned=zoned))
        add_column(digest, partial(spool.column_parts, name))
    return f"sha256:{digest.hexdigest()}"


def heading(name: str, kind: pl.DataType, rows: int, *, zoned: bool) -> bytes:
    """Return what is hashed of a column besides its values."""
    return json.dumps([name, type_of(name, kind), rows, zoned], ensure_ascii=False).encode()


def add_column(digest: "hashlib._Hash", parts: Callable[[], Iterator[pl.Series]]) -> None:
    """Add where values are missing and what the others are.

    The parts are gone through once for each thing that is added, so that their borders leave no trace.
    """
    start, marked = 0, False
    for part in parts():
        missing = part.is_null()
        if missing.any():
            digest.update(b"" if marked else b"nulls")
            marked = True
            digest.update((missing.arg_true().cast(pl.UInt64) + start).to_numpy().tobytes())
        start += part.len()
    exact = all(map(fits_64_bits, parts()))
    texts: list[pl.Series] = []
    count = 0
    for part in parts():
        count += 1
        plain = canonical(part, exact=exact)
        if plain.dtype == pl.String:
            texts = [plain]
            digest.update(plain.str.len_bytes().fill_null(0).cast(pl.UInt32).to_numpy().tobytes())
        else:
            digest.update(plain.fill_null(0).to_numpy().tobytes())
    if count == 1 or not texts:
        again: Iterable[pl.Series] = texts
    else:
        again = (canonical(part, exact=exact) for part in parts())
    for plain in again:
        data = plain.fill_null("").rechunk().to_arrow().cast(pa.large_string()).buffers()[2]
        if data is not None:
            digest.update(data)


def fits_64_bits(column: pl.Series) -> bool:
    """Say whether no time of a column needs more than microseconds, and no whole number more than 64 bits."""
    kind = column.dtype
    if kind.is_integer() and kind in (pl.UInt64, pl.Int128):
        return column.cast(pl.Int64, strict=False).null_count() == column.null_count()
    if not isinstance(kind, pl.Datetime) or kind.time_unit != "ns":
        return True
    return not (column.dt.nanosecond() % 1000).sum()


def canonical(column: pl.Series, *, exact: bool) -> pl.Series:
    """Return the values in the one form that is hashed: 64 bits, or text."""
    kind = column.dtype
    if kind == pl.Boolean:
        return column.cast(pl.UInt8)
    if kind.is_integer() and exact:
        return column.cast(pl.Int64)
    if kind.is_float():
        numbers = column.cast(pl.Float64).fill_nan(float("nan"))
        # there are two zeros and many NaNs, which are each one value
        zero = (numbers == 0.0).fill_null(value=False)
        return numbers.set(zero, 0.0) if zero.any() else numbers
    if kind == pl.Date:
        return column.to_physical().cast(pl.Int64)
    if isinstance(kind, pl.Datetime) and exact:
        return column.dt.timestamp("us")
    if kind.is_decimal():
        return column.cast(pl.String)
    lexical = to_lexical(column.to_frame()).to_series()
    return lexical if lexical.dtype == pl.String else lexical.cast(pl.String)


def content_hash(descriptor: dict[str, Any]) -> str:
    """Return `sha256:…` of what a package says and holds, without dates, versions and file names.

    Two packages with the same content hash are the same version.
    """
    plain = json.dumps(content(descriptor), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(plain.encode()).hexdigest()}"


def content(descriptor: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a descriptor that is content; a file without a logical hash counts by its bytes."""
    found = {key: value for key, value in descriptor.items() if key not in NOT_CONTENT}
    found["resources"] = [resource_content(resource) for resource in descriptor.get("resources", [])]
    for part in ("views", "notebooks", "stories"):
        if part in found:
            found[part] = [
                {key: value for key, value in item.items() if key not in NOT_CONTENT}
                | {"content": item.get("hash", "")}
                for item in found[part]
            ]
    return found


def resource_content(resource: dict[str, Any]) -> dict[str, Any]:
    """Return a resource without what tells of its files only."""
    kept = {key: value for key, value in resource.items() if key not in NOT_CONTENT | {"alternatives"}}
    if isinstance(kept.get("protection"), dict):
        # a table that is protected again in the same way is no other table
        kept["protection"] = {key: value for key, value in kept["protection"].items() if key != "when"}
    if "schema" in kept:
        kept["schema"] = without_times(kept["schema"])
    if "logicalHash" not in resource:
        kept["content"] = resource.get("hash", "")
        path = resource.get("path", "")
        if isinstance(path, str) and "://" in path:
            kept["address"] = path
    return kept
