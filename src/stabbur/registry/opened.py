"""A version opened for reading: every file's hash is checked before it is handed out."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from stabbur.buckets.base import Store
from stabbur.errors import Damaged, NotFound
from stabbur.registry import layout

CHECKED: dict[tuple[str, int, int, int], str] = {}
"""Hashes of files seen by this process, by path, size, time and inode: a large file is hashed once."""
MOST_CHECKED = 10_000


@dataclass
class OpenVersion:
    """One version of a package."""

    id: str
    owner: str
    name: str
    number: int
    descriptor: dict[str, Any]
    access: str
    published: datetime
    withdrawn: str | None
    mark: str = field(repr=False)
    store: Store = field(repr=False)
    cache: Path = field(repr=False)

    def file(self, path: str) -> Path:
        """Return a local file by its logical or stored path, its hash checked."""
        return stored_file(
            self, self.descriptor.get("files", {}), path, layout.folder("package", self.id, self.number)
        )

    def sibling(self, kind: str) -> dict[str, Any] | None:
        """Return what lies beside the descriptor: `preview`, `diff` or `lineage`."""
        path = self.descriptor.get("siblings", {}).get(kind)
        if not isinstance(path, str):
            return None
        found: dict[str, Any] = json.loads(self.file(path).read_bytes())
        return found

    def folder(self) -> Path:
        """Return a local folder of the version, with every file checked."""
        for path in self.descriptor.get("files", {}):
            self.file(path)
        key = layout.mark("package", self.id, self.number)
        return checked(self.store, key, self.mark, self.cache).parent


@dataclass
class OpenStory:
    """One version of a story."""

    id: str
    owner: str
    name: str
    title: str
    number: int
    entry: str
    draft: bool
    access: str
    published: datetime
    withdrawn: str | None
    files: dict[str, Any] = field(repr=False)
    prefix: str = field(repr=False)
    store: Store = field(repr=False)
    cache: Path = field(repr=False)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the story's files."""
        return tuple(self.files)

    def file(self, path: str) -> Path:
        """Return a local file of the story by its path, its hash checked."""
        return stored_file(self, self.files, path, self.prefix)


def stored_file(one: OpenVersion | OpenStory, files: Mapping[str, Any], path: str, prefix: str) -> Path:
    """Return the checked local file of a version; only paths that its mark names exist."""
    about = files.get(path)
    if about is None:
        about = next((known for known in files.values() if known.get("path") == path), None)
    if about is None:
        shown = ascii(path[:80])[1:-1]
        raise NotFound(
            f"'{one.id}' version {one.number} has no file '{shown}'", code="file-unknown", path=shown
        )
    return checked(one.store, prefix + about["path"], about["hash"], one.cache)


def checked(store: Store, key: str, expected: str, cache: Path) -> Path:
    """Return the local file of a key if its content has the expected hash."""
    try:
        file = store.path(key, cache)
    except NotFound as error:
        raise damaged(key, "is missing") from error
    if hash_of(file) != expected:
        raise damaged(key, "is not what was published")
    return file


def hash_of(file: Path) -> str:
    """Return a file's hash; a file that has not changed since is not read again."""
    seen = file.stat()
    mark = (str(file), seen.st_size, seen.st_mtime_ns, seen.st_ino)
    known = CHECKED.get(mark)
    if known is None:  # another thread may clear what is kept at any time, so a value of our own is returned
        if len(CHECKED) >= MOST_CHECKED:
            CHECKED.clear()
        with file.open("rb") as content:
            known = "sha256:" + hashlib.file_digest(content, "sha256").hexdigest()
        CHECKED[mark] = known
    return known


def damaged(key: str, what: str) -> Damaged:
    """Return the error for a file that is lost or changed."""
    return Damaged(f"'{key}' {what}: this version is damaged", key=key)
