"""What a disk says when it takes nothing more: full, read-only or out of file handles, each with what to do."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stabbur.errors import NoRoom, Unavailable

FREE = "free some space, then do it again: nothing was half done"
WRITABLE = "make the folder writable, or use another one"
SAID: dict[int, tuple[type[Unavailable], str, str]] = {
    errno.ENOSPC: (NoRoom, "storage-full", FREE),
    errno.EDQUOT: (NoRoom, "storage-full", FREE),
    errno.EROFS: (Unavailable, "storage-read-only", WRITABLE),
    errno.EACCES: (Unavailable, "storage-read-only", WRITABLE),
    errno.EPERM: (Unavailable, "storage-read-only", WRITABLE),
    errno.EMFILE: (Unavailable, "storage-busy", "raise the limit of open files: ulimit -n 4096"),
    errno.ENFILE: (Unavailable, "storage-busy", "close some programs: this machine has too many files open"),
}
SMALLEST = 64 * 1024  # bytes: less than that and SQLite cannot even make the file that its readers share


@contextmanager
def failing(verb: str, what: object) -> Iterator[None]:
    """Turn an error of the file system while something is read or written into one that says what to do."""
    try:
        yield
    except OSError as error:
        raise refusal(error, f"cannot {verb} '{what}'", path=str(what)) from error


def refusal(error: OSError, message: str, **params: object) -> Unavailable:
    """Return the error of ours for one of the file system."""
    fallback = (Unavailable, "storage-failed", "look at the disk, then do it again")
    number = error.errno or _number_in(str(error))
    kind, code, hint = SAID.get(number, fallback)
    said = os.strerror(number).lower() if number else str(error)
    return kind(f"{message}: {said}", hint=hint, code=code, **params)


def _number_in(text: str) -> int:
    """Return the system's number from an error of polars, which has it in its words only."""
    found = re.search(r"os error (\d+)", text)
    return int(found.group(1)) if found else 0


def why_refused(folder: Path) -> OSError | None:
    """Return why a folder takes no new file, None when it would: for callers that were only told "failed"."""
    try:
        seen = os.statvfs(folder)
    except OSError as error:
        return error
    if seen.f_flag & os.ST_RDONLY:
        return OSError(errno.EROFS, os.strerror(errno.EROFS))
    # a file system without a fixed number of files says that it has 0 of them
    if seen.f_bavail * seen.f_frsize < SMALLEST or (seen.f_files and not seen.f_favail):
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if not os.access(folder, os.W_OK):
        return OSError(errno.EACCES, os.strerror(errno.EACCES))
    return None
