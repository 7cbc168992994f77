"""The outputs of a notebook that nobody has asked to keep."""

from typing import Any

from stabbur.projects.notebooks.stripping import KEEP, has_outputs


def cells_with_outputs(found: dict[str, Any]) -> list[int]:
    """Return the numbers of the cells that hold outputs which nobody has asked to keep."""
    meta = found.get("metadata")
    if isinstance(meta, dict) and meta.get(KEEP):
        return []
    cells = enumerate(found["cells"], start=1)
    return [number for number, cell in cells if isinstance(cell, dict) and has_outputs(cell)]
