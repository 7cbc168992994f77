"""A package opened from a folder or an address: its descriptor, and where its files are."""

import io
import json
import os
import warnings
import zipfile
import zlib
from dataclasses import dataclass, field
from gzip import BadGzipFile, GzipFile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pyarrow as pa
import yaml

from stabbur.errors import BadInput, DataWarning, NotFound
from stabbur.io.sources_read import redacted, split
from stabbur.io.testing.files import read_from
from stabbur.packages.folders import MARK
from stabbur.packages.json_ready import json_ready
from stabbur.packages.reading.upgrade import upgraded
from stabbur.packages.regular import need_regular
from stabbur.packages.validation.meaning import is_remote, unsafe

if TYPE_CHECKING:
    from stabbur.packages.package import Datapackage

MOST_BYTES = 4 * 2**30
SECONDS = 60.0


@dataclass(frozen=True)
class Opened:
    """A descriptor as it was found and as v2 has it, and the folder or address that its paths start from."""

    descriptor: dict[str, Any]
    base: str
    found: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def content(self, path: str) -> bytes:
        """Return the bytes of a file of the package, unpacked if it is packed."""
        return unpacked(read_bytes(self.place(path)), path)

    def place(self, path: str) -> str:
        """Return where a file of the package is; a path out of the package is refused."""
        if is_remote(path):
            return path
        if reason := unsafe(path):
            raise BadInput(f"path '{path}' is unsafe: {reason}", code="path-unsafe", path=path)
        if is_remote(self.base):
            return urljoin(self.base, path)
        target = (Path(self.base) / path).resolve()
        if not target.is_relative_to(Path(self.base).resolve()):
            raise BadInput(f"path '{path}' leads out of the package", code="path-unsafe", path=path)
        return str(target)


def open_descriptor(source: str | Path, *, quiet: bool = False) -> Opened:
    """Return the descriptor of a package, an older one in today's shape with a warning."""
    if not isinstance(source, str | Path):
        raise BadInput(
            f"a package is opened by its path or address, not by a {type(source).__name__}",
            hint='sb.read_dp("owner/name")',
            code="package-kind",
        )
    text = str(source)
    if is_remote(text):
        address = text if split(text).path.endswith((".json", ".yaml")) else f"{text.rstrip('/')}/{MARK}"
        found, base = decoded(read_bytes(address), address), urljoin(address, ".")
    else:
        path = read_from(Path(source))
        path = path / MARK if os.path.isdir(path) else path
        if not os.path.isfile(path):  # unlike Path.is_file it says no to a name that no disk could hold
            text = shown_place(text)
            text = text if len(text) <= 200 else f"{text[:199]}…"
            raise NotFound(
                f"there is no data package at '{text}'",
                hint=f"a package is a folder with {MARK}",
                code="package-missing",
                path=text,
            )
        found, base = decoded(read_bytes(str(path)), str(path)), str(path.parent)
    package = Opened({}, base)
    followed = references(found, package)
    descriptor, notes = upgraded(followed)
    if notes and not quiet:
        warnings.warn(
            f"'{shown_place(text)}' is of an older kind: {'; '.join(dict.fromkeys(notes))}",
            DataWarning,
            stacklevel=3,
        )
    return Opened(descriptor, base, followed, tuple(notes))


def decoded(data: bytes, place: str) -> dict[str, Any]:
    """Return a descriptor from JSON or YAML."""
    place = shown_place(place)
    try:
        text = data.decode("utf-8-sig")
        found = yaml.safe_load(text) if place.endswith((".yaml", ".yml")) else json.loads(text)
    except (UnicodeDecodeError, ValueError, RecursionError, yaml.YAMLError) as error:
        told = (
            "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else " ".join(str(error).split())
        )
        raise BadInput(
            f"'{place}' is not the descriptor of a data package: {told}",
            hint=f"give the folder of a package, or its {MARK}",
            code="descriptor-bad",
            path=place,
        ) from error
    if not isinstance(found, dict):
        kind = {list: "a list", type(None): "nothing", str: "text"}.get(type(found), "a single value")
        raise BadInput(
            f"'{place}' is not the descriptor of a data package: it holds {kind}",
            hint=f"give the folder of a package, or its {MARK}",
            code="descriptor-bad",
            path=place,
        )
    resources = found.get("resources") or []
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        raise BadInput(
            f"'resources' of '{place}' is not a list of resources", code="descriptor-bad", path=place
        )
    return dict(json_ready(found, Path(place).name))


