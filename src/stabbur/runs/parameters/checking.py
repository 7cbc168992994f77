"""Hold given values against the parameters of an entry: each becomes what the code gets, or is refused by name."""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from stabbur.errors import BadInput, meant
from stabbur.runs.parameters.parameter import NUMBERS, Parameter

TRUE = {"true", "yes", "1", "on", "ja"}
FALSE = {"false", "no", "0", "off", "nei"}
NONE = {"", "none", "null"}
MOST = 100_000  # bytes of all values: a run gets them in its environment, which the kernel bounds


def check(
    parameters: Iterable[Parameter], given: Mapping[str, object], *, of: str, typed: str = "-p"
) -> dict[str, Any]:
    """Return given values as JSON keeps them, dates as ISO text.

    Text, as it comes from a prompt or a form, is read as what the parameter's type says. What is to be `typed` before
    a name and its value differs from command to command.

    Raises
    ------
    BadInput
        A name that the entry does not have, a value that it does not take or that is too long, or one that
        it needs is missing.
    """
    known = {one.name: one for one in parameters}
    for name in given:
        if name not in known:
            has = "it has " + ", ".join(f"'{one}'" for one in known) if known else "it has no parameters"
            raise BadInput(
                f"'{of}' has no parameter '{name}': {has}",
                hint=meant(name, known) or "give the cell of its parameters the tag parameters",
                code="parameter-unknown",
                name=name,
            )
    missing = [one.name for one in known.values() if one.required and one.name not in given]
    if missing:
        raise BadInput(
            f"'{of}' needs a value for '{missing[0]}'",
            hint=f"{typed} {missing[0]}=…",
            code="parameter-missing",
        )
    found = {name: value(known[name], one, typed) for name, one in given.items()}
    if len(json.dumps(found)) > MOST:
        longest = max(found, key=lambda name: len(json.dumps(found[name])))
        raise BadInput(
            f"the value of '{longest}' is too long: all values together can be {MOST:,} bytes as JSON",
            hint=f"put it into a file, and give the name of the file: {typed} {longest}=…",
            code="parameter-value",
            name=longest,
        )
    return found


def value(parameter: Parameter, given: object, typed: str = "-p") -> Any:
    """Return one value as JSON keeps it.

    Examples
    --------
    >>> from stabbur.runs.parameters.checking import value
    >>> from stabbur.runs.parameters.parameter import Parameter
    >>> value(Parameter("year", "int", least=2000.0, most=2030.0), "2021")
    2021

    Raises
    ------
    BadInput
        The parameter does not take it.
    """
    if parameter.optional and (given is None or (isinstance(given, str) and given.strip().lower() in NONE)):
        return None
    try:
        found = _READERS.get(parameter.type, _untyped)(parameter, given)
        _bounded(parameter, found)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise BadInput(
            f"'{parameter.name}' can't be '{_told(given)}': it must be {parameter.allowed}",
            hint=f"{typed} {parameter.name}={_example(parameter)}",
            code="parameter-value",
            name=parameter.name,
        ) from None
    return found


def _told(given: object) -> str:
    return given if isinstance(given, str) else repr(given)


def _example(parameter: Parameter) -> str:
    default = parameter.choices[0] if parameter.choices else parameter.default
    if default is None:
        default = parameter.least
    return "…" if default is None else f"{default:g}" if isinstance(default, float) else str(default)


def _whole(parameter: Parameter, given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise TypeError
    if isinstance(given, str):
        return int(given.strip())
    if given != int(given):
        raise ValueError
    return int(given)


def _number(parameter: Parameter, given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise TypeError
    found = float(given)
    if not math.isfinite(found):
        raise ValueError  # JSON, where it is kept, has neither NaN nor infinity
    return found


def _truth(parameter: Parameter, given: object) -> bool:
    if isinstance(given, bool):
        return given
    text = str(given).strip().lower()
    if text not in TRUE | FALSE:
        raise ValueError
    return text in TRUE


def _text(parameter: Parameter, given: object) -> str:
    if not isinstance(given, str | int | float) or isinstance(given, bool):
        raise TypeError
    text = str(given)
    if "\0" in text:
        raise ValueError  # no program can be given it
    return text


def _date(parameter: Parameter, given: object) -> str:
    if isinstance(given, datetime):
        raise TypeError
    text = given.isoformat() if isinstance(given, date) else str(given).strip()
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError
    return date.fromisoformat(text).isoformat()


def _time(parameter: Parameter, given: object) -> str:
    found = given if isinstance(given, datetime) else datetime.fromisoformat(str(given).strip())
    return found.isoformat()


def _choice(parameter: Parameter, given: object) -> Any:
    exact = [one for one in parameter.choices if type(one) is type(given) and one == given]
    as_text = [one for one in parameter.choices if str(one) == str(given).strip()]
    return (exact or as_text or _refuse())[0]


def _refuse() -> Any:
    raise ValueError


def _list(parameter: Parameter, given: object) -> list[Any]:
    if isinstance(given, str):
        text = given.strip()
        given = json.loads(text) if text.startswith("[") else [one.strip() for one in text.split(",") if one]
    if not isinstance(given, list | tuple):
        raise TypeError
    return [*json.loads(json.dumps(list(given), allow_nan=False))]


def _object(parameter: Parameter, given: object) -> dict[str, Any]:
    found = json.loads(given) if isinstance(given, str) else given
    if not isinstance(found, dict):
        raise TypeError
    return dict(json.loads(json.dumps(found, allow_nan=False)))


def _untyped(parameter: Parameter, given: object) -> Any:
    """Read what a parameter that says nothing of its type is given: a number where it is one, else text."""
    if not isinstance(given, str):
        return json.loads(json.dumps(given, allow_nan=False))
    try:
        found = json.loads(given, parse_constant=lambda word: _refuse())
    except ValueError:
        return _text(parameter, given)
    # 007 and +47 are no numbers in JSON, and so stay text
    return found if isinstance(found, bool | int | float) or found is None else _text(parameter, given)


def _bounded(parameter: Parameter, found: Any) -> None:
    if parameter.least is None or parameter.most is None:
        return
    if parameter.type in NUMBERS:
        if not float(parameter.least) <= found <= float(parameter.most):
            raise ValueError
    elif not str(parameter.least) <= str(found)[:10] <= str(parameter.most):
        raise ValueError


_READERS: dict[str, Callable[[Parameter, object], Any]] = {
    "int": _whole,
    "float": _number,
    "bool": _truth,
    "str": _text,
    "date": _date,
    "datetime": _time,
    "choice": _choice,
    "list": _list,
    "dict": _object,
}
