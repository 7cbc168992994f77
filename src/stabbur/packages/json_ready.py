"""Metadata as JSON carries it: dates become texts, and what no JSON file can hold is refused by its place."""

import math
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any

from stabbur.errors import BadInput
from stabbur.frames.given import shown

DEEPEST = 100
LARGEST = 10**300  # beyond it no floating-point number goes, and Python itself refuses 4300 digits


def json_ready(value: object, place: str, depth: int = 0) -> Any:
    """Return a value as JSON has it, or say which part of it no JSON file can hold.

    Raises
    ------
    BadInput
        A part is no text, number, list or mapping, is no finite number, or holds half a character.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise unfit(place, "is a number of more digits than programs read")
        return value
    if depth > DEEPEST:
        raise unfit(place, f"goes deeper than {DEEPEST} levels")
    if isinstance(value, str):
        return whole_text(value, place)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise unfit(place, f"is {value}, which JSON has no number for")
        return float(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, PurePath):
        return whole_text(value.as_posix(), place)
    if isinstance(value, Mapping):
        return {
            key_text(key, place): json_ready(one, f"{place}.{shown(key)[:60]}", depth + 1)
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [json_ready(one, f"{place}[{at}]", depth + 1) for at, one in enumerate(value)]
    raise unfit(place, f"holds a {type(value).__name__}, which JSON cannot carry")


def key_text(key: object, place: str) -> str:
    """Return the name of a property: a text, or a number or date as YAML reads one."""
    if isinstance(key, str):
        return whole_text(key, place)
    if isinstance(key, int | date):
        return shown(key)
    raise unfit(place, f"has a {type(key).__name__} for a name")


def whole_text(text: str, place: str) -> str:
    """Return a text if a file in UTF-8 can hold it: half a surrogate pair it cannot."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise unfit(place, f"holds half a character at position {error.start}") from error
    return text


def unfit(place: str, reason: str) -> BadInput:
    """Say what of the metadata no file can hold."""
    shown = place.encode("utf-8", "backslashreplace").decode()
    shown = shown if len(shown) <= 120 else shown[:119] + "…"
    return BadInput(
        f"'{shown}' {reason}",
        hint="write it as text, a number, a list or a mapping",
        code="metadata-unfit",
        place=shown,
    )
