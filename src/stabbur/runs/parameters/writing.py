"""Write checked values as code that gives them to a notebook or a script."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from stabbur.runs.parameters.parameter import Parameter


def python(parameters: Iterable[Parameter], values: Mapping[str, Any]) -> str:
    """Return lines of Python that set the values.

    Examples
    --------
    >>> from stabbur.runs.parameters.parameter import Parameter
    >>> from stabbur.runs.parameters.writing import python
    >>> python([Parameter("year", "int")], {"year": 2021})
    'year = 2021'
    """
    known = {one.name: one for one in parameters}
    return "\n".join(f"{name} = {literal(known.get(name), one)}" for name, one in values.items())


def literal(parameter: Parameter | None, value: Any) -> str:
    """Return a value as Python writes it; a date as the object that the code expects."""
    kind = parameter.type if parameter and not parameter.text else ""
    if kind in ("date", "datetime") and isinstance(value, str):
        # whatever the notebook has imported, and under which name
        return f'__import__("datetime").{kind}.fromisoformat({value!r})'
    return repr(value)


def r(values: Mapping[str, Any]) -> str:
    """Return lines of R that set the values.

    Examples
    --------
    >>> from stabbur.runs.parameters.writing import r
    >>> r({"year": 2021, "level": "low"})
    'year <- 2021L\\nlevel <- "low"'
    """
    return "\n".join(f"{name} <- {_r(one)}" for name, one in values.items())


def _r(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return f"{value}L" if abs(value) < 2**31 else f"{value}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\\/", "/")
    if isinstance(value, list):
        return f"list({', '.join(map(_r, value))})"
    if isinstance(value, dict):
        return f"list({', '.join(f'{json.dumps(key)} = {_r(one)}' for key, one in value.items())})"
    return repr(value)
