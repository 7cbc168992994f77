"""Types between PostgreSQL and Arrow: which columns cross as text, and how each becomes what it was."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from stabbur.errors import BadInput
from stabbur.frames import Column, plain_storage
from stabbur.io.files.lexical import json_text, jsonable
from stabbur.io.sql.kinds import first_fit, is_bytes

FAITHFUL = {
    "bool", "int2", "int4", "int8", "float4", "float8", "text", "varchar", "bpchar", "name", "bytea",
    "date", "timestamp", "timestamptz", "time",
}  # fmt: skip
LISTS: dict[str, Any] = {
    "_bool": pa.bool_(), "_int2": pa.int16(), "_int4": pa.int32(), "_int8": pa.int64(),
    "_float4": pa.float32(), "_float8": pa.float64(), "_text": pa.string(), "_varchar": pa.string(),
}  # fmt: skip
# below the first day that PostgreSQL knows, -infinity and infinity (which wraps round) are found
FIRST_DAY = pa.scalar(-2_500_000)
DAY = pa.scalar(86_400_000_000)
FIRST_MOMENT = pa.scalar(-2_500_000 * 86_400_000_000)
SQL_TYPES = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_int16, "smallint"),
    (pa.types.is_int32, "integer"),
    (pa.types.is_int64, "bigint"),
    (pa.types.is_float32, "real"),
    (pa.types.is_float64, "double precision"),
    (pa.types.is_date, "date"),
    (pa.types.is_time, "time"),
    (is_bytes, "bytea"),
)
STORED_AS: tuple[tuple[Callable[[pa.DataType], bool], pa.DataType], ...] = (
    (pa.types.is_int8, pa.int16()),
    (pa.types.is_uint8, pa.int16()),
    (pa.types.is_uint16, pa.int32()),
    (pa.types.is_uint32, pa.int64()),
    (pa.types.is_uint64, pa.decimal128(20, 0)),
    (pa.types.is_float16, pa.float32()),
    (pa.types.is_date, pa.date32()),
    (pa.types.is_time, pa.time64("us")),
    (is_bytes, pa.binary()),
    (pa.types.is_large_string, pa.string()),
    (pa.types.is_string_view, pa.string()),
    (pa.types.is_null, pa.string()),
    (pa.types.is_duration, pa.int64()),
)
"""The server has no unsigned and no one-byte numbers: each goes to the next type that holds all of it."""


@dataclass(frozen=True)
class Planned:
    """How one column of a result is asked for (`{}` is its name) and typed.

    `needs_all` is set when its type depends on all of its values.
    """

    name: str
    type: pa.DataType
    asked: str
    typed: Callable[[Column], Column]
    needs_all: bool = False


Plan = list[Planned]


def plan_of(schema: pa.Schema) -> Plan:
    """Return how to read each column of a result."""
    return [_planned(field) for field in schema]


def _planned(field: Column) -> Planned:
    name = field.name
    said = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
    kind = said.get("POSTGRESQL:type", "")
    if kind in FAITHFUL:
        return Planned(name, field.type, "{}", lambda column: _within(column, name))
    if kind == "numeric":
        decimal = _declared_decimal(int(said.get("POSTGRESQL:typmod", "-1")))
        return Planned(
            name,
            decimal or pa.null(),
            "{}::text",
            lambda column: _decimals(column, decimal, name),
            decimal is None,
        )
    if kind == "oid":
        return Planned(name, pa.int64(), "{}::bigint", lambda column: column)
    if kind in LISTS:
        # a list of lists has the same type there, and the driver would flatten it
        listed = pa.list_(LISTS[kind])
        return Planned(name, listed, "to_json({})::text", lambda column: _lists(column, listed, name))
    return Planned(name, pa.string(), "{}::text", lambda column: column)


def _declared_decimal(typmod: int) -> pa.DataType | None:
    """Return the type of numeric(precision, scale), None where the column has no such bounds."""
    precision, scale = (typmod - 4) >> 16, (typmod - 4) & 0x7FF
    if typmod < 4 or scale >= 1024 or scale > precision or precision > 76:
        return None
    return pa.decimal128(precision, scale) if precision <= 38 else pa.decimal256(precision, scale)


def _within(column: Column, name: str) -> Column:
    """Refuse what Arrow has no value for: infinity as a day or a moment, and 24:00 as a time of day."""
    kind = column.type
    if pa.types.is_date(kind):
        outside = pc.less(column.cast(pa.int32()), FIRST_DAY)
    elif pa.types.is_timestamp(kind):
        outside = pc.less(column.cast(pa.int64()), FIRST_MOMENT)
    elif pa.types.is_time(kind):
        outside = pc.greater_equal(column.cast(pa.int64()), DAY)
    else:
        return column
    if bool(pc.any(outside, min_count=0).as_py()):
        raise _unheld(name, "24:00" if pa.types.is_time(kind) else "infinity")
    return column


def _unheld(name: str, value: str) -> BadInput:
    return BadInput(
        f"column '{name}' holds '{value}', which no frame can hold",
        hint=f"cast it in the query: cast({name} as text) as {name}",
        code="value-unheld",
        column=name,
    )


def _decimals(column: Column, kind: pa.DataType | None, name: str) -> Column:
    odd = pc.match_substring_regex(column, "^(NaN|-?Infinity)$")
    if bool(pc.any(odd, min_count=0).as_py()):
        raise _unheld(name, column.filter(odd)[0].as_py())
    return column.cast(kind or _smallest_decimal(column, name))


def _smallest_decimal(column: Column, name: str) -> pa.DataType:
    """Return the decimal type that holds every digit of every value."""
    digits = pc.replace_substring(column, "-", "")
    whole = _longest(pc.replace_substring_regex(digits, r"\..*$", ""))
    scale = _longest(pc.replace_substring_regex(digits, r"^[^.]*\.?", ""))
    if whole + scale > 76:
        raise _unheld(name, f"a number of {whole + scale} digits")
    # at least 38, so that the next page of the same query has the same type more often
    return pa.decimal128(38, scale) if whole + scale <= 38 else pa.decimal256(76, scale)


def _longest(column: Column) -> int:
    lengths: Any = pc.utf8_length(column)
    return max(lengths.drop_null().to_pylist(), default=0)


def _lists(column: Column, kind: Any, name: str) -> Column:
    values = [None if text is None else orjson.loads(text) for text in column.to_pylist()]
    if pa.types.is_floating(kind.value_type):
        values = [v and [float(x) if isinstance(x, str) else x for x in v] for v in values]
    try:
        return pa.chunked_array([pa.array(values, kind)])
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise _unheld(name, "a list of lists") from error


def parameter(value: Any, field: Column) -> Column:
    """Return one bound value as the type that the server expects in its place."""
    kind = field.type
    if hasattr(value, "item"):
        value = value.item()  # a number of numpy
    try:
        if value is None or isinstance(kind, pa.BaseExtensionType) or pa.types.is_interval(kind):
            return pa.array([None if value is None else _spelt(value)], pa.string())
        if isinstance(kind, pa.ListType):
            return pa.array([list(value)], kind)
        if pa.types.is_string(kind):
            return pa.array([_spelt(value)], kind)
        if isinstance(value, str) and not pa.types.is_binary(kind):
            return pa.array([value]).cast(kind)
        if isinstance(value, float) and pa.types.is_integer(kind) and not value.is_integer():
            raise ValueError("it is no whole number")
        return pa.array([value], kind)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise BadInput(
            f"'{value}' cannot stand where the query wants {kind}: {error}",
            hint="cast the mark in the query, such as cast(:x as numeric)",
            code="params-type",
        ) from error


def _spelt(value: Any) -> str:
    plain = jsonable(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return plain if isinstance(plain, str) else orjson.dumps(plain).decode()


def sql_type(kind: pa.DataType) -> str:
    """Return the type of a column that is made for an Arrow type."""
    if pa.types.is_decimal(kind):
        return f"numeric({kind.precision}, {kind.scale})"
    if pa.types.is_timestamp(kind):
        return "timestamptz" if kind.tz else "timestamp"
    return first_fit(kind, SQL_TYPES, "text")


def ready_to_store(table: pa.Table) -> pa.Table:
    """Return a table in types that the driver writes without changing a value."""
    return pa.table(
        [_storable(c, n) for n, c in zip(table.column_names, table.columns, strict=True)],
        names=table.column_names,
    )


def _storable(column: Column, name: str) -> Column:
    column = plain_storage(column)
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _storable(column.cast(kind.value_type), name)
    if pa.types.is_nested(kind):
        return json_text(column).cast(pa.string())
    target = _stored_type(kind)
    try:
        column = column.cast(target)
    except pa.ArrowException as error:
        raise BadInput(
            f"column '{name}' of type {kind} cannot be written without loss: {error}", code="type-unwritable"
        ) from error
    if pa.types.is_string(target) and bool(pc.any(pc.match_substring(column, "\0"), min_count=0).as_py()):
        raise BadInput(
            f"column '{name}' holds a NUL character, which PostgreSQL refuses", code="value-unheld"
        )
    return column


def _stored_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", "UTC" if kind.tz else None)
    return first_fit(kind, STORED_AS, kind)
