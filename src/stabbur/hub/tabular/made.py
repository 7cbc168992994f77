"""The Parquet file of a table that was published without one: read by its own schema once, and kept."""

import hashlib
import secrets
import time
import warnings
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from stabbur import packages, settings
from stabbur.errors import NotFound, StabburError
from stabbur.registry.base import Version
from stabbur.state.disk import failing

MOST_BYTES = 200_000_000  # a larger one would hold a page up for minutes
MOST_KEPT = 4_000_000_000  # bytes of all of them
DRAFT_SECONDS = 3600.0  # nobody writes so long


def made_parquet(version: Version, resource: Mapping[str, Any]) -> Path:
    """Return a Parquet file of a table, made of the file it was published as.

    Raises
    ------
    NotFound
        The table is too large, or its file is of a kind that cannot be read; `code` is `table-no-parquet`.
    Damaged
        A file of the table is not what was published.
    Unavailable
        It cannot be written; NoRoom when the disk is full.
    """
    name = str(resource["name"])
    told = (version.id, str(version.number), version.published.isoformat(), name)
    # asked before what is kept: a version that is damaged since must not look whole
    mark = "\n".join((*told, *_hashes(version, resource)))
    folder = settings.private() / "cache" / "tables"
    file = folder / f"{hashlib.sha256(mark.encode()).hexdigest()[:32]}.parquet"
    if file.is_file():
        with suppress(OSError):  # its time is that of its last use; a disk that takes nothing still shows it
            file.touch()
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
    _keep(table, file)
    tidy(folder)
    return file


def tidy(folder: Path) -> None:
    """Remove what was used longest ago until the rest is small enough, and drafts of processes that are gone."""
    found = []
    for one in folder.iterdir():
        with suppress(OSError):  # another process may tidy, too
            found.append((one.stat(), one))
    left = MOST_KEPT
    for at, (seen, one) in enumerate(sorted(found, key=lambda pair: pair[0].st_mtime, reverse=True)):
        if one.suffix != ".parquet":
            if time.time() - seen.st_mtime > DRAFT_SECONDS:
                one.unlink(missing_ok=True)
            continue
        left -= seen.st_size
        if left < 0 and at:  # the newest is the one that is asked for
            one.unlink(missing_ok=True)


def _keep(table: pa.Table, file: Path) -> None:
    """Write a table, whole or not at all: two readers may make it at once, and a disk may be full."""
    draft = file.with_suffix(f".{secrets.token_hex(4)}")
    try:
        with failing("write", f"cache/tables/{file.name}"):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            pq.write_table(table, draft, compression="zstd")
            draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _hashes(version: Version, resource: Mapping[str, Any]) -> list[str]:
    """Return the hashes of a table's own files, each checked; Damaged when one is not what was published."""
    paths = resource.get("path") or ()
    files = version.descriptor.get("files") or {}
    stored = {about["path"]: about["hash"] for about in files.values()}
    found = []
    for path in [paths] if isinstance(paths, str) else paths:
        if path in files or path in stored:
            version.file(path)
            found.append(str(files[path]["hash"] if path in files else stored[path]))
    return found


def _missing(name: str, why: str) -> NotFound:
    return NotFound(
        f"table '{name}' has no Parquet file and {why}",
        hint="download the file of the table instead",
        code="table-no-parquet",
        table=name,
    )
