"""A table as R's own numbers and texts in one file, column by column, so that nothing goes through text of CSV.

Beside `NAME.bin` lies `NAME.json` with the number of rows and name, kind and more of each column. All numbers
are little-endian. A text is its length in bytes (-1 where missing), all lengths first, then all bytes.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast
from zoneinfo import available_timezones

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from stabbur.errors import BadInput
from stabbur.frames.checks import Column, chunked, is_text, plain_storage

INTEGER_NA = -(2**31)
LONG_NA = -(2**63)
REAL_NA = np.uint64(0x7FF00000000007A2)  # the one NaN that R takes for a missing value: 1954 in its low word
R_TYPES = {"integer": "<i4", "logical": "<i4", "factor": "<i4", "long": "<i8"}
MICRO = 1_000_000


def write(table: pa.Table, place: Path) -> None:
    """Write a table as R reads it to `place` with .bin and .json.

    Raises
    ------
    BadInput
        A text holds NUL, which R cannot hold.
    """
    told = []
    with place.with_suffix(".bin").open("wb") as file:
        for name in table.column_names:
            column = plain_storage(table.column(name))
            told.append({"name": name} | _written(column, name, file))
    about = {"rows": table.num_rows, "columns": told}
    place.with_suffix(".json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def read(place: Path) -> pa.Table:
    """Return the table that R wrote to `place` with .bin and .json."""
    about = json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
    rows, columns = int(about["rows"]), {}
    with place.with_suffix(".bin").open("rb") as file:
        for told in about["columns"]:
            if told["name"] in columns:
                raise BadInput(f"more than one column is named '{told['name']}'", code="column-doubled")
            columns[told["name"]] = _read(told, rows, file)
    return pa.table(columns)


def _written(column: Column, name: str, file: BinaryIO) -> dict[str, Any]:
    kind = column.type
    if is_text(kind):
        return _text(column, name, file)
    if pa.types.is_boolean(kind):
        return _numbers("logical", _filled(column.cast(pa.int32()), INTEGER_NA), file)
    if pa.types.is_integer(kind):
        return _integer(column, file)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _real("double", column.cast(pa.float64()), file)
    if pa.types.is_date(kind):
        return _real("date", column.cast(pa.date32()).cast(pa.int32()).cast(pa.float64()), file)
    if pa.types.is_timestamp(kind):
        # R knows no time without a zone: the clock is kept as it reads, as UTC
        return _seconds("datetime", column, pa.timestamp("us", kind.tz), file) | {"zone": kind.tz or "UTC"}
    if pa.types.is_time(kind):
        return _seconds("time", column, pa.time64("us"), file)
    if pa.types.is_duration(kind):
        return _seconds("duration", column, pa.duration("us"), file)
    if pa.types.is_dictionary(kind):
        return _factor(column, name, file)
    if pa.types.is_null(kind):
        return _numbers("logical", np.full(len(column), INTEGER_NA), file)
    from stabbur.packages.tables.lexical import to_lexical  # loads all of packages, for lists and bytes only

    frame = cast(pl.DataFrame, pl.from_arrow(pa.table({"x": column})))
    return _text(to_lexical(frame).to_arrow().column("x"), name, file)


def _filled(column: Column, missing: int) -> Any:
    return column.fill_null(missing).to_numpy()


def _numbers(kind: str, values: Any, file: BinaryIO) -> dict[str, Any]:
    file.write(np.asarray(values).astype(R_TYPES[kind]).tobytes())
    return {"kind": kind}


def _integer(column: Column, file: BinaryIO) -> dict[str, Any]:
    if not pa.types.is_uint64(column.type) or not (pc.max(column).as_py() or 0) >= 2**63:
        column = column.cast(pa.int64())
        least, most = (pc.min_max(column)[end].as_py() or 0 for end in ("min", "max"))
        if least > INTEGER_NA and most < 2**31:
            return _numbers("integer", _filled(column, INTEGER_NA), file)
        if least > LONG_NA:
            return _numbers("long", _filled(column, LONG_NA), file)
    return _real("double", column.cast(pa.float64(), safe=False), file)


def _real(kind: str, column: Column, file: BinaryIO) -> dict[str, Any]:
    bits = column.fill_null(0.0).to_numpy().astype("<f8").view("<u8").copy()
    bits[column.is_null().to_numpy()] = REAL_NA
    file.write(bits.tobytes())
    return {"kind": kind}


def _seconds(kind: str, column: Column, micro: pa.DataType, file: BinaryIO) -> dict[str, Any]:
    whole = column.cast(micro, safe=False).cast(pa.int64())
    return _real(kind, pc.divide(whole.cast(pa.float64(), safe=False), float(MICRO)), file)


def _factor(column: Column, name: str, file: BinaryIO) -> dict[str, Any]:
    whole = _one(column.unify_dictionaries())
    levels = [str(level) for level in whole.dictionary.to_pylist()]
    if whole.dictionary.null_count or len(set(levels)) < len(levels):
        return _written(chunked(column.cast(column.type.value_type)), name, file)
    codes = pc.add(whole.indices.cast(pa.int64()), 1).fill_null(INTEGER_NA).to_numpy()
    return _numbers("factor", codes, file) | {"levels": levels, "ordered": bool(column.type.ordered)}


def _text(column: Column, name: str, file: BinaryIO) -> dict[str, Any]:
    whole = _one(column.cast(pa.large_string()).cast(pa.large_binary()))
    sizes = pc.binary_length(whole).fill_null(-1).to_numpy(zero_copy_only=False).astype("<i4")
    # a missing text may have bytes of its own below it, which nobody is to see
    full = whole.fill_null(b"")
    offsets = np.frombuffer(full.buffers()[1], "<i8")[full.offset :][: len(full) + 1] if len(full) else [0, 0]
    content = full.buffers()[2][int(offsets[0]) : int(offsets[-1])].to_pybytes() if full.buffers()[2] else b""
    if b"\0" in content:
        raise BadInput(
            f"column '{name}' holds a NUL character, which R cannot hold",
            hint="read it in Python, or take the character out there and publish it anew",
            code="value-unheld",
            column=name,
        )
    file.write(sizes.tobytes() + content)
    return {"kind": "text"}


def _one(column: Column) -> Any:
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        return whole.chunk(0) if whole.num_chunks else pa.array([], column.type)
    return whole


def _read(told: dict[str, Any], rows: int, file: BinaryIO) -> Column:
    kind = told["kind"]
    if kind == "text":
        return _read_text(rows, file)
    size = 4 if R_TYPES.get(kind, "<f8") == "<i4" else 8
    values = np.frombuffer(file.read(rows * size), R_TYPES.get(kind, "<f8"))
    return READERS[kind](values, told)


def _read_text(rows: int, file: BinaryIO) -> Column:
    sizes = np.frombuffer(file.read(rows * 4), "<i4")
    offsets = np.concatenate([[0], np.cumsum(np.maximum(sizes, 0), dtype="<i8")]).astype("<i8")
    content = pa.py_buffer(file.read(int(offsets[-1])))
    mask = pa.array(sizes >= 0).buffers()[1]
    return pa.LargeStringArray.from_buffers(rows, pa.py_buffer(offsets.tobytes()), content, mask)


def _whole(missing: int, kind: pa.DataType) -> Callable[[Any, dict[str, Any]], Column]:
    return lambda values, told: pa.array(values, mask=values == missing).cast(kind)


def _double(values: Any, told: dict[str, Any]) -> Column:
    # arithmetic on a missing value keeps R's mark in the low word, and sets the bit of a quiet NaN
    marked = (values.view("<u8") & np.uint64(0xFFFFFFFF)) == np.uint64(1954)
    return pa.array(values, mask=marked & np.isnan(values))


def _micro(values: Any) -> Column:
    missing = ~np.isfinite(values)
    seconds = np.where(missing, 0, values)
    # the whole seconds apart: a product of all of it is rounded once more, and misses by one after 2106
    whole = np.floor(seconds)
    micro = np.rint((seconds - whole) * MICRO).astype("int64")
    return pa.array(whole.astype("int64") * MICRO + micro, mask=missing)


def _date(values: Any, told: dict[str, Any]) -> Column:
    missing = ~np.isfinite(values)
    days = np.floor(np.where(missing, 0, values)).astype("int32")
    return pa.array(days, mask=missing).cast(pa.date32())


def _datetime(values: Any, told: dict[str, Any]) -> Column:
    zone = told["zone"] if told["zone"] in available_timezones() else "UTC"
    return _micro(values).cast(pa.timestamp("us", zone))


def _read_factor(values: Any, told: dict[str, Any]) -> Column:
    missing = values == INTEGER_NA
    codes = pa.array(np.where(missing, 0, values - 1).astype("int32"), mask=missing)
    levels = pa.array(told["levels"], pa.large_string())
    return pa.DictionaryArray.from_arrays(codes, levels, ordered=bool(told["ordered"]))


READERS: dict[str, Callable[[Any, dict[str, Any]], Column]] = {
    "logical": _whole(INTEGER_NA, pa.bool_()),
    "integer": _whole(INTEGER_NA, pa.int64()),
    "long": _whole(LONG_NA, pa.int64()),
    "double": _double,
    "date": _date,
    "datetime": _datetime,
    "time": lambda values, told: _micro(values).cast(pa.time64("us")),
    "duration": lambda values, told: _micro(values).cast(pa.duration("us")),
    "factor": _read_factor,
}
