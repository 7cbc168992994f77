"""Any frame as Arrow: pandas, Dask and polars frames, and what else hands out Arrow; nothing is lost on the way."""

import sys
from pathlib import Path
from typing import Any, cast
from warnings import warn

import pyarrow as pa

from stabbur.errors import BadInput, DataWarning
from stabbur.frames.checks import Column, check_depth, check_name, check_names, check_schema, chunked


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
    check_schema(table.schema)
    return table


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
        return _from_dask(frame)
    if pandas and isinstance(frame, pandas.DataFrame):
        return _from_pandas(frame)
    if polars and isinstance(frame, polars.LazyFrame):
        frame = frame.collect()
    if polars and isinstance(frame, polars.DataFrame):
        return _from_polars(frame)
    one_column = hasattr(frame, "to_frame") and not hasattr(frame, "columns")
    if hasattr(frame, "__arrow_c_stream__") and not one_column:
        return pa.RecordBatchReader.from_stream(frame).read_all()
    raise BadInput(
        f"'{type(frame).__name__}' is not a frame",
        hint=_way_to_frame(frame, one_column=one_column),
        code="frame-kind",
        value=type(frame).__name__,
    )


def _way_to_frame(frame: object, *, one_column: bool) -> str:
    if isinstance(frame, str | Path):
        return "read the file first: sb.read_file(…)"
    if one_column:
        return "series.reset_index() makes a frame of it, with its index as columns"
    return "hand in a pandas or polars frame or an Arrow table"


def _from_polars(frame: Any) -> pa.Table:
    import polars as pl

    check_polars_names(frame.schema)
    objects = [name for name, kind in frame.schema.items() if kind == pl.Object]
    if objects:
        raise BadInput(
            f"column '{objects[0]}' holds Python objects: it has no type of its own",
            hint=f"cast it, such as frame.with_columns(pl.col('{objects[0]}').map_elements(str))",
            code="column-objects",
            column=objects[0],
        )
    return cast(pa.Table, frame.to_arrow())


def check_polars_names(schema: Any) -> None:
    """Check names before polars hands them on: a NUL in one ends the process there."""
    inner = [(name, kind, 1) for name, kind in schema.items()]
    while inner:
        name, kind, depth = inner.pop()
        check_depth(depth)
        check_name(name)
        if nested := getattr(kind, "fields", None):  # a struct
            inner += [(field.name, field.dtype, depth + 1) for field in nested]
        elif (listed := getattr(kind, "inner", None)) is not None:
            inner.append((name, listed, depth + 1))


def _from_dask(frame: Any) -> pa.Table:
    """Return a Dask frame; only one partition at a time is a pandas frame, whose columns need more room."""
    parts = []
    for number in range(frame.npartitions):
        part = frame.get_partition(number).compute()
        # an index without a name is where Dask cut the rows, and says nothing about them
        parts.append(_from_pandas(part.reset_index(drop=True) if part.index.names == [None] else part))
    try:
        return pa.concat_tables(parts, promote_options="permissive").unify_dictionaries()
    except (pa.ArrowException, TypeError) as error:
        raise BadInput(
            f"the partitions of the Dask frame do not go together: {error}",
            hint="frame.astype({...}) gives a column the same type everywhere",
            code="column-mixed",
        ) from error


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
        return chunked(pa.array(series.array))
    if isinstance(kind, pd.SparseDtype):
        series = series.sparse.to_dense()
    held = (
        kind.categories.dtype if isinstance(kind, pd.CategoricalDtype) else kind
    )  # pd.cut makes such categories
    if isinstance(held, pd.PeriodDtype | pd.IntervalDtype) or getattr(held, "kind", "") == "c":
        raise BadInput(
            f"column '{name}' is of type '{held}', which no file or database keeps",
            hint=f"frame['{name}'] = frame['{name}'].astype(str)",
            code="column-type",
            column=name,
        )
    if isinstance(kind, pd.CategoricalDtype) and pd.api.types.is_object_dtype(kind.categories.dtype):
        _refuse_mix(name, kind.categories.to_series(), "category")
    elif pd.api.types.is_object_dtype(kind):
        _refuse_mix(name, series, "row")
    try:
        return chunked(pa.array(series, from_pandas=True))
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
