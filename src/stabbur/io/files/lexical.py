"""Values as text that Table Schema reads back: ISO times, INF and NaN, categories and nests spelt out."""

import math
from base64 import b64encode
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from stabbur.errors import BadInput
from stabbur.frames import Column, plain_storage


def lexical(column: Column) -> Column:
    """Return a column with every value that a CSV writer would spell its own way as text."""
    column = plain_storage(column)
    kind = column.type
    if pa.types.is_dictionary(kind):
        return lexical(column.cast(kind.value_type))
    if pa.types.is_timestamp(kind):
        return moments(column)
    if pa.types.is_time(kind) or pa.types.is_decimal(kind) or pa.types.is_date(kind):
        return column.cast(pa.string())
    if pa.types.is_floating(kind):
        return _numbers(column)
    if pa.types.is_nested(kind):
        return json_text(column)
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        raise BadInput(
            f"a column of type '{kind}' has no text form", hint="write Parquet", code="type-unwritable"
        )
    if pa.types.is_duration(kind):
        return column.cast(pa.int64())
    return column


def moments(column: Column) -> Column:
    """Return points in time as ISO text, in UTC with a Z where they have a zone."""
    zone = cast(pa.TimestampType, column.type).tz
    text = pc.strftime(
        column.cast(pa.timestamp(column.type.unit, "UTC")) if zone else column, "%Y-%m-%dT%H:%M:%S"
    )
    # digits of a second that say nothing
    text = pc.replace_substring_regex(text, r"(\.[0-9]*[1-9])0+$|\.0+$", r"\1")
    return pc.binary_join_element_wise(text, "Z", "") if zone else text


def json_text(column: Column) -> Column:
    """Return lists and structs as JSON text."""
    texts = [
        None if value is None else orjson.dumps(jsonable(value)).decode() for value in column.to_pylist()
    ]
    return pa.chunked_array([pa.array(texts, pa.large_string())])


def jsonable(value: Any) -> Any:
    """Return a Python value as what JSON can hold; numbers that have no end or no value are text."""
    if isinstance(value, dict):
        return {str(key): jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "INF" if value > 0 else "-INF"
    if isinstance(value, datetime):
        return (
            value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
            if value.tzinfo
            else value.isoformat()
        )
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return str(value) if isinstance(value, Decimal | UUID) else value


def _numbers(column: Column) -> Column:
    odd = pc.invert(pc.is_finite(column))
    if not bool(pc.any(odd, min_count=0).as_py()):
        return column
    text = column.cast(pa.string())
    text = pc.replace_substring_regex(text, "^(-?)inf$", r"\1INF")
    return pc.replace_substring_regex(text, "^-?nan$", "NaN")
