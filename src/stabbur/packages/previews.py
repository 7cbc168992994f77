"""The first rows and measures of a package's tables: as it was written with them, or made anew where some are protected.

A file beside the tables could show what they hide; of what is published, nothing else than its tables tells.
"""

import json
from pathlib import Path
from typing import Any

from polars.exceptions import PolarsError

from stabbur.errors import StabburError
from stabbur.packages.protection import PROPERTY
from stabbur.packages.reading.opening import Opened, open_descriptor
from stabbur.packages.reading.source import read_frame
from stabbur.packages.tables.statistics import preview

Descriptor = dict[str, Any]
NAME = "preview.json"


def is_table(resource: Descriptor) -> bool:
    """Say whether a resource has rows of its own here."""
    path = resource.get("path")
    return resource.get("type") == "table" and isinstance(path, str) and "://" not in path


def protected(descriptor: Descriptor) -> bool:
    """Say whether a package has a protected table."""
    return any(one.get(PROPERTY) for one in descriptor.get("resources") or [] if isinstance(one, dict))


def made_anew(folder: Path) -> Descriptor | None:
    """Return the preview of a package with protected tables, made of what its tables hold; None of any other."""
    package = open_descriptor(folder, quiet=True)
    return {"resources": of_tables(package)} if protected(package.descriptor) else None


def of_tables(package: Opened) -> dict[str, Descriptor]:
    """Return row count, first rows and measures of each table that can be read."""
    found = {}
    for resource in package.descriptor.get("resources") or []:
        if isinstance(resource, dict) and is_table(resource):
            try:
                found[str(resource.get("name"))] = preview(read_frame(package, resource))
            except (StabburError, PolarsError):
                continue
    return found


def previews(package: Opened, folder: Path) -> dict[str, Descriptor]:
    """Return the tables of a package's preview, which bears another name once published; none without one."""
    if protected(package.descriptor):
        return of_tables(package)
    named = (package.descriptor.get("siblings") or {}).get("preview") or NAME
    path = folder / str(named)
    if not path.is_file():
        return {}
    return dict(json.loads(path.read_text(encoding="utf-8")).get("resources", {}))
