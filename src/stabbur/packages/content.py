"""Hashes: of a file's bytes, of a table's types and values, of a whole package's content."""

import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from stabbur.packages.tables.infer import type_of
from stabbur.packages.tables.lexical import to_lexical

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
        digest.update(json.dumps([name, type_of(column), column.len(), zoned], ensure_ascii=False).encode())
        add_column(digest, column)
    return f"sha256:{digest.hexdigest()}"


def add_column(digest: "hashlib._Hash", column: pl.Series) -> None:
    """Add where values are missing and what the others are."""
    missing = column.is_null()
    if missing.any():
        digest.update(b"nulls")
        digest.update(missing.arg_true().cast(pl.UInt64).to_numpy().tobytes())
    plain = canonical(column)
    if plain.dtype == pl.String:
        digest.update(plain.str.len_bytes().fill_null(0).cast(pl.UInt32).to_numpy().tobytes())
        data = plain.fill_null("").rechunk().to_arrow().cast(pa.large_string()).buffers()[2]
        if data is not None:
            digest.update(data)
    else:
        digest.update(plain.fill_null(0).to_numpy().tobytes())


def canonical(column: pl.Series) -> pl.Series:
    """Return the values in the one form that is hashed: 64 bits, or text."""
    kind = column.dtype
    if kind == pl.Boolean:
        return column.cast(pl.UInt8)
    if kind.is_integer() and kind not in (pl.Int128, pl.UInt64):
        return column.cast(pl.Int64)
    if kind.is_float():
        return (column.cast(pl.Float64) + 0.0).fill_nan(float("nan"))  # one zero, one NaN
    if kind == pl.Date:
        return column.to_physical().cast(pl.Int64)
    if isinstance(kind, pl.Datetime) and (
        kind.time_unit != "ns" or not (column.dt.nanosecond() % 1000).sum()
    ):
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
    if "logicalHash" not in resource:
        kept["content"] = resource.get("hash", "")
        path = resource.get("path", "")
        if isinstance(path, str) and "://" in path:
            kept["address"] = path
    return kept
