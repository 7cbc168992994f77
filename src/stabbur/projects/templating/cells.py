"""Notebooks merged cell by cell, so that one with a choice to make can still be opened."""

import json
from collections.abc import Callable
from typing import Any

from stabbur.packages.validation import addresses

with addresses.later():
    import nbformat
    from nbdime.merging.notebooks import merge_notebooks


def merged(base: bytes, ours: bytes, theirs: bytes) -> tuple[bytes, bool]:
    """Return the merge of two notebooks with a common base, and whether a person has to choose.

    Where both changed the same lines of a cell, it has both between marks.

    Raises
    ------
    ValueError
        One of them is no notebook.
    """
    made: Any
    made, decisions = merge_notebooks(*(_read(one) for one in (base, ours, theirs)))
    for cell in made["cells"]:
        if isinstance(cell["source"], str):
            cell["source"] = cell["source"].splitlines(keepends=True)
    text = json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return text.encode(), any(one.conflict for one in decisions)


def _read(content: bytes) -> Any:
    reads: Callable[..., Any] = nbformat.reads
    return reads(content.decode("utf-8"), as_version=4)
