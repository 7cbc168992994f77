"""The text of a module that functions are moved into, and of its tests: what stands there already stays."""

import ast
from pathlib import Path

from stabbur.errors import BadInput, Conflict
from stabbur.projects import plain
from stabbur.projects.notebooks.cells import lined
from stabbur.projects.notebooks.choosing import Choice
from stabbur.projects.notebooks.pieces import Piece

NEW = '"""{title}"""\n'


def taken(folder: Path, target: Path, names: list[str]) -> None:
    """Refuse names that the project's code has already.

    Raises
    ------
    Conflict
        A module of the package defines one of them, or the target has it in any way.
    """
    for file in sorted(folder.rglob("*.py")):
        tree = parsed(file, must=file == target)
        for statement in tree.body if tree else ():
            found = _binds(statement) if file == target else _defines(statement)
            for name in names:
                if name in found:
                    raise Conflict(
                        f"'{name}' is there already, in '{file}' line {statement.lineno}",
                        hint="rename the one in the notebook, or import the one that is there",
                        code="extract-taken",
                        name=name,
                    )


def module_text(before: str | None, choice: Choice, *, title: str) -> str:
    """Return a module with the imports and pieces of a choice added.

    Raises
    ------
    Conflict
        The module has a name that an import of the choice needs, and means something else by it.
    """
    text = before if before is not None else NEW.format(title=title)
    tree = ast.parse(text)
    lines = []
    for name, wanted in choice.imports.items():
        binding = [statement for statement in tree.body if name in _binds(statement)]
        there = {ast.unparse(one) for statement in binding for one in _single(statement)}
        lines += [line for line in wanted if line not in there]
        if binding and not there & {*wanted}:
            raise Conflict(
                f"'{name}' in the module is not what the notebook means by it: '{wanted[0]}'",
                hint="move the function into another module with --module",
                code="extract-taken",
                name=name,
            )
    text = with_imports(text, sorted(lines, key=lambda line: (line.startswith("from"), line)))
    constants = [one.text for one in choice.pieces if one.definition is None]
    definitions = [one.text for one in choice.pieces if one.definition is not None]
    if constants:
        text = f"{_ended(text)}\n{''.join(constants)}"
    for one in definitions:
        text = f"{_ended(text)}\n\n{one}"
    return text


def tests_text(before: str | None, module: str, pieces: list[Piece]) -> str:
    """Return the tests of a module with a first one for each function that was moved there."""
    title = f"Tests of {module}: say in them what each function is to give for what."
    text = before if before is not None else NEW.format(title=title)
    there = {name for statement in ast.parse(text).body for name in _binds(statement)}
    made = [(one, one.definition) for one in pieces if one.definition is not None]
    made = [(one, what) for one, what in made if f"test_{one.name}" not in there]
    if not made:
        return text
    names = [one.name for one, _ in made if one.name not in there]
    lines = [f"from {module} import {', '.join(sorted(names))}"] if names else []
    if any(_arguments(what) is not None for _, what in made) and "inspect" not in there:
        lines = ["import inspect", *(["", *lines] if lines else [])]
    text = with_imports(text, lines)
    for one, what in made:
        arguments = _arguments(what)
        held = f"callable({one.name})"
        if arguments is not None:
            quoted = ", ".join(f'"{name}"' for name in arguments)
            held = f"list(inspect.signature({one.name}).parameters) == [{quoted}]"
        text = f"{_ended(text)}\n\ndef test_{one.name}() -> None:\n    assert {held}\n"
    return text


def with_imports(text: str, lines: list[str]) -> str:
    """Return a module with imports added below those that it has, or below its docstring."""
    if not lines:
        return text
    body = ast.parse(text).body
    imports = [one for one in body if isinstance(one, ast.Import | ast.ImportFrom)]
    docstring = (
        body[:1] if body and isinstance(body[0], ast.Expr) and ast.get_docstring(ast.Module(body, [])) else []
    )
    after = (imports or docstring)[-1:]
    at = (after[0].end_lineno or 0) if after else 0
    there = lined(text)
    added = "".join(f"{line}\n" for line in lines)
    head = _ended("".join(there[:at])) if at else ""
    rest = "".join(there[at:])
    if not imports:
        added = f"\n{added}" if head else added
        rest = f"\n{rest}" if rest.strip() and not rest.startswith("\n") else rest
    return f"{head}{added}{rest}"


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def parsed(file: Path, *, must: bool) -> ast.Module | None:
    """Return a module as it is there; None for one that is no Python, or BadInput where it `must` be.

    Raises
    ------
    BadInput
        It must be Python and is not, or it is no regular file.
    """
    try:
        return ast.parse(plain.content(file))
    except FileNotFoundError:
        return None
    except (SyntaxError, ValueError, RecursionError, MemoryError, BadInput) as error:
        if must:
            raise BadInput(
                f"'{file}' can't be read as Python: {error}", hint="mend it first", code="extract-python"
            ) from None
        return None


def _defines(statement: ast.stmt) -> set[str]:
    return set() if isinstance(statement, ast.Import | ast.ImportFrom) else _binds(statement)


def _binds(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {one.asname or one.name.split(".")[0] for one in statement.names}
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _single(statement: ast.stmt) -> list[ast.stmt]:
    """Return an import as one for each of its names."""
    if isinstance(statement, ast.ImportFrom):
        return [ast.ImportFrom(statement.module, [one], statement.level) for one in statement.names]
    if isinstance(statement, ast.Import):
        return [ast.Import([one]) for one in statement.names]
    return []


def _arguments(what: ast.stmt) -> list[str] | None:
    """Return the names of a function's arguments; None where a decorator may have changed them."""
    if not isinstance(what, ast.FunctionDef | ast.AsyncFunctionDef) or what.decorator_list:
        return None
    given = what.args
    found = [*given.posonlyargs, *given.args, *([given.vararg] if given.vararg else []), *given.kwonlyargs]
    return [one.arg for one in (*found, *([given.kwarg] if given.kwarg else []))]
