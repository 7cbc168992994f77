"""Values as Table Schema writes them: the step between a frame and a text file of it."""

import json
from typing import Any

import polars as pl

MICROSECONDS = {"ms": 1_000, "us": 1, "ns": 1}
DATETIME = "%Y-%m-%dT%H:%M:%S%.f"
TIME = "%H:%M:%S%.f"


def to_lexical(frame: pl.DataFrame, schema: dict[str, Any] | None = None) -> pl.DataFrame:
    """Return the frame with each value that CSV writers get wrong written as Table Schema says.

    Texts, whole numbers, booleans and dates are left as they are: every writer has them right.
    """
    steps = [step for name in frame.columns if (step := lexical_column(frame.get_column(name))) is not None]
    ready = frame.with_columns(steps) if steps else frame
    marks = []
    for field in (schema or {}).get("fields", []):
        mark = null_mark(field, schema or {})
        if mark and field["name"] in frame.columns and frame.get_column(field["name"]).null_count():
            marks.append(pl.col(field["name"]).cast(pl.String).fill_null(mark))
    return ready.with_columns(marks) if marks else ready


def null_mark(field: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return how a null of a field is written: as nothing where that means a missing value."""
    values = field.get("missingValues", schema.get("missingValues", [""]))
    plain = [str(one.get("value")) if isinstance(one, dict) else str(one) for one in values or []]
    return "" if "" in plain or not plain else plain[0]


def lexical_column(column: pl.Series) -> pl.Expr | pl.Series | None:
    """Return how a column is written, or nothing if it is right as it is."""
    kind, col = column.dtype, pl.col(column.name)
    if isinstance(kind, pl.Datetime):
        if kind.time_zone is None:
            return col.dt.to_string(DATETIME)
        plain = col.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        return plain.dt.to_string(DATETIME + "Z")
    if isinstance(kind, pl.Time):
        return col.dt.to_string(TIME)
    if isinstance(kind, pl.Duration):
        return iso_duration(col, kind).alias(column.name)
    if kind.is_float() and not column.is_finite().all():
        return (
            pl.when(col.is_nan())
            .then(pl.lit("NaN"))
            .when(col == float("inf"))
            .then(pl.lit("INF"))
            .when(col == float("-inf"))
            .then(pl.lit("-INF"))
            .otherwise(float_text(column))
            .alias(column.name)
        )
    if isinstance(kind, pl.Binary):
        return col.bin.encode("base64")
    if isinstance(kind, pl.Categorical | pl.Enum | pl.Null):
        return col.cast(pl.String)
    if kind.is_nested():
        return pl.Series(column.name, [json_text(value) for value in column.to_list()], dtype=pl.String)
    return None


def float_text(column: pl.Series) -> pl.Expr:
    """Return finite numbers as the shortest text that reads back as the same number."""
    return pl.col(column.name).cast(pl.String)


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
