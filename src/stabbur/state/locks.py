"""Locks between processes of one machine, on files; the system lets go of them when a process dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stabbur.state.disk import failing


@contextmanager
def exclusive(file: Path) -> Iterator[None]:
    """Wait until nobody else holds the file, and hold it alone."""
    with _held(file, fcntl.LOCK_EX):
        yield


@contextmanager
def shared(file: Path) -> Iterator[None]:
    """Hold the file together with others; who wants it alone waits."""
    with _held(file, fcntl.LOCK_SH):
        yield


@contextmanager
def exclusive_if_free(file: Path) -> Iterator[bool]:
    """Hold the file alone if nobody else has it; give False otherwise."""
    descriptor = _open(file)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


@contextmanager
def _held(file: Path, how: int) -> Iterator[None]:
    descriptor = _open(file)
    try:
        # flock belongs to the open file: two threads of one process exclude each other, which lockf does not do
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


def _open(file: Path) -> int:
    with failing("write", file):
        file.parent.mkdir(parents=True, exist_ok=True)
        return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
