"""Constraints of a Table Schema as polars expressions that are true where a row breaks them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from stabbur.packages.validation import addresses
from stabbur.packages.validation.forms import parse
from stabbur.packages.validation.patterns import matches

Field = dict[str, Any]

FORMATS = {
    "email": r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    "uri": r"^[A-Za-z][A-Za-z0-9+.\-]*:\S+$",
    "uuid": r"^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$",
}
COMPARED: dict[str, tuple[str, Callable[[pl.Expr, Any], pl.Expr]]] = {
    "minimum": ("less than the minimum", lambda col, edge: col < edge),
    "maximum": ("more than the maximum", lambda col, edge: col > edge),
    "exclusiveMinimum": ("not more than", lambda col, edge: col <= edge),
    "exclusiveMaximum": ("not less than", lambda col, edge: col >= edge),
}
COUNTABLE = (pl.String, pl.List, pl.Array)


@dataclass(frozen=True)
class Rule:
    """One rule: its name, the column it is about, when it is broken, and what to say then."""

    name: str
    field: str
    broken: pl.Expr
    message: str


def field_rules(field: Field, column: pl.Series) -> list[Rule]:
    """Return the rules of one field for a column."""
    name, constraints = str(field["name"]), field.get("constraints") or {}
    col = pl.col(name)
    found: list[Rule] = []
    if constraints.get("required"):
        found.append(Rule("required", name, col.is_null(), "it is missing, and must not be"))
    if constraints.get("unique"):
        found.append(
            Rule("unique", name, col.is_not_null() & ~col.is_first_distinct(), "{value} was there before")
        )
    if "enum" in constraints:
        found += among("enum", name, column, field, constraints["enum"], "none of the allowed values")
    if field.get("categories"):
        values = [one.get("value") if isinstance(one, dict) else one for one in field["categories"]]
        found += among("categories", name, column, field, values, "none of the categories")
    found += text_rules(field, column, constraints)
    for rule, (words, compare) in COMPARED.items():
        if rule in constraints and (edge := as_value(constraints[rule], column, field)) is not None:
            found.append(Rule(rule, name, compare(col, edge), f"{{value}} is {words} {constraints[rule]}"))
    return found


def text_rules(field: Field, column: pl.Series, constraints: dict[str, Any]) -> list[Rule]:
    """Return the rules about the form and the length of values."""
    name = str(field["name"])
    kind, col = column.dtype, pl.col(name)
    if isinstance(kind, pl.Categorical | pl.Enum):
        col, kind = col.cast(pl.String), pl.String()
    found: list[Rule] = []
    if "pattern" in constraints:
        pattern = str(constraints["pattern"])
        text = col if kind == pl.String else col.cast(pl.String)
        found.append(
            Rule("pattern", name, ~matches(text, pattern), f"{{value}} does not have the form {pattern}")
        )
    if kind == pl.String and str(field.get("format")) in FORMATS and field.get("type") == "string":
        form = str(field["format"])
        found.append(Rule("format", name, ~col.str.contains(FORMATS[form]), f"{{value}} is no {form}"))
    if isinstance(kind, COUNTABLE):
        size = col.str.len_chars() if kind == pl.String else col.list.len()
        if "minLength" in constraints:
            least = constraints["minLength"]
            found.append(Rule("minLength", name, size < least, f"{{value}} is shorter than {least}"))
        if "maxLength" in constraints:
            most = constraints["maxLength"]
            found.append(Rule("maxLength", name, size > most, f"{{value}} is longer than {most}"))
    if (
        field.get("type") in ("object", "array", "geojson")
        and kind == pl.String
        and "jsonSchema" in constraints
    ):
        found.append(
            Rule(
                "jsonSchema",
                name,
                ~fits_schema(col, constraints["jsonSchema"]),
                "{value} does not fit its JSON Schema",
            )
        )
    return found


def fits_schema(col: pl.Expr, schema: dict[str, Any]) -> pl.Expr:
    """Return whether JSON texts fit a JSON Schema."""
    with addresses.later():
        from jsonschema import Draft7Validator

    checker = Draft7Validator(schema)
    return col.map_elements(lambda value: checker.is_valid(json.loads(value)), return_dtype=pl.Boolean)


def among(
    name: str, field: str, column: pl.Series, about: Field, values: list[Any], words: str
) -> list[Rule]:
    """Return the rule that a column holds only some values."""
    texts = [str(value) for value in values]
    shown = ", ".join(texts[:10]) + (", …" if len(texts) > 10 else "")
    col = pl.col(field)
    if isinstance(column.dtype, pl.Categorical | pl.Enum | pl.String):
        allowed = pl.Series(texts, dtype=pl.String)
        col = col.cast(pl.String)
    else:
        known = [edge for value in values if (edge := as_value(value, column, about)) is not None]
        allowed = pl.Series(known, dtype=column.dtype, strict=False)
    return [Rule(name, field, ~col.is_in(allowed.implode()), f"{{value}} is {words}: {shown}")]


def as_value(written: Any, column: pl.Series, field: Field) -> Any:
    """Return a value of a constraint as the column's type has it: dates may be written as text."""
    if not isinstance(written, str) or column.dtype == pl.String:
        return written
    typed, bad = parse(pl.Series("value", [written]), field)
    if bad.any():
        return None
    if column.dtype.is_temporal() and isinstance(column.dtype, pl.Datetime):
        zone = column.dtype.time_zone
        typed = typed.dt.replace_time_zone("UTC") if zone and typed.dtype == pl.Datetime("us") else typed
    return typed[0]
