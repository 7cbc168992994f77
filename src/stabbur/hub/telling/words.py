"""Texts of a descriptor in the reader's language, addresses that are safe to link to, names of types."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

Text = Callable[..., str]


def type_text(text: Text, field: Mapping[str, Any]) -> str:
    """Return a field's type in words: `whole number`, `category`, `text, 4 characters`."""
    kind = str(field.get("type", "string"))
    limits = field.get("constraints") or {}
    if kind == "string" and (field.get("categories") or limits.get("enum")):
        return text("category")
    if kind == "string" and limits.get("minLength") and limits.get("minLength") == limits.get("maxLength"):
        return text("text, %(count)s characters", count=limits["minLength"])
    return _NAMES[kind](text) if kind in _NAMES else kind


_NAMES: dict[str, Callable[[Text], str]] = {
    "string": lambda text: text("text"),
    "integer": lambda text: text("whole number"),
    "number": lambda text: text("decimal number"),
    "boolean": lambda text: text("yes or no"),
    "date": lambda text: text("date"),
    "datetime": lambda text: text("date and time"),
    "time": lambda text: text("time of day"),
    "year": lambda text: text("year"),
    "yearmonth": lambda text: text("year and month"),
    "duration": lambda text: text("duration"),
    "array": lambda text: text("list"),
    "list": lambda text: text("list"),
    "object": lambda text: text("record"),
    "geojson": lambda text: text("geometry"),
    "geopoint": lambda text: text("point on a map"),
    "any": lambda text: text("any value"),
    "table": lambda text: text("table"),
}


def told(descriptor: Mapping[str, Any], key: str, language: str) -> tuple[str, str]:
    """Return a text of the descriptor and the language it is in: the reader's where it is translated."""
    own = str(descriptor.get("language") or "nb")
    translated = (descriptor.get("translations") or {}).get(language) or {}
    if language != own and isinstance(translated.get(key), str) and translated[key]:
        return translated[key], language
    value = descriptor.get(key)
    return (value if isinstance(value, str) else ""), own


def web_address(value: object) -> str:
    """Return an address if it leads to the web or to a mailbox, else nothing."""
    if not isinstance(value, str):
        return ""
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"} and parts.netloc:
        return value.strip()
    return value.strip() if parts.scheme == "mailto" else ""


def dicts(value: object) -> list[Mapping[str, Any]]:
    """Return the objects of a list, whatever else stands where one is expected."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
