"""A package opened from a folder or an address: its descriptor, and where its files are."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from stabbur.errors import BadInput, NotFound
from stabbur.packages.folders import MARK


@dataclass(frozen=True)
class Opened:
    """A descriptor as it was found, and the folder or address that its paths start from."""

    descriptor: dict[str, Any]
    base: str


Package = TypeVar("Package")


def open_descriptor(source: str | Path) -> Opened:
    """Return the descriptor of a package."""
    path = Path(source)
    if path.is_dir():
        path = path / MARK
    if not path.is_file():
        raise NotFound(f"there is no data package at '{source}'", code="package-missing", path=str(source))
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise BadInput(f"'{path}' is no JSON: {error}", code="descriptor-bad", path=str(path)) from error
    return Opened(found, str(path.parent))


def open_package(kind: type[Package], source: str | Path) -> Package:
    """Return a Datapackage of what is at a place."""
    raise NotImplementedError
