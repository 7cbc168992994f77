"""The folder of the index: made whole, written by one process at a time, damage told in plain words."""

import fcntl
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stabbur.catalogue.tantivy.fields import VERSION
from stabbur.errors import Unavailable

POINTER = "current"
MARK = "meta.json"  # tantivy replaces it at each commit
REBUILD = "stabbur catalogue rebuild"


def missing(folder: Path) -> Unavailable:
    """Return the error of an index that is not there."""
    return Unavailable(
        f"there is no search index in '{folder}'", hint=REBUILD, code="index-missing", folder=str(folder)
    )


def broken(folder: Path, reason: object) -> Unavailable:
    """Return the error of an index that cannot be read."""
    return Unavailable(
        f"the search index in '{folder}' cannot be read: {reason}",
        hint=REBUILD,
        code="index-broken",
        folder=str(folder),
    )


def current(folder: Path) -> Path:
    """Return where the files of the index are; `Unavailable` when there are none of this version."""
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise missing(folder) from None
    except (OSError, UnicodeDecodeError) as error:
        raise broken(folder, error) from error
    made = folder / name
    if not name.startswith(f"v{VERSION}-") or made.parent != folder or not made.is_dir():
        raise missing(folder)
    return made


def new(folder: Path) -> Path:
    """Make the empty folder of an index that does not count yet."""
    made = folder / f"v{VERSION}-{uuid.uuid4().hex[:12]}"
    made.mkdir(mode=0o700)
    return made


def switch(folder: Path, made: Path) -> None:
    """Let an index take the place of the one before, at once; whoever still reads that one may finish."""
    draft = folder / f".{POINTER}"
    with draft.open("w", encoding="utf-8") as file:
        file.write(made.name)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / POINTER)
    for other in folder.glob("v*-*"):
        if other != made:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def writing(folder: Path, seconds: float = 120.0) -> Iterator[None]:
    """Hold the writer's lock; the system lets go of it when the process ends, however it ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    until = time.monotonic() + seconds
    with (folder / "lock").open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Unavailable(
                        f"another process has been writing to the index in '{folder}' for {seconds:.0f} s",
                        hint="try again in a moment",
                        code="index-busy",
                        folder=str(folder),
                    ) from None
                time.sleep(0.02)
        yield


@contextmanager
def telling(folder: Path) -> Iterator[None]:
    """Turn whatever damaged files do to the engine into one clear error."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise broken(folder, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the engine; it has no importable name
            raise
        raise broken(folder, error) from error
