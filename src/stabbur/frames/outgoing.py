"""Arrow as the kind of frame that is asked for, without a value changed."""

from typing import Any

import pyarrow as pa

from stabbur.errors import BadInput
from stabbur.frames.checks import As, Column, check_as, check_schema, chunked, is_text, plain_storage


def from_arrow(table: pa.Table, as_: As = "pandas") -> Any:
    """Return an Arrow table as the kind of frame that is asked for.

    pandas columns have numpy types where nothing is missing, masked `Int*`, `UInt*` and `boolean`
    where something is, `str` for text, `datetime64[unit, tz]` for times and categories for
    dictionaries; decimals, dates, times of day, lists, structs and bytes stay Arrow's own.

    Raises
    ------
    BadInput
        `as_` is none of them, or two columns share a name.
    """
    check_as(as_)
    check_schema(table.schema)
    if as_ == "arrow":
        return table
    if as_ == "polars":
        return _polars_of(table)
    import pandas as pd

    columns = {name: _pandas_column(table.column(name)) for name in table.column_names}
    return pd.DataFrame(columns, columns=pd.Index(table.column_names, dtype="str"), copy=False)


def _polars_of(table: pa.Table) -> Any:
    import polars as pl

    columns = []
    for column in map(plain_storage, table.columns):
        kind = column.type
        if pa.types.is_dictionary(kind) and not is_text(kind.value_type):
            column = column.cast(kind.value_type)  # polars has categories of text only
        columns.append(column)
    try:
        plain = pa.Table.from_arrays(
            columns, schema=pa.schema([_field_for(f, c) for f, c in zip(table.schema, columns, strict=True)])
        )
        return pl.from_arrow(plain)
    except (pl.exceptions.PolarsError, NotImplementedError) as error:
        raise BadInput(f"polars cannot hold this table: {error}", hint="as_='arrow'") from error


def _field_for(field: Column, column: Column) -> Column:
    return field if field.type == column.type else pa.field(field.name, column.type, field.nullable)


def _pandas_column(column: Column) -> Any:
    """Return one column as the pandas array that holds all of it."""
    import numpy as np
    import pandas as pd

    column = plain_storage(column)
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        if not column.null_count:
            return column.to_numpy()
        masked = pd.arrays.BooleanArray if pa.types.is_boolean(kind) else pd.arrays.IntegerArray
        values = column.fill_null(False if pa.types.is_boolean(kind) else 0).to_numpy()
        return masked(values.copy(), np.array(column.is_null().to_numpy()))
    if pa.types.is_floating(kind):
        return column.to_numpy()
    if is_text(kind):
        text: Any = pd.StringDtype(na_value=np.nan)
        return text.__from_arrow__(column.cast(pa.large_string()))
    if pa.types.is_timestamp(kind) or pa.types.is_duration(kind):
        return column.to_pandas().array
    if pa.types.is_dictionary(kind):
        return _categories(column)
    arrow: Any = pd.ArrowDtype(kind)
    return arrow.__from_arrow__(column)


def _categories(column: Column) -> Any:
    import numpy as np
    import pandas as pd

    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], column.type)
    values = whole.dictionary
    if values.null_count or len(values.unique()) < len(values):
        return _pandas_column(chunked(column.cast(column.type.value_type)))
    codes = whole.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    categories = pd.Index(_pandas_column(chunked(values)))
    return pd.Categorical.from_codes(np.asarray(codes), categories, ordered=column.type.ordered)
