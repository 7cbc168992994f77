"""Values as Table Schema writes them: the step between a frame and a text file of it."""

import json
from typing import Any

import polars as pl

from stabbur.packages.tables.spool import Frame, ask, schema_of

MICROSECONDS = {"ms": 1_000, "us": 1, "ns": 1}
DATETIME = "%Y-%m-%dT%H:%M:%S%.f"
TIME = "%H:%M:%S%.f"


def to_lexical(frame: pl.DataFrame, schema: dict[str, Any] | None = None) -> pl.DataFrame:
    """Return the frame with each value that CSV writers get wrong written as Table Schema says.

    Texts, whole numbers, booleans and dates are left as they are: every writer has them right.
    """
    steps = lexical_steps(frame)
    marks = null_marks(frame, schema or {})
    ready = frame.with_columns(steps) if steps else frame
    return ready.with_columns(marks) if marks else ready


def to_lexical_plan(plan: pl.LazyFrame, schema: dict[str, Any]) -> pl.LazyFrame:
    """Return the same of a table that is not held whole."""
    return plan.with_columns(lexical_steps(plan)).with_columns(null_marks(plan, schema))


def lexical_steps(frame: Frame) -> list[pl.Expr]:
    """Return how each column is written that is not right as it is."""
    kinds = schema_of(frame)
    floats = [name for name, kind in kinds.items() if kind.is_float()]
    finite = ask(frame, [pl.col(name).is_finite().all() for name in floats]) if floats else {}
    steps = (lexical_column(name, kind, finite=finite.get(name, True)) for name, kind in kinds.items())
    return [step for step in steps if step is not None]


def null_marks(frame: Frame, schema: dict[str, Any]) -> list[pl.Expr]:
    """Return the columns of which a null is written as a mark of its own."""
    kinds = schema_of(frame)
    marks = {one["name"]: null_mark(one, schema) for one in schema.get("fields", []) if one["name"] in kinds}
    marked = [name for name, mark in marks.items() if mark]
    nulls = ask(frame, [pl.col(name).null_count() for name in marked]) if marked else {}
    return [pl.col(name).cast(pl.String).fill_null(marks[name]) for name in marked if nulls[name]]


def null_mark(field: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return how a null of a field is written: as nothing where that means a missing value."""
    values = field.get("missingValues", schema.get("missingValues", [""]))
    plain = [str(one.get("value")) if isinstance(one, dict) else str(one) for one in values or []]
    return "" if "" in plain or not plain else plain[0]


def lexical_column(name: str, kind: pl.DataType, *, finite: bool = True) -> pl.Expr | None:
    """Return how a column is written, or nothing if it is right as it is."""
    col = pl.col(name)
    if isinstance(kind, pl.Datetime):
        if kind.time_zone is None:
            return col.dt.to_string(DATETIME)
        plain = col.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        return plain.dt.to_string(DATETIME + "Z")
    if isinstance(kind, pl.Time):
        return col.dt.to_string(TIME)
    if isinstance(kind, pl.Duration):
        return iso_duration(col, kind).alias(name)
    if kind.is_float() and not finite:
        return (
            pl.when(col.is_nan())
            .then(pl.lit("NaN"))
            .when(col == float("inf"))
            .then(pl.lit("INF"))
            .when(col == float("-inf"))
            .then(pl.lit("-INF"))
            .otherwise(col.cast(pl.String))
            .alias(name)
        )
    if isinstance(kind, pl.Binary):
        return col.bin.encode("base64")
    if isinstance(kind, pl.Categorical | pl.Enum | pl.Null):
        return col.cast(pl.String)
    if kind.is_nested():
        return col.map_batches(json_texts, return_dtype=pl.String, is_elementwise=True)
    return None


def json_texts(column: pl.Series) -> pl.Series:
    """Return lists or records as JSON."""
    return pl.Series(column.name, [json_text(value) for value in column.to_list()], dtype=pl.String)


def json_text(value: Any) -> str | None:
    """Return a list or a record as JSON; dates and decimals inside become texts."""
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def iso_duration(column: pl.Expr, kind: pl.Duration) -> pl.Expr:
    """Return durations as ISO 8601, in days, hours, minutes and seconds: `P1DT2H`."""
    total = column.dt.total_nanoseconds() if kind.time_unit == "ns" else column.dt.total_microseconds()
    second = 1_000_000_000 if kind.time_unit == "ns" else 1_000_000
    size = total.abs()
    whole, rest = size // second, size % second
    days, hours, minutes, seconds = whole // 86400, whole // 3600 % 24, whole // 60 % 60, whole % 60
    digits = 9 if kind.time_unit == "ns" else 6
    fraction = pl.concat_str(pl.lit("."), rest.cast(pl.String).str.zfill(digits).str.strip_chars_end("0"))
    last = pl.concat_str(
        seconds.cast(pl.String), pl.when(rest > 0).then(fraction).otherwise(pl.lit("")), pl.lit("S")
    )

    def part(number: pl.Expr, letter: str) -> pl.Expr:
        return (
            pl.when(number > 0)
            .then(pl.concat_str(number.cast(pl.String), pl.lit(letter)))
            .otherwise(pl.lit(""))
        )

    clock = pl.concat_str(
        part(hours, "H"),
        part(minutes, "M"),
        pl.when((seconds > 0) | (rest > 0)).then(last).otherwise(pl.lit("")),
    )
    text = pl.concat_str(
        pl.when(total < 0).then(pl.lit("-P")).otherwise(pl.lit("P")),
        part(days, "D"),
        pl.when(clock != "").then(pl.concat_str(pl.lit("T"), clock)).otherwise(pl.lit("")),
    )
    return pl.when(total == 0).then(pl.lit("PT0S")).when(column.is_null()).then(None).otherwise(text)
