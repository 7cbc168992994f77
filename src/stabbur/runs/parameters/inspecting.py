"""Find parameters in Python: those of a cell or a script, and those of a function."""

import ast
import io
import tokenize

from stabbur.runs.parameters.annotations import described
from stabbur.runs.parameters.parameter import Parameter


def inspect(source: str) -> list[Parameter]:
    """Return the parameters that a `parameters` cell assigns, in their order; none where it is not Python.

    Examples
    --------
    >>> from stabbur.runs.parameters.inspecting import inspect
    >>> [one.type for one in inspect("year: int = 2021  # Year (2000-2030)\\nlevel = 'low'")]
    ['int', 'str']
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    notes = comments(source)
    found: dict[str, Parameter] = {}
    for one in body:
        named = target(one)
        if named:
            name, annotation, value = named
            found[name] = described(name, annotation, value, notes.get(one.end_lineno or one.lineno, ""))
    return list(found.values())


def target(one: ast.stmt) -> tuple[str, ast.expr | None, ast.expr | None] | None:
    """Return name, annotation and value of a statement that gives one name a value; None of any other."""
    if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
        found: tuple[str, ast.expr | None, ast.expr | None] = (one.target.id, one.annotation, one.value)
    elif isinstance(one, ast.Assign) and len(one.targets) == 1 and isinstance(one.targets[0], ast.Name):
        found = (one.targets[0].id, None, one.value)
    else:
        return None
    return None if found[0].startswith("_") else found


def of_function(source: str, name: str) -> list[Parameter] | None:
    """Return the parameters of a function at the top of a module; None where the text has no such function."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    made = [
        one for one in body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name == name
    ]
    if not made:
        return None
    notes = comments(source)
    args = made[-1].args
    named = [*args.posonlyargs, *args.args]
    defaults: list[ast.expr | None] = [None] * (len(named) - len(args.defaults)) + list(args.defaults)
    pairs = list(zip([*named, *args.kwonlyargs], [*defaults, *args.kw_defaults], strict=True))
    return [
        described(one.arg, one.annotation, value, notes.get(_last(one, value), "")) for one, value in pairs
    ]


def _last(one: ast.arg, value: ast.expr | None) -> int:
    return (value.end_lineno if value else one.end_lineno) or one.lineno


def comments(source: str) -> dict[int, str]:
    """Return the comment at the end of each line that has one, by its number."""
    found: dict[int, str] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                found[token.start[0]] = token.string.lstrip("# ").strip()
    except (tokenize.TokenError, IndentationError):
        pass
    return found