def shown_place(place: str) -> str:
    """Return a path or an address as messages show it: nobody's password stands in them."""
    return redacted(place) if "://" in place else place


def references(descriptor: dict[str, Any], package: Opened) -> dict[str, Any]:
    """Return a descriptor with schemas and dialects that stand in files of their own put in.

    An address is not followed: what a package means must not change with somebody's server.
    """
    resources = descriptor.get("resources")
    if not isinstance(resources, list):
        return descriptor
    ready = []
    for resource in resources:
        one = resource
        if isinstance(resource, dict):
            for part in ("schema", "dialect"):
                named = resource.get(part)
                if isinstance(named, str) and not is_remote(named):
                    one = one | {part: decoded(read_bytes(package.place(named)), named)}
        ready.append(one)
    return descriptor | {"resources": ready}


def read_bytes(place: str) -> bytes:
    """Return the bytes at a path or an address."""
    if is_remote(place):
        from stabbur.io.fetch import fetch

        return fetch(place, limit_bytes=MOST_BYTES, timeout=SECONDS).content
    need_regular(place)
    try:
        # the logs of the system's kernel call themselves files, and let whoever reads wait for the next line
        with open(os.open(place, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            content: bytes | None = file.read()
        if content is None:
            raise BlockingIOError(None, "it has nothing to read yet")
        return content
    except FileNotFoundError as error:
        raise NotFound(f"there is no file '{place}'", code="file-missing", path=place) from error
    except OSError as error:
        shown, reason = place[:120], (error.strerror or str(error)).lower()
        raise BadInput(f"'{shown}' cannot be read: {reason}", code="file-unreadable", path=shown) from error


def unpacked(data: bytes, path: str) -> bytes:
    """Return unpacked bytes, by what they are and not by what they are called."""
    path = shown_place(path)
    try:
        if data[:2] == b"\x1f\x8b":
            return whole(GzipFile(fileobj=io.BytesIO(data)), path)
        if data[:4] == b"PK\x03\x04" and not path.endswith((".xlsx", ".ods")):
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                names = [name for name in packed.namelist() if not name.endswith("/")]
                if len(names) != 1:
                    raise BadInput(
                        f"'{path}' holds {len(names)} files, not one", code="archive-several", path=path
                    )
                return whole(packed.open(names[0]), path)
        if data[:4] == b"\x28\xb5\x2f\xfd":
            # Arrow's reader knows a stream that was cut; zstandard's own takes half of it for the whole
            with pa.CompressedInputStream(pa.BufferReader(data), "zstd") as stream:
                return whole(stream, path)
    except (BadGzipFile, OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise BadInput(f"'{path}' cannot be unpacked: {error}", code="archive-bad", path=path) from error
    return data


def whole(packed: Any, path: str) -> bytes:
    """Return what a packed file holds, unless it swells beyond what may be read."""
    content = bytes(packed.read(MOST_BYTES + 1))
    if len(content) > MOST_BYTES:
        raise BadInput(f"'{path}' unpacks to more than {MOST_BYTES} bytes", code="archive-swells", path=path)
    return content


def open_package(kind: "type[Datapackage]", source: str | Path) -> "Datapackage":
    """Return a Datapackage of what is at a place; its tables are read when they are asked for."""
    from stabbur.packages.names import slug
    from stabbur.packages.tables.files import Resource

    opened = open_descriptor(source)
    package = kind.__new__(kind)
    package.metadata = {key: value for key, value in opened.descriptor.items() if key != "resources"}
    package.base = Path(opened.base)
    package.name = str(opened.descriptor.get("name") or slug(Path(opened.base).name))
    package.views, package.pages = {}, {}
    package.written = opened.descriptor
    package.opened = opened
    package.resources = {
        str(one.get("name")): Resource(str(one.get("name")), one)
        for one in opened.descriptor.get("resources", [])
        if isinstance(one, dict)
    }
    return package
