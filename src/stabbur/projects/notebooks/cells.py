"""The code cells of a notebook: read as Python although lines of IPython stand among them."""

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stabbur.errors import BadInput, NotFound

# what stands after these in a cell is Python in the notebook's own names; after any other it is something else
PYTHON = re.compile(r"%%(time|capture|prun)\b")
LINE = re.compile(
    r"^(?P<before>\s*(?:[\w.,\s()\[\]*]+=\s*)?)(?P<magic>[%!].*|\?{1,2}\S.*)$|^(?P<asked>\s*\S.*\?)\s*$"
)


@dataclass
class Cell:
    """A code cell: its number from 1, its text, and its statements; None where it is not Python."""

    number: int
    text: str
    statements: list[ast.stmt] | None
    tags: list[str]
    masked: set[int]  # lines, from 1, that IPython reads and Python does not

    @property
    def lines(self) -> list[str]:
        """The lines with their ends."""
        return lined(self.text)


def read(file: Path) -> dict[str, Any]:
    """Return a notebook of Python.

    Raises
    ------
    NotFound
        There is no such file.
    BadInput
        It is no notebook, or one in another language.
    """
    try:
        found = json.loads(file.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        raise NotFound(f"'{file}' is not there", code="file-unknown", path=str(file)) from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"'{file}' is no notebook: {error}", code="notebook-bad", path=str(file)) from None
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list) or found.get("nbformat") != 4:
        raise BadInput(f"'{file}' is no notebook of format 4", code="notebook-bad", path=str(file))
    language = _language(found.get("metadata"))
    if language not in ("", "python"):
        raise BadInput(
            f"'{file}' is a notebook in {language}, and functions are moved out of Python ones only",
            hint="put the function into a script in R/ or src/, and source() it",
            code="extract-language",
            path=str(file),
        )
    return found


def code_cells(notebook: dict[str, Any]) -> list[Cell]:
    """Return the code cells in their order."""
    found = []
    for number, cell in enumerate(notebook["cells"], start=1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source") or ""
            text = "".join(map(str, source)) if isinstance(source, list) else str(source)
            meta = cell.get("metadata")
            tags = meta.get("tags") if isinstance(meta, dict) else None
            statements, masked = parsed(text)
            found.append(Cell(number, text, statements, tags if isinstance(tags, list) else [], masked))
    return found


def parsed(text: str) -> tuple[list[ast.stmt] | None, set[int]]:
    """Return the statements of a cell and the lines that were left out as IPython's own; None if it is not Python.

    A line is left out only where Python stops at it, so that `% b` in a formula of two lines stays.

    Examples
    --------
    >>> from stabbur.projects.notebooks.cells import parsed
    >>> parsed("%matplotlib inline\\nx = 1")[1]
    {1}
    """
    lines = [line.rstrip("\r\n") for line in lined(text)]
    masked: set[int] = set()
    if text.startswith("%%"):
        if not PYTHON.match(text):
            return None, masked
        lines[0] = _comment(lines[0])
        masked.add(1)
    while True:
        try:
            return ast.parse("\n".join(lines)).body, masked
        except SyntaxError as error:
            at = error.lineno or 0
            found = LINE.match(lines[at - 1]) if 0 < at <= len(lines) and at not in masked else None
            if found is None:
                return None, masked
            # as long as it was: the places of the others stay
            before = found["before"] or ""
            lines[at - 1] = before + _comment(lines[at - 1][len(before) :])
            masked.add(at)
            # Python has nothing that goes on below such a line: all of a row at once, not one for each look
            while at < len(lines) and lines[at][:1] in ("!", "%"):
                at += 1
                lines[at - 1] = _comment(lines[at - 1])
                masked.add(at)
        except (ValueError, RecursionError, MemoryError):
            return None, masked


def lined(text: str) -> list[str]:
    """Return the lines of a text as Python counts them, with their ends: str.splitlines ends them elsewhere, too."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


def _comment(line: str) -> str:
    """Return a statement that does nothing, as long as a line."""
    return "0" + "#" * (len(line) - 1)


def _language(meta: Any) -> str:
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        part = meta.get(key) if isinstance(meta, dict) else None
        found = part.get(name) if isinstance(part, dict) else None
        if isinstance(found, str) and found:
            return found.lower() if found.lower() != "ipython" else "python"
    return ""
