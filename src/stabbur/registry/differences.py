"""How a version differs from the one before it; a version before that is damaged does not stop a new one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from stabbur import packages
from stabbur.errors import StabburError
from stabbur.registry.opened import OpenVersion
from stabbur.registry.records import Numbered

Differ = Callable[[int], dict[str, Any]]
"""Tells how what is to be published differs from a version, given by number."""


def since(before: Numbered | None, differ: Differ) -> dict[str, Any]:
    """Return what changed since a version, as `diff.json` keeps it."""
    if before is None:
        return {"summary": "first version"}
    try:
        return {"from": before.number, **differ(before.number)}
    except StabburError as error:
        if error.code != "version-damaged":
            raise
        return {"from": before.number, "summary": f"version {before.number} could not be read: {error}"}


def difference(old: OpenVersion, folder: Path) -> dict[str, Any]:
    """Return what changed from a published package to a folder."""
    return packages.compare(old.folder(), folder)
