"""The codes of a column with what they mean, and the rules of its values in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from stabbur.hub.tabular.columns import TableColumn
from stabbur.hub.telling.words import Text, dicts, type_text

Code = tuple[str, str]


def codes_of(field: Mapping[str, Any]) -> list[Code]:
    """Return the values that a field's categories or enum name, each with its label or nothing."""
    limits = field.get("constraints")
    named = field.get("categories") or (limits.get("enum") if isinstance(limits, Mapping) else None)
    found = []
    for one in named if isinstance(named, list) else ():
        value = one.get("value") if isinstance(one, Mapping) else one
        label = one.get("label") if isinstance(one, Mapping) else None
        found.append((str(value), str(label) if label not in (None, value) else ""))
    return found


def codes_text(codes: Iterable[Code]) -> str:
    """Return codes in one line: `M = Mann; K = Kvinne`."""
    return "; ".join(f"{value} = {label}" if label else value for value, label in codes)


def rules_text(field: Mapping[str, Any], text: Text) -> str:
    """Return in words what a field's values must be."""
    rules = field.get("constraints")
    if not isinstance(rules, Mapping):
        return ""
    said = {
        "required": lambda value: text("always filled in") if value is True else "",
        "unique": lambda value: text("each value only once") if value is True else "",
        "minimum": lambda value: f"≥ {value}",
        "maximum": lambda value: f"≤ {value}",
        "exclusiveMinimum": lambda value: f"> {value}",
        "exclusiveMaximum": lambda value: f"< {value}",
        "minLength": lambda value: text("at least %(count)s characters", count=value),
        "maxLength": lambda value: text("at most %(count)s characters", count=value),
        "pattern": lambda value: text("pattern %(pattern)s", pattern=value),
    }
    return ", ".join(filter(None, (said[key](value) for key, value in rules.items() if key in said)))


def column_sheet(
    resource: Mapping[str, Any], shown: Iterable[TableColumn], text: Text
) -> list[tuple[str, ...]]:
    """Return the sheet of an Excel file that tells what its columns mean, its heads first."""
    fields = {str(one.get("name")): one for one in dicts((resource.get("schema") or {}).get("fields"))}
    rows: list[tuple[str, ...]] = [
        (
            text("Name"),
            text("Title"),
            text("Type"),
            text("Unit"),
            text("Description"),
            text("Codes"),
            text("Rules"),
        )
    ]
    for column in shown:
        field = fields[column.name]
        rows.append(
            (
                column.name,
                column.title,
                type_text(text, field),
                column.unit,
                column.description,
                codes_text(codes_of(field)),
                rules_text(field, text),
            )
        )
    return rows
