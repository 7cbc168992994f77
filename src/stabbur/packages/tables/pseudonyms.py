"""Fields that hold pseudonyms: what a package tells of how they were made, found by the content of the frame."""

from typing import Any

import polars as pl

from stabbur.disclosure.pseudonyms.traces import described

PROPERTY = "pseudonymisation"
NOT_CONTENT = "time"


def note(schema: dict[str, Any], data: object, frame: pl.DataFrame) -> None:
    """Add to each field of a schema how its pseudonyms were made: method, algorithm, key id, time.

    A field that has some deeper inside tells it by their paths, under `fields`.
    """
    told = described(data if type(data).__module__.partition(".")[0] in ("pandas", "pyarrow") else frame)
    for path, one in told.items():
        column, _, inside = path.partition("/")
        for field in schema["fields"]:
            if field["name"] == path:
                field.setdefault(PROPERTY, one)
            elif inside and field["name"] == column:
                field.setdefault(PROPERTY, {"fields": {}})["fields"][path] = one


def without_times(schema: object) -> object:
    """Return a schema without the times of its pseudonyms: made again with the same key they are no other content."""
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        return schema
    return schema | {"fields": [_without_time(one) for one in schema["fields"]]}


def _without_time(field: Any) -> Any:
    told = field.get(PROPERTY) if isinstance(field, dict) else None
    if not isinstance(told, dict):
        return field
    kept = {key: value for key, value in told.items() if key != NOT_CONTENT}
    if isinstance(kept.get("fields"), dict):
        kept["fields"] = {
            path: {key: value for key, value in one.items() if key != NOT_CONTENT}
            for path, one in kept["fields"].items()
            if isinstance(one, dict)
        }
    return field | {PROPERTY: kept}
