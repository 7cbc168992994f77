"""Notebooks of a template: written as code with `# %%` between cells, so that they can be read and compared."""

import json
import re
from pathlib import Path
from typing import Any

from stabbur.projects.r.kernel import SUFFIX

CELL = re.compile(
    r"^# %%(?: \[(?P<kind>markdown)\])? (?P<id>[a-z0-9-]{1,64})(?P<tags>(?: \+[a-z-]+)*)$", re.MULTILINE
)
LANGUAGES = {".nb.py": ("python", ".py"), ".nb.R": ("R", ".r")}


def convert(folder: Path, kernel: str) -> None:
    """Put a notebook in the place of each `NAME.nb.py` and `NAME.nb.R` below a folder."""
    for ending, (language, extension) in LANGUAGES.items():
        for file in sorted(folder.rglob(f"*{ending}")):
            named = f"{kernel}{SUFFIX}" if language == "R" else kernel
            made = notebook(file.read_text(encoding="utf-8"), named, language, extension)
            target = file.with_name(file.name.removesuffix(ending) + ".ipynb")
            target.write_text(made, encoding="utf-8", newline="\n")
            file.unlink()


def notebook(text: str, kernel: str, language: str = "python", extension: str = ".py") -> str:
    """Return a notebook as Jupyter writes it, so that opening and saving it changes nothing.

    Examples
    --------
    >>> from stabbur.projects.templating.notebooks import notebook
    >>> '"id": "sum"' in notebook("# %% sum\\n1 + 1", "folketall")
    True
    """
    marks = list(CELL.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    cells = [cell(mark, text[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=False)]
    found = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": kernel, "language": language, "name": kernel},
            "language_info": {"file_extension": extension, "name": language},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def cell(mark: re.Match[str], content: str) -> dict[str, Any]:
    """Return one cell; text stands in the code as comments, and its `# ` is taken off."""
    kind = mark["kind"] or "code"
    if kind == "markdown":
        content = "\n".join(re.sub(r"^# ?", "", line) for line in content.splitlines())
    tags = [tag.strip(" +") for tag in mark["tags"].split()]
    found: dict[str, Any] = {
        "cell_type": kind,
        "id": mark["id"],
        "metadata": {"tags": tags} if tags else {},
        "source": content.splitlines(keepends=True),
    }
    return found if kind == "markdown" else found | {"execution_count": None, "outputs": []}
