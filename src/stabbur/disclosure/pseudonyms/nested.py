"""Change the values of some fields of a column, however deep they lie; lists, structs and nulls stay as they were."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from stabbur.disclosure.pseudonyms.paths import Path

Change = Callable[[Path, pl.Series], pl.Series]


def changed(column: pl.Series, paths: set[Path], change: Change) -> pl.Series:
    """Return a column whose values at some paths are changed; a path begins with the column's name."""
    if not isinstance(column.dtype, pl.List | pl.Array | pl.Struct):
        return change((column.name,), column)
    whole = column.rechunk().to_arrow()
    made = pl.Series(_changed(whole, (column.name,), paths, change))
    return made.rename(column.name)


def _changed(array: Any, path: Path, paths: set[Path], change: Change) -> Any:
    if not any(one[: len(path)] == path for one in paths):
        return array
    kind = array.type
    if pa.types.is_fixed_size_list(kind):
        array = array.cast(pa.large_list(kind.value_type))
        kind = array.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        inner = _changed(array.flatten(), path, paths, change)
        sizes = array.value_lengths().fill_null(0).cast(pa.int64())
        ends = pa.concat_arrays([pa.array([0], pa.int64()), pc.cumulative_sum(sizes)])
        return pa.LargeListArray.from_arrays(ends, inner, mask=array.is_null())
    if pa.types.is_struct(kind):
        names = [kind.field(place).name for place in range(kind.num_fields)]
        parts = [
            _changed(part, (*path, name), paths, change)
            for name, part in zip(names, array.flatten(), strict=True)
        ]
        return pa.StructArray.from_arrays(parts, names=names, mask=array.is_null())
    return change(path, pl.Series(array)).rechunk().to_arrow()
