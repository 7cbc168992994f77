"""The folder of the index: made whole, written by one process at a time, damage told in plain words."""

import fcntl
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from stabbur.catalogue.tantivy.fields import VERSION
from stabbur.errors import Unavailable

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
    """Return the folder of the index as this version of Stabbur makes it."""
    return folder / f"v{VERSION}"


def make(folder: Path, fill: Callable[[Path], object]) -> None:
    """Make the folder of an empty index; it is there whole or not at all."""
    with writing(folder):
        made = current(folder)
        if (made / MARK).is_file():
            return
        for older in (*folder.glob("v*"), *folder.glob(".v*")):
            shutil.rmtree(older, ignore_errors=True)
        draft = folder / f".{made.name}"
        draft.mkdir(mode=0o700)
        fill(draft)
        draft.rename(made)


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
    except FileNotFoundError as error:
        raise (broken(folder, error) if (current(folder) / MARK).is_file() else missing(folder)) from error
    except (ValueError, OSError) as error:
        raise broken(folder, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the engine; it has no importable name
            raise
        raise broken(folder, error) from error
