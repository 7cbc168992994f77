"""Read a file that a clone brings: a device, a pipe or one without end is refused, not read until memory is full."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from io import BufferedReader
from pathlib import Path
from shlex import quote

from stabbur.errors import BadInput

LARGEST = 200_000_000  # bytes; a lock of all that a large project needs has a hundredth of it


def content(file: Path, *, largest: int = LARGEST) -> bytes:
    """Return what a file holds.

    Raises
    ------
    BadInput
        It is no regular file, or larger than a file of its kind ever is.
    OSError
        It is not there, or can't be read.
    """
    with _opened(file) as opened:
        size = os.fstat(opened.fileno()).st_size
        if size > largest:
            raise _odd(file, f"has {size} bytes, and {largest} is more than such a file needs")
        return opened.read(largest)


def digest(file: Path) -> bytes:
    """Return the hash of a file of any size; raises what `content` raises."""
    with _opened(file) as opened:
        return file_digest(opened, "sha256").digest()


def text(file: Path, *, largest: int = LARGEST) -> str:
    """Return the text of a file; what is no UTF-8 raises UnicodeDecodeError."""
    return content(file, largest=largest).decode("utf-8").replace("\r\n", "\n")


@contextmanager
def _opened(file: Path) -> Iterator[BufferedReader]:
    # without waiting: what opens a pipe else waits for somebody to write into it
    with open(os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise _odd(file, "is no regular file")
        yield opened


def _odd(file: Path, told: str) -> BadInput:
    return BadInput(
        f"'{file}' {told}",
        hint=f"look at what it leads to: ls -l {quote(str(file))}",
        code="project-bad",
        path=str(file),
    )
