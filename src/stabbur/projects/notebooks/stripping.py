"""Take outputs out of a notebook on its way into git; the file itself keeps them.

Git runs a copy of this file by itself, with any Python and nothing installed: it takes only what Python has.
"""

import json
import sys
from typing import Any

KEEP = "keep_output"  # nbstripout's mark: in the metadata of a notebook or a cell, or a tag of a cell
# what Jupyter fills in as a notebook is opened and run: it differs from machine to machine, and says nothing
LANGUAGE = ("file_extension", "name")
OF_NOTEBOOK = ("signature", "widgets")
OF_CELL = ("ExecuteTime", "collapsed", "execution", "heading_collapsed", "hidden", "scrolled")


def stripped(raw: bytes) -> bytes:
    """Return a notebook as git is to hold it; what is no notebook comes back as it is.

    Examples
    --------
    >>> from stabbur.projects.notebooks.stripping import stripped
    >>> b"42" in stripped(b'{"cells": [{"cell_type": "code", "outputs": ["42"]}], "metadata": {}}')
    False
    """
    try:
        found = json.loads(raw.decode("utf-8"))
        if not isinstance(found["cells"], list) or not isinstance(found["metadata"], dict):
            return raw
    except (ValueError, RecursionError, KeyError, TypeError):
        return raw
    meta = found["metadata"]
    keep = bool(meta.get(KEEP))
    for name in OF_NOTEBOOK:
        if not keep:
            meta.pop(name, None)
    if isinstance(meta.get("language_info"), dict):
        meta["language_info"] = {k: v for k, v in meta["language_info"].items() if k in LANGUAGE}
    for cell in found["cells"]:
        if isinstance(cell, dict):
            _strip(cell, keep)
    # as Jupyter writes it, so that a run leaves the same bytes whichever program saved the notebook
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return raw


def has_outputs(cell: dict[str, Any]) -> bool:
    """Tell whether a cell holds what a run has written, and nobody has asked for that to be kept."""
    return bool(cell.get("outputs")) and not kept(cell)


def kept(cell: dict[str, Any]) -> bool:
    """Tell whether a cell is marked so that its outputs stay."""
    meta = cell.get("metadata")
    if not isinstance(meta, dict):
        return False
    tags = meta.get("tags")
    return bool(meta.get(KEEP)) or (isinstance(tags, list) and KEEP in tags)


def _strip(cell: dict[str, Any], keep: bool) -> None:
    meta = cell.get("metadata")
    if isinstance(meta, dict):
        for name in OF_CELL:
            meta.pop(name, None)
    keep = keep or kept(cell)
    if "execution_count" in cell:
        cell["execution_count"] = None
    if "outputs" not in cell or not isinstance(cell["outputs"], list):
        return
    if not keep:
        cell["outputs"] = []
    for output in cell["outputs"]:
        if isinstance(output, dict) and "execution_count" in output:
            output["execution_count"] = None


if __name__ == "__main__":
    sys.stdout.buffer.write(stripped(sys.stdin.buffer.read()))
