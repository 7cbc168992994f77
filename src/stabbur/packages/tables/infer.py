"""A Table Schema from the types of a frame, never from its text: `0301` in a text column stays text."""

from typing import Any

import polars as pl

from stabbur.errors import BadInput
from stabbur.packages.tables.arrow import no_type
from stabbur.packages.tables.spool import Frame, ask, schema_of

Schema = dict[str, Any]
MOST_CATEGORIES = 1000
TEXTS = (pl.String, pl.Categorical, pl.Enum)
SENTINELS = ("\\N", "NULL", "<null>", "<no value>")

SIMPLE: tuple[tuple[type[pl.DataType], str], ...] = (
    (pl.Boolean, "boolean"),
    (pl.Date, "date"),
    (pl.Datetime, "datetime"),
    (pl.Time, "time"),
    (pl.Duration, "duration"),
    (pl.String, "string"),
    (pl.List, "array"),
    (pl.Array, "array"),
    (pl.Struct, "object"),
    (pl.Null, "any"),
)


def infer_schema(frame: Frame) -> Schema:
    """Return the Table Schema that the frame's types and its empty texts ask for."""
    schema = schema_of(frame)
    if not schema:
        raise BadInput("the table has no columns", code="table-empty")
    empty = empties(frame, schema)
    fields = [infer_field(frame, name, kind, empty) for name, kind in schema.items()]
    only = fields[0]["name"]
    if len(fields) == 1 and ask(frame, [pl.col(only).null_count()])[only]:
        # a null alone on its line would be an empty line, which readers skip
        fields[0]["missingValues"] = [free_sentinel(frame, only, schema[only])]
    return {"fields": fields, "missingValues": [""]}


def empties(frame: Frame, schema: pl.Schema) -> dict[str, Any]:
    """Return of each text column whether it has an empty text, and how many nulls; all columns in one pass."""
    questions = []
    for name, kind in schema.items():
        if isinstance(kind, TEXTS):
            empty = (pl.col(name).cast(pl.String) == "").any()
            questions += [empty.alias(f"empty|{name}"), pl.col(name).null_count().alias(f"nulls|{name}")]
    return ask(frame, questions) if questions else {}


def infer_field(frame: Frame, name: str, kind: pl.DataType, empty: dict[str, Any]) -> Schema:
    """Return the field of one column, with what its values need to survive in a text file."""
    field: Schema = {"name": name, "type": type_of(name, kind)}
    if isinstance(kind, pl.Binary):
        field["format"] = "binary"
    if isinstance(kind, pl.Enum | pl.Categorical):
        values = kind.categories.to_list() if isinstance(kind, pl.Enum) else sorted(used(frame, name))
        if len(values) <= MOST_CATEGORIES and values:
            field["categories"] = values
    if isinstance(kind, TEXTS) and empty[f"empty|{name}"]:
        # by which an empty text and a null stay apart in a text file
        field["missingValues"] = [free_sentinel(frame, name, kind)] if empty[f"nulls|{name}"] else []
    return field


def type_of(name: str, kind: pl.DataType) -> str:
    """Return the Table Schema type of a column's polars type."""
    if kind.is_integer():
        return "integer"
    if kind.is_float() or kind.is_decimal():
        return "number"
    if isinstance(kind, pl.Enum | pl.Categorical | pl.Binary):
        return "string"
    for found, type_name in SIMPLE:
        if isinstance(kind, found):
            return type_name
    raise no_type(name, kind)


def used(frame: Frame, name: str) -> list[str]:
    """Return the distinct texts in a column, nulls left out."""
    texts = pl.col(name).drop_nulls().cast(pl.String).unique().implode().alias("used")
    return list(ask(frame, [texts])["used"])


def free_sentinel(frame: Frame, name: str, kind: pl.DataType) -> str:
    """Return a mark for null that no value of the column is written as."""
    if not isinstance(kind, TEXTS):
        return SENTINELS[0]
    texts = pl.col(name).cast(pl.String)
    taken = ask(frame, [(texts == mark).any().alias(mark) for mark in SENTINELS])
    return next((mark for mark in SENTINELS if not taken[mark]), "\\N" * 8)
