"""Arrow to and from pandas, polars and what else hands out Arrow: the one converter, lossless both ways."""

import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal, cast, get_args
from warnings import warn

import pyarrow as pa

from stabbur.errors import BadInput, DataWarning

As = Literal["pandas", "polars", "arrow"]
Column = Any
"""A `ChunkedArray` or `Array`, or a `Field`: Arrow's type stubs make generics of them that do not run."""


def to_arrow(frame: object) -> pa.Table:
    """Return any frame as an Arrow table.

    Parameters
    ----------
    frame
        A pandas or Dask frame, a polars frame (lazy, too), an Arrow table, batch or reader,
        or anything else with `__arrow_c_stream__`.

    Raises
    ------
    BadInput
        It is no frame, two columns share a name, or a column holds a mix of types.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.frames import to_arrow
    >>> to_arrow(pl.DataFrame({"kommune": ["0301"]})).column_names
    ['kommune']
    """
    table = _table_of(frame)
    check_names(table.column_names)
    return table


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
    check_names(table.column_names)
    if as_ == "arrow":
        return table
    if as_ == "polars":
        return _polars_of(table)
    import pandas as pd

    columns = {name: _pandas_column(table.column(name)) for name in table.column_names}
    return pd.DataFrame(columns, columns=pd.Index(table.column_names, dtype="str"), copy=False)


def check_as(as_: str) -> None:
    """Refuse a kind of frame that does not exist."""
    if as_ not in get_args(As):
        raise BadInput(
            f"as_ is '{as_}': it must be 'pandas', 'polars' or 'arrow'", code="frame-kind", value=as_
        )


def check_names(names: Iterable[str]) -> None:
    """Refuse two columns with one name."""
    doubled = [name for name, times in Counter(names).items() if times > 1]
    if doubled:
        listed = ", ".join(f"'{name}'" for name in doubled)
        raise BadInput(
            f"more than one column is named {listed}",
            hint="give each column a name of its own",
            code="column-doubled",
            names=doubled,
        )


def plain_storage(column: Column) -> Column:
    """Return a column without Arrow's extension types: a uuid as text, others as what they store."""
    kind = column.type
    if not isinstance(kind, pa.BaseExtensionType):
        return column
    stored = pa.chunked_array([c.storage for c in column.chunks], type=cast(Any, kind.storage_type))
    if kind.extension_name == "arrow.uuid":
        import uuid

        texts = [None if value is None else str(uuid.UUID(bytes=value)) for value in stored.to_pylist()]
        return pa.chunked_array([pa.array(texts, pa.large_string())])
    return stored.cast(pa.bool_()) if kind.extension_name == "arrow.bool8" else stored


