"""Compress a file in place, with the same bytes each time."""

import gzip
import os
import shutil
from pathlib import Path

import zstandard


def pack(path: Path, compression: str) -> None:
    """Replace a file by its gzip or zstd form; no time and no name go into it."""
    packed = path.with_name(path.name + ".packed")
    try:
        with path.open("rb") as plain, packed.open("wb") as out:
            if compression == "gzip":
                with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0, compresslevel=6) as file:
                    shutil.copyfileobj(plain, file, 1 << 20)
            else:
                zstandard.ZstdCompressor(level=3).copy_stream(plain, out)
        os.replace(packed, path)
    finally:
        packed.unlink(missing_ok=True)
