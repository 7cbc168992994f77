"""A folder as a store; its address is the folder. Written means synced: the file, then its folders."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from stabbur.buckets.base import Entry
from stabbur.buckets.keys import INCOMING, check_key
from stabbur.errors import NotFound, Unavailable
from stabbur.state.disk import refusal

PIECE = 1 << 20  # bytes copied at a time
ABSENT = (FileNotFoundError, NotADirectoryError, IsADirectoryError)


class LocalStore:
    """Objects as files below one folder."""

    def __init__(self, address: str) -> None:
        self.root = Path(address).expanduser().absolute()
        self._rooted = False

    def put(self, key: str, data: bytes | Path, *, if_absent: bool = False) -> bool:
        """Write an object whole or not at all; False when `if_absent` found one there already."""
        target = self._place(key)
        with failing("write", key):
            self._make(target.parent)
            if if_absent and os.path.lexists(target):
                return self._keep(target, key, new=False)
            temporary = self.root / INCOMING / uuid.uuid4().hex
            try:
                write_synced(temporary, data)
                new = self._move(temporary, target, if_absent)
            finally:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
        return self._keep(target, key, new=new)

    def read(self, key: str) -> bytes:
        """Return an object's content; NotFound when it is not there."""
        with failing("read", key):
            return self._place(key).read_bytes()

    def path(self, key: str, folder: Path) -> Path:
        """Return the store's own file; it is not to be changed."""
        place = self._place(key)
        if not place.is_file():
            raise missing(key)
        return place

    def list(self, prefix: str = "") -> Iterator[Entry]:
        """Yield what lies under a prefix, by key; links are not followed."""
        start = self.root / prefix.rpartition("/")[0]
        hidden = not prefix.startswith(INCOMING)
        for file in files_below(start):
            key = file.relative_to(self.root).as_posix()
            if not key.startswith(prefix) or (hidden and key.startswith(INCOMING)):
                continue
            with suppress(FileNotFoundError):
                seen = file.lstat()
                yield Entry(key, seen.st_size, datetime.fromtimestamp(seen.st_mtime, UTC))

    def size(self, key: str) -> int | None:
        """Return the bytes of an object, None when it is not there."""
        with failing("read", key):
            try:
                return self._place(key).stat().st_size
            except (FileNotFoundError, NotADirectoryError):
                return None

    def delete(self, key: str) -> None:
        """Remove an object, and the folders that it leaves empty."""
        place = self._place(key)
        with failing("delete", key):
            place.unlink(missing_ok=True)
            for folder in place.parents:
                if folder == self.root:
                    break
                try:
                    folder.rmdir()
                except OSError:
                    break  # not empty, or gone already

    def _place(self, key: str) -> Path:
        """Return the file of a key, checked after resolving links."""
        place = self.root.joinpath(*check_key(key))
        try:
            inside = place.resolve().is_relative_to(self.root.resolve())
        except (RuntimeError, OSError):  # links that go round in circles
            inside = False
        if not inside:
            raise NotFound(f"'{key}' leads out of the bucket", code="key-outside", key=key)
        return place

    def _make(self, folder: Path) -> None:
        """Make the folders that are missing, with the one for what is not whole yet."""
        folder.mkdir(parents=True, exist_ok=True)
        (self.root / INCOMING).mkdir(exist_ok=True)

    def _move(self, temporary: Path, target: Path, if_absent: bool) -> bool:
        """Put the written file in its place; False when another was there first."""
        if not if_absent:
            os.replace(temporary, target)
            return True
        try:
            os.link(temporary, target)
        except FileExistsError:
            return False
        except FileNotFoundError:  # the folder was empty a moment ago and somebody tidied up
            self._make(target.parent)
            os.link(temporary, target)
        return True

    def _keep(self, target: Path, key: str, *, new: bool) -> bool:
        """Sync a file that is in its place and every folder above it, whoever put it there."""
        try:
            if not new:
                sync(target)
            for folder in target.parents:
                sync(folder)
                if folder == self.root:
                    break
            self._root_lasts()
        except OSError as error:
            raise Unavailable(
                f"'{key}' was written but may not last: {error.strerror}",
                hint="look at the disk, then do it again: the same content is not published twice",
                code="storage-unsynced",
                key=key,
            ) from error
        return new

    def _root_lasts(self) -> None:
        """Sync the folders above the bucket, once: one of them may be as new as the bucket itself."""
        if self._rooted:
            return
        for folder in self.root.parents:
            with suppress(PermissionError):  # a folder that we may not read is not one that we made
                sync(folder)
        self._rooted = True


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files and links of a folder and of those in it by their keys, where a folder is `name/`."""
    try:
        with os.scandir(folder) as found:
            # a link is never followed: it may lead out, or round in circles
            listed = sorted((one.name + "/" * one.is_dir(follow_symlinks=False), one.path) for one in found)
    except OSError:
        return  # not there, or gone by now: a listing is a hint
    for name, path in listed:
        if name.endswith("/"):
            yield from files_below(Path(path))
        else:
            yield Path(path)


def write_synced(file: Path, data: bytes | Path) -> None:
    """Write bytes or the content of another file, and return when it is on the disk."""
    with file.open("xb") as out:
        if isinstance(data, bytes):
            out.write(data)
        else:
            with data.open("rb") as source:
                copy(source, out)
        out.flush()
        os.fsync(out.fileno())


def copy(source: IO[bytes], out: IO[bytes]) -> None:
    """Copy in pieces, so that a large file does not fill the memory."""
    while piece := source.read(PIECE):
        out.write(piece)


def sync(place: Path) -> None:
    """Return when a file or folder is on the disk."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def missing(key: str) -> NotFound:
    """Return the error for an object that is not there."""
    return NotFound(f"no '{key}' in the bucket", code="object-missing", key=key)


@contextmanager
def failing(verb: str, key: str) -> Iterator[None]:
    """Turn an error of the file system into one that says what to do."""
    try:
        yield
    except OSError as error:
        if isinstance(error, ABSENT) and verb != "write":
            raise missing(key) from error
        raise refusal(error, f"cannot {verb} '{key}'", key=key) from error
