"""A column with some of its values replaced: its type is kept wherever the new value has a place in it."""

from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.categories import without_lost
from stabbur.disclosure.tables.cells import Mask
from stabbur.errors import BadInput


def replaced_pandas(column: Any, hits: Mask, value: Any) -> Any:
    """Return a pandas column with `value` at some positions; a column that cannot hold it becomes objects.

    None is a missing value: whole numbers and booleans become their masked types, others hold it already.
    """
    import pandas as pd

    kind = column.dtype
    if value is None or value is pd.NA:
        if isinstance(kind, np.dtype) and kind.kind in "iub":
            column = column.astype("boolean" if kind.kind == "b" else f"{'U' * (kind.kind == 'u')}Int64")
        made = column.copy()
        if hasattr(made.array, "_mask"):  # what a masked array calls missing it keeps
            made.iloc[hits] = made.dtype.type(0)
        made.iloc[hits] = None if made.dtype.kind == "O" else pd.NaT if made.dtype.kind in "mM" else np.nan
        return without_lost(column, made)
    if isinstance(kind, pd.CategoricalDtype):
        made = column if value in kind.categories else column.cat.add_categories([value])
    else:
        made = column.astype(_pandas_kind(kind, value))
    before, made = made, made.copy()
    made.iloc[hits] = value
    return without_lost(before, made)


def _pandas_kind(kind: Any, value: Any) -> Any:
    """Return the narrowest type that holds the values of a column and one value more."""
    import pandas as pd

    if isinstance(value, int | float) and not isinstance(value, bool) and pd.api.types.is_numeric_dtype(kind):
        if pd.api.types.is_bool_dtype(kind):
            return object
        whole = float(value).is_integer() and isinstance(value, int)
        if pd.api.types.is_float_dtype(kind) or whole:
            return kind
        return "float64" if isinstance(kind, np.dtype) else "Float64"
    if isinstance(value, str) and pd.api.types.is_string_dtype(kind):
        return kind
    if isinstance(value, bool) and pd.api.types.is_bool_dtype(kind):
        return kind
    return object


def replaced_polars(column: pl.Series, hits: Mask, value: Any) -> pl.Series:
    """Return a polars column with `value` at some positions; text in a column of another type makes it text.

    Raises
    ------
    BadInput
        The value is neither text nor missing, and of another kind than the column.
    """
    mask = pl.Series(hits)
    kind = column.dtype
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if value is None:
        return column.to_frame().select(pl.when(~mask).then(pl.col(column.name))).to_series()
    if isinstance(value, str) and kind != pl.String:
        column = column.cast(pl.String)
    elif number and kind.is_integer() and isinstance(value, float):
        column = column.cast(pl.Float64)
    elif not isinstance(value, str) and not (number and kind.is_numeric()):
        raise BadInput(
            f"column '{column.name}' is {kind} and cannot hold a {type(value).__name__}",
            hint="replace by text, by None, or by a value of the column's own type",
            code="replacement-kind",
            column=column.name,
        )
    chosen = pl.when(mask).then(pl.lit(value, dtype=column.dtype)).otherwise(pl.col(column.name))
    return column.to_frame().select(chosen.alias(column.name)).to_series()
