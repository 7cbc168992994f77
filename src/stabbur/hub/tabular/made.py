"""The Parquet file of a table that was published without one: read by its own schema once, and kept."""

import hashlib
import secrets
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from stabbur import packages, settings
from stabbur.errors import NotFound, StabburError
from stabbur.registry.base import Version

MOST_BYTES = 200_000_000  # a larger one would hold a page up for minutes


def made_parquet(version: Version, resource: Mapping[str, Any]) -> Path:
    """Return a Parquet file of a table, made of the file it was published as.

    Raises
    ------
    NotFound
        The table is too large, or its file is of a kind that cannot be read; `code` is `table-no-parquet`.
    """
    name = str(resource["name"])
    mark = "\n".join((version.id, str(version.number), version.published.isoformat(), name))
    file = (
        settings.private() / "cache" / "tables" / f"{hashlib.sha256(mark.encode()).hexdigest()[:32]}.parquet"
    )
    if file.is_file():
        return file
    size = resource.get("bytes")
    if isinstance(size, int) and size > MOST_BYTES:
        raise _missing(name, "is too large to look into without one")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what does not fit its type was told when it was published
            table = packages.read_table(version.folder(), name)
    except StabburError as error:
        if error.status == 502:  # damaged, which has a page of its own
            raise
        raise _missing(name, "cannot be read") from error
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_suffix(f".{secrets.token_hex(4)}")
    pq.write_table(table, draft, compression="zstd")
    draft.replace(file)  # whole or not at all: two readers may make it at once
    return file


def _missing(name: str, why: str) -> NotFound:
    return NotFound(
        f"table '{name}' has no Parquet file and {why}",
        hint="download the file of the table instead",
        code="table-no-parquet",
        table=name,
    )
