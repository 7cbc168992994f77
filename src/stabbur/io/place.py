"""Where a file is: a path, a file address, http(s) or a bucket; whatever it is, a local file to read comes out."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from urllib.request import url2pathname

from stabbur import settings
from stabbur.buckets.opening import open_bucket
from stabbur.errors import BadInput, NotAllowed, NotFound
from stabbur.io.formats import by_name
from stabbur.io.sources_read import redacted, split
from stabbur.io.testing.files import read_from
from stabbur.io.unpack import unpack

LEFT_OUT = (
    "the run is of a commit, which has no data: read the file by its whole path, or from bucket://NAME/KEY"
)


@dataclass(frozen=True)
class Found:
    """A local file that is ready to read, and what it is called where it comes from."""

    path: Path
    name: str
    source: str


@contextmanager
def found(address: str | os.PathLike[str], limits: settings.Limits) -> Iterator[Found]:
    """Give a local, unpacked file for any address; copies are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="stabbur-") as scratch:
        file = _brought(os.fspath(address), Path(scratch), limits)
        compression = by_name(file.name).compression
        if compression:
            target = Path(scratch) / "unpacked"
            inner = unpack(file.path, compression, target, limits.max_bytes)
            name = inner or file.name.rpartition(".")[0]
            file = Found(_called(target, name), name, file.source)
        yield file


def local_path(address: str | os.PathLike[str]) -> Path | None:
    """Return the local path that an address means, or None when it means another place."""
    text = os.fspath(address)
    if "\0" in text:
        raise BadInput("a path holds a NUL character", code="path-unsafe")
    parts = split(text)
    if len(parts.scheme) < 2 or isinstance(address, Path):  # one letter is a drive of Windows
        return at_home(Path(text))
    if parts.scheme != "file":
        return None
    if parts.netloc not in ("", "localhost"):
        raise BadInput(
            f"'{redacted(text)}' is a file on another machine", hint="file:///path", code="address-unknown"
        )
    return Path(url2pathname(unquote(parts.path)))


def at_home(path: Path) -> Path:
    """Return a path with the home folder that `~` or `~name` at its beginning means."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        shown = path.parts[0]
        raise NotFound(
            f"nobody on this machine has the home folder '{shown}'", code="folder-unknown", path=shown
        ) from error


def bucket_key(address: str) -> tuple[str, str] | None:
    """Return bucket and key of `bucket://NAME/KEY`, or None for another address."""
    parts = split(address)
    if parts.scheme != "bucket":
        return None
    key = parts.path.lstrip("/")
    if not parts.netloc or not key:
        raise BadInput(
            f"'{redacted(address)}' names no file", hint="bucket://NAME/KEY", code="address-unknown"
        )
    if any(part in ("", ".", "..") for part in PurePosixPath(key).parts) or ".." in key.split("/"):
        raise NotAllowed(f"'{redacted(address)}' leads out of the bucket", code="path-unsafe")
    return parts.netloc, key


def _brought(address: str, scratch: Path, limits: settings.Limits) -> Found:
    path = local_path(address)
    if path is not None:
        there = read_from(path)
        _readable(there)
        return Found(there, path.name, str(path.absolute()))
    if inside := bucket_key(address):
        store = open_bucket(inside[0], settings.load())
        name = PurePosixPath(inside[1]).name
        return Found(store.path(inside[1], scratch), name, address)
    parts = split(address)
    if parts.scheme not in ("http", "https"):
        raise BadInput(
            f"'{redacted(address)}' is not an address we read",
            hint="a path, or one that begins with file://, http://, https:// or bucket://",
            code="address-unknown",
        )
    from stabbur.io.fetch import download  # a file on this machine need not wait for what fetches

    answer = download(
        address, scratch / "fetched", limit_bytes=limits.max_bytes, timeout=limits.timeout_seconds
    )
    return Found(_called(scratch / "fetched", answer.name), answer.name, redacted(address))


def _called(copy: Path, name: str) -> Path:
    """Give a copy the file's own name, so that errors and formats see it; a folder of its own keeps it apart."""
    from stabbur.io.fetch import safe_name

    folder = copy.with_name(f"{copy.name}-named")
    folder.mkdir()
    return copy.rename(folder / safe_name(name, "file"))


def _readable(path: Path) -> None:
    try:
        exists = path.exists()
    except OSError as error:  # a name that no disk takes
        raise BadInput(f"'{str(path)[:60]}…' is no path: {error.strerror}", code="path-unsafe") from error
    if not exists:
        folder = path.parent
        near = [f"'{p.name}'" for p in sorted(folder.iterdir())[:8]] if folder.is_dir() else []
        beside = f": '{folder}' has {', '.join(near)}" if near else ""
        hint = LEFT_OUT if _checked_out(path) else ""
        raise NotFound(f"there is no file '{path}'{beside}", hint=hint, code="file-unknown", path=str(path))
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "not a file"
        raise BadInput(f"'{path}' is {kind}", hint="name one file in it", code="file-kind")
    if not os.access(path, os.R_OK):
        raise NotAllowed(f"'{path}' may not be read by this user", code="file-unreadable")


def _checked_out(path: Path) -> bool:
    """Tell whether a path leads into the clean checkout of a commit that a run works in."""
    folder = os.environ.get("STABBUR_RUN_FOLDER")
    return bool(folder) and path.resolve().is_relative_to(Path(folder or "", "work").resolve())
