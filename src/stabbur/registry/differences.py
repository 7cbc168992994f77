"""How a version differs from the one before it; a version before that is damaged does not stop a new one."""

from pathlib import Path
from typing import Any

from stabbur import packages
from stabbur.errors import StabburError
from stabbur.registry.opened import OpenVersion

FIRST = {"summary": "first version"}


def difference(old: OpenVersion | None, folder: Path) -> dict[str, Any]:
    """Return what changed from a published version to a folder."""
    if old is None:
        return dict(FIRST)
    try:
        before = old.folder()
    except StabburError as error:
        return {"summary": f"version {old.number} could not be read: {error}", "from": old.number}
    return {"from": old.number, **packages.compare(before, folder)}
