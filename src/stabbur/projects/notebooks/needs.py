"""What a piece of a notebook needs: the names it uses, and where the notebook gets each of them from."""

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stabbur.projects.notebooks.cells import Cell

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
OWN = {*vars(builtins), "__name__", "__file__", "__doc__"}


@dataclass(frozen=True)
class Bound:
    """One place in which a notebook binds a name."""

    cell: int
    statement: ast.stmt
    alias: ast.alias | None = None

    @property
    def imported(self) -> str:
        """The import of that name alone, as a line; empty when it is bound otherwise."""
        if self.alias is None:
            return ""
        if isinstance(self.statement, ast.ImportFrom):
            return ast.unparse(ast.ImportFrom(self.statement.module, [self.alias], self.statement.level))
        return ast.unparse(ast.Import([self.alias]))

    @property
    def constant(self) -> bool:
        """Whether it is a value written out, such as `LIMIT = 3`."""
        return literal(self.statement) is not None


def literal(statement: ast.stmt) -> str | None:
    """Return the name that a statement gives a value which is written out; None when it does something else."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        return None
    if not isinstance(target, ast.Name):
        return None
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return target.id


def used(source: str) -> set[str]:
    """Return the names that a definition takes from around it: built-in ones and its own are left out.

    Examples
    --------
    >>> from stabbur.projects.notebooks.needs import used
    >>> sorted(used("def f(x, by=STEP):\\n    return np.sum([y + x for y in range(by)])"))
    ['STEP', 'np']
    """
    top = symtable.symtable(source, "cell", "exec")
    found = {one.get_name() for one in top.get_symbols() if one.is_referenced() and not one.is_assigned()}
    for table in _inner(top):
        found |= {one.get_name() for one in table.get_symbols() if one.is_global()}
    own = {one.get_name() for one in top.get_symbols() if one.is_assigned()}
    return found - own - OWN


def changed(source: str) -> set[str]:
    """Return the names of the notebook that a definition gives new values by `global`."""
    tables = _inner(symtable.symtable(source, "cell", "exec"))
    return {one.get_name() for table in tables for one in table.get_symbols() if one.is_declared_global()}


def bound(cells: Iterable[Cell]) -> dict[str, list[Bound]]:
    """Return where each name of a notebook is bound, in the order of the cells."""
    found: dict[str, list[Bound]] = {}
    for cell in cells:
        for statement in cell.statements or ():
            for name, alias in _names(statement):
                found.setdefault(name, []).append(Bound(cell.number, statement, alias))
    return found


def _names(statement: ast.stmt) -> Iterator[tuple[str, ast.alias | None]]:
    # a function that gives a name of the notebook another value binds it as well as any cell
    for node in ast.walk(statement):
        if isinstance(node, ast.Global):
            yield from ((name, None) for name in node.names)
    if isinstance(statement, ast.Import | ast.ImportFrom):
        for alias in statement.names:
            yield alias.asname or (alias.name.split(".")[0]), alias
        return
    if isinstance(statement, Definition):
        yield statement.name, None
        return
    # any other statement: whatever it stores, in blocks and expressions too
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            yield node.id, None
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, None
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.split(".")[0], None
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name, None


def _inner(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for inner in table.get_children():
        yield inner
        yield from _inner(inner)
