"""A Table Schema from the types of a frame, never from its text: `0301` in a text column stays text."""

from typing import Any

import polars as pl

from stabbur.errors import BadInput
from stabbur.packages.tables.arrow import no_type

Schema = dict[str, Any]
MOST_CATEGORIES = 1000
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


def infer_schema(frame: pl.DataFrame) -> Schema:
    """Return the Table Schema that the frame's types and its empty texts ask for."""
    if not frame.columns:
        raise BadInput("the table has no columns", code="table-empty")
    fields = [infer_field(frame.get_column(name)) for name in frame.columns]
    if len(fields) == 1 and frame.to_series().null_count():
        # a null alone on its line would be an empty line, which readers skip
        fields[0]["missingValues"] = [free_sentinel(frame.to_series())]
    return {"fields": fields, "missingValues": [""]}


def infer_field(column: pl.Series) -> Schema:
    """Return the field of one column, with what its values need to survive in a text file."""
    field: Schema = {"name": column.name, "type": type_of(column)}
    kind = column.dtype
    if isinstance(kind, pl.Binary):
        field["format"] = "binary"
    if isinstance(kind, pl.Enum | pl.Categorical):
        values = kind.categories.to_list() if isinstance(kind, pl.Enum) else sorted(used(column))
        if len(values) <= MOST_CATEGORIES and values:
            field["categories"] = values
    if field["type"] == "string" and not isinstance(kind, pl.Binary):
        field.update(keep_empty_texts(column))
    return field


def type_of(column: pl.Series) -> str:
    """Return the Table Schema type of a column's polars type."""
    kind = column.dtype
    if kind.is_integer():
        return "integer"
    if kind.is_float() or kind.is_decimal():
        return "number"
    if isinstance(kind, pl.Enum | pl.Categorical | pl.Binary):
        return "string"
    for found, name in SIMPLE:
        if isinstance(kind, found):
            return name
    raise no_type(column.name, kind)


def used(column: pl.Series) -> list[str]:
    """Return the distinct texts in a column, nulls left out."""
    return column.drop_nulls().cast(pl.String).unique().to_list()


def keep_empty_texts(column: pl.Series) -> Schema:
    """Return missing values by which an empty text and a null stay apart in a text file."""
    texts = column.cast(pl.String)
    if not (texts == "").any():
        return {}
    if not column.null_count():
        return {"missingValues": []}
    return {"missingValues": [free_sentinel(texts)]}


def free_sentinel(column: pl.Series) -> str:
    """Return a mark for null that no value of the column is written as."""
    texts = set(used(column)) if column.dtype in (pl.String, pl.Categorical, pl.Enum) else set()
    return next((mark for mark in SENTINELS if mark not in texts), "\\N" * 8)
