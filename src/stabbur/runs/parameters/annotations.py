"""What an annotation, a default and a comment of Python say of a value; the code is read, never run."""

import ast
import re
from datetime import date, datetime
from typing import Any

from stabbur.runs.parameters.parameter import NUMBERS, Parameter

NUMBER = r"-?\d+(?:\.\d+)?"
DATE = r"\d{4}-\d\d-\d\d"
# (1-5), (0..1), (2021-01-01 – 2021-12-31)
RANGE = re.compile(rf"\((?P<least>{DATE}|{NUMBER})\s*(?:-|\.\.|–)\s*(?P<most>{DATE}|{NUMBER})\)")
PLAIN = {"str", "int", "float", "bool", "date", "datetime", "list", "dict"}
ALIKE = {"List": "list", "Sequence": "list", "tuple": "list", "Dict": "dict", "Mapping": "dict"}


def described(name: str, annotation: ast.expr | None, value: ast.expr | None, comment: str) -> Parameter:
    """Return the parameter of an assignment or an argument."""
    kind, choices, optional = _annotated(annotation)
    default, computed = _default(value)
    if not kind and not computed and default is not None:
        kind = type(default).__name__ if type(default).__name__ in PLAIN else ""
    text = False
    if kind == "str" and isinstance(default, str) and re.fullmatch(DATE, default):
        kind, text = "date", True
    if kind in ("", "date", "datetime") and isinstance(value, ast.Call):
        kind, default, computed = _made_date(value, kind, default, computed)
    least, most = _range(comment, kind)
    if least is most is None and kind in NUMBERS:
        least, most = _bounds(annotation, kind)
    return Parameter(
        name=name,
        type=kind,
        default=default,
        computed=computed,
        required=value is None,
        optional=optional or (value is not None and default is None and not computed),
        choices=choices,
        least=least,
        most=most,
        help=comment,
        text=text,
    )


def _annotated(annotation: ast.expr | None) -> tuple[str, tuple[Any, ...], bool]:
    """Return the type that an annotation names, the values that it allows, and whether None is one."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value, mode="eval").body
        except SyntaxError:
            return "", (), False
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return _either([annotation.left, annotation.right])
    if isinstance(annotation, ast.Subscript):
        return _subscript(annotation)
    if isinstance(annotation, ast.Name | ast.Attribute):
        last = ast.unparse(annotation).rpartition(".")[2]
        last = ALIKE.get(last, last)
        return (last if last in PLAIN else ""), (), False
    return "", (), False


def _subscript(annotation: ast.Subscript) -> tuple[str, tuple[Any, ...], bool]:
    outer = ast.unparse(annotation.value).rpartition(".")[2]
    inner = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
    if outer == "Literal":
        values = [one.value for one in inner if isinstance(one, ast.Constant)]
        values += [ast.literal_eval(one) for one in inner if isinstance(one, ast.UnaryOp)]
        kept = tuple(one for one in values if one is not None)
        return "choice", kept, len(kept) < len(values)
    if outer == "Optional":
        return _either([*inner, ast.Constant(None)])
    if outer == "Union":
        return _either(list(inner))
    if outer in ("Annotated", "Final"):
        return _annotated(inner[0])
    outer = ALIKE.get(outer, outer)
    return (outer if outer in PLAIN else ""), (), False


def _either(parts: list[ast.expr]) -> tuple[str, tuple[Any, ...], bool]:
    left = [one for one in parts if not (isinstance(one, ast.Constant) and one.value is None)]
    kind, choices, optional = _annotated(left[0]) if len(left) == 1 else ("", (), False)
    return kind, choices, optional or len(left) < len(parts)


def _default(value: ast.expr | None) -> tuple[Any, str]:
    """Return a default that JSON can hold, or the text of an expression that only the code itself can work out."""
    if value is None:
        return None, ""
    try:
        found = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None, ast.unparse(value)
    if isinstance(found, tuple | set):
        found = list(found)
    return (found, "") if _jsonable(found) else (None, ast.unparse(value))


def _jsonable(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_jsonable, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and _jsonable(one) for key, one in value.items())
    return value is None or isinstance(value, bool | int | float | str)


def _made_date(call: ast.Call, kind: str, default: Any, computed: str) -> tuple[str, Any, str]:
    """Return `date(2021, 1, 1)` as a date; what else is called stays an expression."""
    made = {"date": date, "datetime": datetime}
    last = ast.unparse(call.func).rpartition(".")[2]
    if last not in made:
        return kind, default, computed
    try:
        parts = [ast.literal_eval(one) for one in call.args]
        return last, made[last](*parts).isoformat(), ""
    except (ValueError, TypeError):
        return last, default, computed


def _range(comment: str, kind: str) -> tuple[float | str | None, float | str | None]:
    found = RANGE.search(comment)
    if found is None:
        return None, None
    dated = bool(re.fullmatch(DATE, found["least"])) and bool(re.fullmatch(DATE, found["most"]))
    if kind in ("date", "datetime") and dated:
        return found["least"], found["most"]
    if kind in NUMBERS and not re.fullmatch(DATE, found["least"]) and not re.fullmatch(DATE, found["most"]):
        return float(found["least"]), float(found["most"])
    return None, None


def _bounds(annotation: ast.expr | None, kind: str) -> tuple[float | None, float | None]:
    """Return the bounds that `Annotated` gives: `Field(ge=1, le=5)`, `Interval(ge=1, le=5)` or `range(1, 6)`."""
    least = most = None
    step = 1 if kind == "int" else 0  # what is more than 1 is 2 or more, of whole numbers alone
    inner = annotation.slice if isinstance(annotation, ast.Subscript) else None
    for call in inner.elts[1:] if isinstance(inner, ast.Tuple) else ():
        if not isinstance(call, ast.Call):
            continue
        said = {one.arg: _number(one.value) for one in call.keywords}
        given = [_number(one) for one in call.args]
        if ast.unparse(call.func) == "range" and len(given) in (1, 2):
            said |= {"ge": given[0] if len(given) == 2 else 0.0, "lt": given[-1]}
        for name, value in said.items():
            if value is not None and name in ("ge", "gt"):
                least = value + step * (name == "gt")
            elif value is not None and name in ("le", "lt"):
                most = value - step * (name == "lt")
    return least, most


def _number(value: ast.expr) -> float | None:
    try:
        found = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError):
        return None
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
