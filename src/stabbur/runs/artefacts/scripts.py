"""A notebook as a script: the code as it stands, text as comments, `# %%` between cells as editors read it."""

import re
from collections.abc import Iterator
from typing import Any

from stabbur.projects.notebooks.cells import lined, parsed

TAG = re.compile(r"[\w-]{1,40}")
ENDINGS = {"python": ".py", "r": ".R"}
MADE = "# Made by Stabbur from a notebook: change the notebook, not this file.\n"


def language(notebook: dict[str, Any]) -> str:
    """Return the language of a notebook in small letters; one that says nothing is in Python."""
    meta = notebook.get("metadata")
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        part = meta.get(key) if isinstance(meta, dict) else None
        found = part.get(name) if isinstance(part, dict) else None
        if isinstance(found, str) and found:
            return "python" if found.lower() == "ipython" else found.lower()
    return "python"


def script(notebook: dict[str, Any]) -> str:
    """Return a notebook of Python or R as a script.

    Lines that only IPython reads, such as `%matplotlib inline`, become comments: the script runs without it.

    Examples
    --------
    >>> from stabbur.runs.artefacts.scripts import script
    >>> print(script({"cells": [{"cell_type": "code", "source": "%pylab\\nx = 1"}]}).splitlines()[-1])
    x = 1
    """
    python = language(notebook) == "python"
    pieces = [MADE]
    for cell in notebook.get("cells") or ():
        if isinstance(cell, dict):
            pieces.append("\n" + _head(cell) + "".join(_body(cell, python)))
    return "".join(pieces)


def _head(cell: dict[str, Any]) -> str:
    meta = cell.get("metadata")
    tags = meta.get("tags") if isinstance(meta, dict) else None
    # a tag may hold anything, such as a line break with code behind it
    good = [tag for tag in tags or () if isinstance(tag, str) and TAG.fullmatch(tag)]
    kind = "" if cell.get("cell_type") == "code" else " [markdown]"
    return f"# %%{kind}{f' tags={good}'.replace(chr(39), chr(34)) if good else ''}\n"


def _body(cell: dict[str, Any], python: bool) -> Iterator[str]:
    source = cell.get("source") or ""
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    lines = [line.rstrip("\r\n") for line in lined(text)]
    if cell.get("cell_type") != "code":
        yield from (f"# {line}".rstrip() + "\n" for line in lines)
        return
    statements, masked = parsed(text) if python else ([], set[int]())
    for number, line in enumerate(lines, start=1):
        if statements is None:
            yield f"# {line}".rstrip() + "\n"
        elif number in masked:
            before = line[: len(line) - len(line.lstrip())]
            # alone in a block it leaves a statement behind, or the block would have none
            yield f"{before}{'pass  ' if before else ''}# {line.lstrip()}\n"
        else:
            yield line + "\n"
