"""Read what lies in a run's folder, where the run's own code may put anything. Standard library only: the shim uses it.

Only plain files count, to a size, and nothing is waited for: a pipe, a folder or a link of the right name is no file.
"""

import contextlib
import errno
import json
import math
import os
import stat
import time
from os import PathLike
from typing import IO, Any

MOST = 8_000_000
LARGEST = 1 << 62  # a count that every database takes
LONGEST = 200
"""Characters of a name or a title."""
LATEST = 1e11  # seconds since 1970: no moment of ours is after it

Place = str | PathLike[str]


def opened(file: Place, inside: int | None = None) -> IO[bytes]:
    """Open a plain file to read it, by its name or by that in an open folder.

    Raises
    ------
    FileNotFoundError
        There is nothing of that name.
    OSError
        It is no plain file, or can't be read.
    """
    how = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC
    place = os.open(file, how, dir_fd=inside)
    try:
        if not stat.S_ISREG(os.fstat(place).st_mode):
            raise OSError(f"'{os.fspath(file)}' is no plain file")
        return open(place, "rb")
    except OSError:
        os.close(place)
        raise


def opened_below(folder: Place, path: str) -> IO[bytes]:
    """Open a plain file below a folder, by a path no part of which is a link now; raises as `opened`."""
    *between, name = path.split("/")
    if not {"", ".", ".."}.isdisjoint([*between, name]):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    how = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    at = os.open(folder, how)
    try:
        for part in between:
            above, at = at, os.open(part, how, dir_fd=at)
            os.close(above)
        return opened(name, at)
    finally:
        os.close(at)


def content(file: Place, most: int = MOST) -> bytes:
    """Return what a plain file holds, no more of it than so many bytes; raises as `opened`."""
    with opened(file) as inside:
        return inside.read(most)


def value(file: Place, most: int = MOST) -> Any:
    """Return the value of a JSON file; raises as `opened`, and ValueError when it is not whole or none."""
    return loaded(content(file, most))


def loaded(text: bytes | str) -> Any:
    """Return a value of JSON that can be written again: no NaN and no half of a character; else ValueError."""
    try:
        found = json.loads(text, parse_constant=_nothing)
        if "\\u" in str(text):
            found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return found


def size(file: Place) -> int | None:
    """Return how many bytes a plain file has; None when there is none of that name."""
    try:
        found = os.stat(file, follow_symlinks=False)
    except (OSError, ValueError):
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def put(file: str, text: str) -> None:
    """Write a file in one step, whatever lies where it goes."""
    draft = f"{file}.{os.getpid()}.{time.time_ns()}"
    place = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(place, "wb") as opened_draft:
        opened_draft.write(text.encode("utf-8", "replace"))
    take(draft, file)


def take(draft: str, file: str) -> None:
    """Give a file its name; a folder that has it is put aside."""
    try:
        os.replace(draft, file)
    except IsADirectoryError:
        os.rename(file, f"{file}.{time.time_ns()}.aside")
        os.replace(draft, file)


def word(found: object, most: int = LONGEST) -> str:
    """Return a text as every database takes it and not too long; nothing for what is no text."""
    if not isinstance(found, str):
        return ""
    return found.replace("\0", "")[:most].encode("utf-8", "replace").decode()


def count(found: object, most: int = LARGEST) -> int:
    """Return a count; nothing less than 0, and nothing that a column can't hold."""
    return min(found, most) if isinstance(found, int) and found > 0 else 0


def number(found: object, most: float = LATEST) -> float | None:
    """Return a number of seconds; None for what is none that can be reckoned with."""
    with contextlib.suppress(OverflowError):
        if isinstance(found, int | float) and math.isfinite(found) and abs(found) <= most:
            return float(found)
    return None


def _nothing(_: str) -> None:
    """Stand for NaN and the infinities, which JSON does not have."""
