"""From what pydantic says about settings to one message with file, line, key and what would be right."""

import difflib
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from stabbur.errors import BadInput
from stabbur.settings.environment import Path, section_at
from stabbur.settings.models import Settings
from stabbur.settings.places import RESERVED, Origin

EXPECTED = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
}


def first_mistake(error: ValidationError, origin: Callable[[Path], Origin]) -> BadInput:
    """Return the error to raise for the first mistake, in the order of the file."""
    # what is missing may stand in another level: what is there and wrong is told first
    found = [one for one in error.errors() if one["type"] != "missing"] or list(error.errors())
    placed = sorted(
        ((_path(one["loc"]), one) for one in found), key=lambda pair: (origin(pair[0]).line or 0, pair[0])
    )
    path, one = placed[0]
    place = origin(path)
    key = ".".join(path)
    if one["type"] == "extra_forbidden":
        return _unknown(path, place)
    if _is_literal_secret(path, one):
        return _literal_secret(path, one, place)
    if one["type"] == "missing":
        return BadInput(
            f"'{key}' is missing: '{'.'.join(path[:-1])}' in {place} needs it",
            code="settings-missing",
            **_params(key, place),
        )
    return BadInput(
        f"'{key}' in {place} {_must(path, one)}", code="settings-wrong-value", **_params(key, place)
    )


def _literal_secret(path: Path, one: Any, place: Origin) -> BadInput:
    key = one.get("ctx", {}).get("option") or path[-1]
    source = path[1] if len(path) > 2 else path[0]
    name = f"{source}/{'password' if key == 'address' else key}"
    what = "has a password in it" if key == "address" else f"has '{key}' in plain text"
    shown = "password" if key == "address" else key
    return BadInput(
        f"'{'.'.join(path)}' in {place} {what}: settings hold references to secrets only",
        hint=f'{shown} = {{ secret = "{name}" }}, then: stabbur secrets set {name}',
        code="settings-literal-secret",
        **_params(".".join(path), place),
    )


def _unknown(path: Path, place: Origin) -> BadInput:
    key, above = ".".join(path), ".".join(path[:-1])
    section = section_at(path[:-1]) if path[:-1] else Settings
    names = list(section.model_fields) if section else []
    # timeout is timeout_seconds, however many letters it has in common with another
    longer = [name for name in names if name.startswith(f"{path[-1]}_")]
    near = longer or difflib.get_close_matches(path[-1], names, n=1)
    has = f"{f'{above} has' if above else 'there are'} {', '.join(names)}"
    listed = place.variable and len(path) == 1
    return BadInput(
        f"no setting '{key}', set by {place}: {has}"
        + (f"; reserved are {', '.join(RESERVED)}" if listed else ""),
        hint=f"did you mean '{near[0]}'?" if near else "stabbur config show",
        code="settings-unknown-key",
        nearest=near[0] if near else None,
        **_params(key, place),
    )


def _path(loc: tuple[int | str, ...]) -> Path:
    """Drop what pydantic adds to a path: union members, `[key]` and list positions."""
    return tuple(part for part in loc if isinstance(part, str) and part != "[key]")


def _is_literal_secret(path: Path, one: Any) -> bool:
    if one["type"] == "literal_secret":
        return True
    return path[-1] == "password" and one["type"] in ("model_type", "dict_type")


def _must(path: Path, one: Any) -> str:
    given, kind = one["input"], one["type"]
    if path[:1] == ("sources",) and kind == "string_pattern_mismatch" and len(path) == 2:
        return "must be a name of a-z, 0-9, - and _"
    if path[-1] == "secret":
        return "must be a name such as dvh/password"
    if kind in EXPECTED:
        must = f"must be {EXPECTED[kind]}"
    elif kind == "literal_error":
        must = f"must be {one['ctx']['expected']}"
    elif kind == "zone":
        must = str(one["msg"])
    else:
        must = str(one["msg"]).replace("Input should", "must")
    shown = (
        f"'{given}'" if isinstance(given, str) else str(given).lower() if isinstance(given, bool) else given
    )
    return f"{must}, not {shown}" if isinstance(given, str | int | float) else must


def _params(key: str, place: Origin) -> dict[str, Any]:
    return {
        "key": key,
        "file": str(place.file) if place.file else None,
        "line": place.line,
        "variable": place.variable,
    }
