"""The lines of a cell that are moved: a definition or a constant, byte for byte, with its comments and decorators."""

import ast
from dataclasses import dataclass

from stabbur.errors import BadInput
from stabbur.projects.notebooks.cells import Cell
from stabbur.projects.notebooks.needs import Definition, literal


@dataclass(frozen=True)
class Piece:
    """A statement with the lines that are its own, from `first` to `last`, counted from 1."""

    name: str
    cell: int
    statement: ast.stmt
    first: int
    last: int
    text: str

    @property
    def definition(self) -> Definition | None:
        """The function or class; None for a constant."""
        one = self.statement
        return one if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else None


def piece(cell: Cell, statement: ast.stmt) -> Piece:
    """Return a statement of a cell with the comments that stand on it and in it.

    Raises
    ------
    BadInput
        It shares a line with another statement, or has a line that only IPython reads.
    """
    name = literal(statement) or str(getattr(statement, "name", ""))
    lines = cell.lines
    first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))])
    last = statement.end_lineno or statement.lineno
    if masked := sorted(cell.masked & {*range(first, last + 1)}):
        raise BadInput(
            f"'{name}' in cell {cell.number} has a line that only IPython reads: '{lines[masked[0] - 1].strip()}'",
            hint="leave that line in the notebook, outside of what is moved",
            code="extract-magic",
            name=name,
        )
    others = [one for one in cell.statements or () if one is not statement]
    if any(one.lineno <= last and (one.end_lineno or one.lineno) >= first for one in others):
        raise BadInput(
            f"'{name}' in cell {cell.number} shares a line with another statement",
            hint="give it lines of its own",
            code="extract-line",
            name=name,
        )
    while first > 1 and lines[first - 2].startswith("#"):
        first -= 1
    while last < len(lines) and lines[last].lstrip(" \t").startswith("#") and lines[last][:1] in " \t":
        last += 1
    text = "".join(lines[first - 1 : last])
    return Piece(name, cell.number, statement, first, last, text if text.endswith("\n") else text + "\n")


def without(cell: Cell, pieces: list[Piece], line: str) -> str:
    """Return the text of a cell with an import in the place of the first piece, and the others taken out."""
    lines, kept = cell.lines, list[str]()
    at = 1
    for number, one in enumerate(sorted(pieces, key=lambda one: one.first)):
        kept += lines[at - 1 : one.first - 1]
        at = one.last + 1
        if number == 0:
            kept.append(line + "\n")
            continue
        # the blank lines that stood around it are those of the next one, too
        while kept and not kept[-1].strip():
            kept.pop()
    kept += lines[at - 1 :]
    text = "".join(kept)
    return text if cell.text.endswith("\n") else text.rstrip("\n")
