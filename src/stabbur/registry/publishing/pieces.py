"""The files of a version before they are stored: found in a folder, hashed, named by their hash."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from stabbur.buckets.keys import check_key
from stabbur.errors import BadInput, Conflict, NotFound
from stabbur.registry import layout
from stabbur.state.disk import failing


@dataclass(frozen=True)
class Piece:
    """One file: where it comes from, where it goes, how long it is and what its hash is."""

    source: Path | bytes
    path: str
    bytes: int
    hash: str
    touched: int = 0

    def described(self) -> dict[str, Any]:
        """Return what the descriptor says of it."""
        return {"path": self.path, "bytes": self.bytes, "hash": self.hash}


def piece(source: Path | bytes, path: str) -> Piece:
    """Hash a file or bytes, and name it by its hash."""
    if isinstance(source, bytes):
        digest = "sha256:" + hashlib.sha256(source).hexdigest()
        return Piece(source, layout.stored_name(path, digest), len(source), digest)
    with failing("read", source), source.open("rb") as file:
        before = os.fstat(file.fileno())
        digest = "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
    return Piece(source, layout.stored_name(path, digest), before.st_size, digest, before.st_mtime_ns)


def gather(folder: Path, paths: Iterable[str]) -> dict[str, Piece]:
    """Hash the files of a folder by their paths in it; none may lie outside it."""
    found: dict[str, Piece] = {}
    root = folder.resolve()
    for path in paths:
        parts = check_key(path)
        file = folder.joinpath(*parts)
        if not file.resolve().is_relative_to(root):
            raise BadInput(f"'{path}' leads out of '{folder}'", code="path-outside", path=path)
        if not file.is_file():
            raise NotFound(f"'{path}' is named but not there in '{folder}'", code="file-missing", path=path)
        found[path] = piece(file, path)
    return found


def tree(folder: Path, below: str, place: str) -> dict[str, Piece]:
    """Hash a whole folder of pages; it keeps its inner names, so that links work, under a hashed folder."""
    root = folder / below if below else folder
    paths = sorted(file.relative_to(root).as_posix() for file in root.rglob("*") if pages_file(file, root))
    inner = gather(root, paths)
    total = tree_hash(inner)
    head = f"{place}-{layout.digits(total)}"
    return {
        str(PurePosixPath(below, path)): Piece(one.source, f"{head}/{path}", one.bytes, one.hash, one.touched)
        for path, one in inner.items()
    }


def pages_file(file: Path, root: Path) -> bool:
    """Tell whether a file belongs to a folder of pages: no hidden ones, such as `.git`."""
    hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
    return file.is_file() and not hidden


def tree_hash(pieces: Mapping[str, Piece]) -> str:
    """Return one hash of many files with their names."""
    digest = hashlib.sha256()
    for path, one in sorted(pieces.items()):
        digest.update(f"{path}\0{one.hash}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def check_untouched(pieces: Iterable[Piece]) -> None:
    """Raise when a file was changed after it was hashed: what was stored may not be what was named."""
    for one in pieces:
        if isinstance(one.source, bytes):
            continue
        # hashing again would read everything twice; whoever keeps size and time on purpose harms themselves
        now = one.source.stat()
        if (now.st_size, now.st_mtime_ns) != (one.bytes, one.touched):
            raise Conflict(
                f"'{one.source}' changed while it was published",
                hint="publish again when nothing writes to it",
                code="file-changed",
                path=str(one.source),
            )
