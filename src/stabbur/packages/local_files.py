"""Files and addresses as resources: tables are read, everything else is kept as it is."""

import mimetypes
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from stabbur.errors import BadInput, NotFound
from stabbur.io.sources_read import redacted
from stabbur.packages.content import file_hash
from stabbur.packages.names import slug
from stabbur.packages.regular import need_regular
from stabbur.packages.tables.files import Resource

TABLES = (".csv", ".tsv", ".parquet", ".feather", ".arrow", ".xlsx", ".ods")
PACKED = (".gz", ".zst", ".zip")


def ending(path: Path) -> str:
    """Return what kind of file a name says it is, a packing left out."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    return next((suffix for suffix in reversed(suffixes) if suffix not in PACKED), "")


def files_of(folder: Path) -> list[Path]:
    """Return the files of a folder that a package can hold: none that is hidden, none outside it."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    kept = [
        path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    outside = [path for path in kept if not path.resolve().is_relative_to(folder.resolve())]
    if outside:
        raise BadInput(f"'{outside[0]}' leads out of the folder", code="path-unsafe", path=str(outside[0]))
    if not kept:
        raise NotFound(f"folder '{folder}' holds no files", code="folder-empty", path=str(folder))
    return kept


def table(path: Path) -> pl.DataFrame | None:
    """Return the table in a file, or in a folder of like files; nothing when it is another kind of file."""
    files = files_of(path) if path.is_dir() else [path]
    if len({ending(file) for file in files}) != 1 or ending(files[0]) not in TABLES:
        return None
    from stabbur.io.file import read_file
    from stabbur.packages.tables.arrow import to_polars

    frames = [to_polars(read_file(file, as_="polars")) for file in files]
    for file, frame in zip(files, frames, strict=True):
        if frame.columns != frames[0].columns:
            raise BadInput(
                f"'{file}' has the columns {frame.columns}, but '{files[0]}' has {frames[0].columns}",
                hint="add the files one by one",
                code="columns-differ",
            )
    return pl.concat(frames, how="vertical_relaxed")


def kept(path: Path, name: str, about: dict[str, Any]) -> Resource:
    """Return files that stay as they are as one resource."""
    need_regular(path)
    if not path.is_dir():
        suffix = "".join(path.suffixes[-2:] if path.suffix.lower() in PACKED else path.suffixes[-1:]).lower()
        return Resource(name, about, files={f"{name}{suffix}": path})
    files: dict[str, Path] = {}
    for file in files_of(path):
        inner = file.relative_to(path)
        flat = slug("-".join([*inner.parts[:-1], inner.stem]))
        place, number = f"{name}-{flat}{file.suffix.lower()}", 1
        while place in files:
            number += 1
            place = f"{name}-{flat}-{number}{file.suffix.lower()}"
        files[place] = file
    return Resource(name, about, files=files)


def remote(address: str, name: str, about: dict[str, Any], schema: dict[str, Any] | None) -> Resource:
    """Return an address as a resource; nothing is fetched."""
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        known = False
    if not known:
        shown = redacted(address)
        raise BadInput(
            f"'{shown}' is no http(s) address",
            hint="read it with sb.read_file and add the frame",
            code="address-bad",
            address=shown,
        )
    if parts.username or parts.password:
        raise BadInput(
            "the address of a resource holds a user name or password, which everybody would see",
            hint="leave it out of the address",
            code="address-secret",
        )
    suffix = ending(Path(parts.path)).lstrip(".")
    found = about | {"path": address} | ({"format": suffix} if suffix else {})
    if schema:
        found |= {"type": "table", "schema": schema}
    return Resource(name, found)


def inside(base: Path, path: str) -> Path:
    """Return a path of hand-written metadata, which must stay inside its folder."""
    place = (base / path).resolve()
    if not place.is_relative_to(base.resolve()) or Path(path).is_absolute():
        raise BadInput(f"path '{path}' leads out of the package's folder", code="path-unsafe", path=path)
    return place


def write(resource: Resource, folder: Path) -> dict[str, Any]:
    """Copy a resource's files and return its descriptor."""
    found = {"name": resource.name} | resource.descriptor
    if not resource.files:
        return found
    for place, source in resource.files.items():
        need_regular(source)  # it may be another file by now than the one that was added
        shutil.copyfile(source, folder / place)
    names = list(resource.files)
    about: dict[str, Any] = {"path": names[0] if len(names) == 1 else names}
    about["bytes"] = sum((folder / name).stat().st_size for name in names)
    if len(names) == 1:
        about |= {"hash": file_hash(folder / names[0])} | kind_of(names[0])
    else:
        about["hashes"] = {name: file_hash(folder / name) for name in names}
    return found | about


def kind_of(name: str) -> dict[str, str]:
    """Return format and media type of a file by its name."""
    suffix = ending(Path(name)).lstrip(".")
    media = {"geojson": "application/geo+json", "md": "text/markdown"}.get(suffix)
    media = media or mimetypes.guess_type(f"file.{suffix}")[0]
    found = {"format": suffix} if suffix else {}
    return found | ({"mediatype": media} if media else {})
