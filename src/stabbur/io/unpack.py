"""Take gz, zst and zip apart into a plain file, within a limit: an archive that swells without end is refused."""

import errno
import gzip
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

import pyarrow as pa

from stabbur.errors import BadInput

CHUNK = 1 << 20
MEMBERS = 1000
"""An archive with more members than this is not opened."""


def unpack(path: Path, compression: str, target: Path, limit: int) -> str:
    """Write what a compressed file holds to `target` and return its inner name, empty if it has none."""
    inner = ""
    try:
        with _opened(path, compression) as (file, inner), target.open("wb") as out:
            done = 0
            while chunk := file.read(CHUNK):
                done += len(chunk)
                if done > limit:
                    raise BadInput(
                        f"'{path.name}' unpacks to more than {limit} bytes",
                        hint="set io.max_bytes in stabbur.toml if that is what it should be",
                        code="archive-too-large",
                        limit=limit,
                    )
                out.write(chunk)
    except (
        OSError,
        EOFError,
        zlib.error,
        zipfile.BadZipFile,
        pa.ArrowException,
        NotImplementedError,
    ) as error:
        # a changed archive may send the reader to a place before its first byte: that is not the disk's fault
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise
        raise BadInput(
            f"'{path.name}' is not a whole {compression} file: {error}", code="file-broken"
        ) from error
    return inner


@contextmanager
def _opened(path: Path, compression: str) -> Iterator[tuple[IO[bytes], str]]:
    if compression == "gzip":
        with gzip.open(path, "rb") as file:
            yield cast(IO[bytes], file), ""
    elif compression == "zstd":
        # Arrow's reader knows a stream that was cut, and refuses a window of gigabytes; zstandard's own does not
        with path.open("rb") as raw, pa.CompressedInputStream(raw, "zstd") as stream:
            yield cast(IO[bytes], stream), ""
    else:
        with zipfile.ZipFile(path) as archive:
            member = _only_member(archive, path.name)
            with archive.open(member) as file:
                yield file, PurePosixPath(member.filename).name


def _only_member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """Return the one file of an archive; its path is never used, so it cannot lead anywhere."""
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise BadInput(
            f"'{name}' has {len(members)} members: {MEMBERS} is the most", code="archive-too-large"
        )
    found = [m for m in members if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
    if len(found) != 1:
        listed = ", ".join(f"'{m.filename}'" for m in found[:10]) or "nothing"
        raise BadInput(
            f"'{name}' holds {listed}: one file is what can be read",
            hint="unpack it and read the file that is meant",
            code="archive-members",
        )
    member = found[0]
    if stat.S_ISLNK(member.external_attr >> 16):
        raise BadInput(f"'{name}' holds a link, not a file", code="archive-link")
    if member.flag_bits & 1:
        raise BadInput(f"'{name}' is locked with a password", hint="unpack it first", code="archive-locked")
    return member