def _table_of(frame: object) -> pa.Table:
    if isinstance(frame, pa.Table):
        return frame
    if isinstance(frame, pa.RecordBatch):
        return pa.Table.from_batches([frame])
    if isinstance(frame, pa.RecordBatchReader):
        return frame.read_all()
    # a frame's library is loaded already, or the frame could not be here
    pandas, polars, dask = (sys.modules.get(name) for name in ("pandas", "polars", "dask.dataframe"))
    if dask and isinstance(frame, dask.DataFrame):
        frame = frame.compute()
    if pandas and isinstance(frame, pandas.DataFrame):
        return _from_pandas(frame)
    if polars and isinstance(frame, polars.LazyFrame):
        frame = frame.collect()
    if polars and isinstance(frame, polars.DataFrame):
        return _from_polars(frame)
    if hasattr(frame, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(frame).read_all()
    raise BadInput(
        f"'{type(frame).__name__}' is not a frame",
        hint="hand in a pandas or polars frame or an Arrow table",
        code="frame-kind",
        value=type(frame).__name__,
    )


def _from_polars(frame: Any) -> pa.Table:
    import polars as pl

    objects = [name for name, kind in frame.schema.items() if kind == pl.Object]
    if objects:
        raise BadInput(
            f"column '{objects[0]}' holds Python objects: it has no type of its own",
            hint=f"cast it, such as frame.with_columns(pl.col('{objects[0]}').map_elements(str))",
            code="column-objects",
            column=objects[0],
        )
    return cast(pa.Table, frame.to_arrow())


def _polars_of(table: pa.Table) -> Any:
    import polars as pl

    columns = []
    for column in map(plain_storage, table.columns):
        kind = column.type
        if pa.types.is_dictionary(kind) and not _is_text(kind.value_type):
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


def _from_pandas(frame: Any) -> pa.Table:
    import pandas as pd

    if isinstance(frame.columns, pd.MultiIndex):
        raise BadInput(
            "the column names have more than one level",
            hint="frame.columns = ['_'.join(map(str, levels)) for levels in frame.columns]",
        )
    levels = _index_levels(frame)
    names, columns = [name for name, _ in levels], [_column_of(name, level) for name, level in levels]
    for position, label in enumerate(frame.columns):
        names.append(str(label))
        columns.append(_column_of(str(label), frame.iloc[:, position]))
    check_names(names)
    return pa.Table.from_arrays(columns, names=names) if names else pa.table({})


def _index_levels(frame: Any) -> list[tuple[str, Any]]:
    """Return the index as named columns; a plain numbering of the rows is none."""
    import pandas as pd

    index = frame.index
    if isinstance(index, pd.RangeIndex) and index.name is None:
        return []
    several = index.nlevels > 1
    levels = []
    for position, given in enumerate(index.names):
        name = str(given) if given is not None else f"level_{position}" if several else "index"
        if given is None:
            warn(
                f"the frame's index has no name and is kept as column '{name}': "
                "frame.reset_index(drop=True) leaves it out",
                DataWarning,
                stacklevel=5,
            )
        levels.append((name, index.get_level_values(position).to_series()))
    return levels


def _column_of(name: str, series: Any) -> Column:
    import pandas as pd

    kind = series.dtype
    if isinstance(kind, pd.ArrowDtype):
        return _chunked(pa.array(series.array))
    if isinstance(kind, pd.SparseDtype):
        series = series.sparse.to_dense()
    if isinstance(kind, pd.PeriodDtype | pd.IntervalDtype) or getattr(kind, "kind", "") == "c":
        raise BadInput(
            f"column '{name}' is of type '{kind}', which no file or database keeps",
            hint=f"frame['{name}'].astype(str)",
            code="column-type",
            column=name,
        )
    if isinstance(kind, pd.CategoricalDtype) and pd.api.types.is_object_dtype(kind.categories.dtype):
        _refuse_mix(name, kind.categories.to_series(), "category")
    elif pd.api.types.is_object_dtype(kind):
        _refuse_mix(name, series, "row")
    try:
        return _chunked(pa.array(series, from_pandas=True))
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise BadInput(
            f"column '{name}' has values that do not go together: {error}",
            hint=f"frame['{name}'] = frame['{name}'].astype(str)",
            code="column-mixed",
            column=name,
        ) from error


def _refuse_mix(name: str, series: Any, what: str) -> None:
    """Name the column, the first row and the two types of a column of objects that does not hold together."""
    present = series[series.notna()] if not series.empty else series
    types = present.map(type)
    if set(types) <= {int, float} or types.nunique() < 2:
        return
    first = types.iloc[0]
    other = (types != first).to_numpy().argmax()
    row = int(series.notna().to_numpy().nonzero()[0][other])
    raise BadInput(
        f"column '{name}' mixes types: {what} {row} is {types.iloc[other].__name__} "
        f"'{present.iloc[other]}', {what}s before it are {first.__name__}",
        hint=f"frame['{name}'] = frame['{name}'].astype(str)",
        code="column-mixed",
        column=name,
        row=row,
    )


def _chunked(array: Column) -> Column:
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


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
    if _is_text(kind):
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
        return _pandas_column(_chunked(column.cast(column.type.value_type)))
    codes = whole.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    categories = pd.Index(_pandas_column(_chunked(values)))
    return pd.Categorical.from_codes(np.asarray(codes), categories, ordered=column.type.ordered)
