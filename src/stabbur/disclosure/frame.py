"""A caller's frame taken in and handed back as the same kind: index, order and other columns stay as they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl
import pyarrow as pa

from stabbur.disclosure.categories import without_lost
from stabbur.errors import BadInput, meant
from stabbur.frames import from_arrow, to_arrow

Kind = Literal["pandas", "polars", "arrow"]


@dataclass(frozen=True)
class Given:
    """A frame as it was handed in, and its rows as polars has them; `rows` is never written to."""

    original: Any
    kind: Kind
    rows: pl.DataFrame

    def need(self, *columns: object) -> None:
        """Raise BadInput unless all these columns are there."""
        for column in columns:
            if str(column) not in self.rows.columns:
                indexed = self.kind == "pandas" and column in self.original.index.names
                raise BadInput(
                    f"no column '{column}' in the frame: it has {', '.join(map(repr, self.rows.columns))}",
                    hint="frame.reset_index() makes columns of the index"
                    if indexed
                    else meant(column, self.rows.columns) or "look at the spelling",
                    code="column-unknown",
                    column=str(column),
                )

    def with_columns(self, columns: Mapping[str, pl.Series]) -> Any:
        """Return the frame with some columns set, in their place or at the end; the caller's own is not changed."""
        columns = {name: self._without_lost(name, cleared(values)) for name, values in columns.items()}
        if self.kind == "pandas":
            names = {str(name): name for name in self.original.columns}
            made = self.original.copy(deep=False)
            made.attrs = dict(self.original.attrs)
            for name, values in columns.items():
                converted = from_arrow(pa.table({"x": values.to_arrow()}))["x"]
                made[names.get(name, name)] = converted.set_axis(made.index)
            return made
        if isinstance(self.original, pa.Table):
            return _set(self.original, columns)
        made = self.rows.with_columns(values.alias(name) for name, values in columns.items())
        return made if self.kind == "polars" else made.to_arrow()

    def _without_lost(self, name: str, values: pl.Series) -> pl.Series:
        return without_lost(self.rows[name], values) if name in self.rows.columns else values

    def frame(self, rows: pl.DataFrame) -> Any:
        """Return other rows as the kind of frame that was handed in."""
        if self.kind == "polars":
            return rows
        return rows.to_arrow() if self.kind == "arrow" else from_arrow(rows.to_arrow())


def given(frame: object) -> Given:
    """Take in a pandas, polars or Arrow frame.

    Raises
    ------
    BadInput
        It is no frame, two columns share a name, or a column holds a mix of types.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.frame import given
    >>> given(pl.DataFrame({"kommune": ["0301"], "personer": [3]})).kind
    'polars'
    """
    if isinstance(frame, Given):
        return frame
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        to_arrow(frame.clear())  # the checks of names and types are the same for every kind, and need no rows
        return Given(frame, "polars", frame)
    if type(frame).__module__.partition(".")[0] == "pandas" and hasattr(frame, "columns"):
        original: Any = frame
        named = original.reset_index(drop=True).set_axis([str(name) for name in original.columns], axis=1)
        return Given(original, "pandas", _polars(to_arrow(named)))
    return Given(frame, "arrow", _polars(to_arrow(frame)))


def cleared(column: pl.Series) -> pl.Series:
    """Return a column of which no buffer holds more than a reader sees.

    What polars calls null it may keep: its bit says that it is gone, and Arrow and Feather files carry it on.
    Texts lie in buffers that they share with what they were made of.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.frame import cleared
    >>> hidden = pl.Series([12, 3]).zip_with(pl.Series([True, False]), pl.Series([None], dtype=pl.Int64))
    >>> [3 in one.to_arrow().buffers()[1].to_pybytes()[:16] for one in (hidden, cleared(hidden))]
    [True, False]
    """
    kept = column.drop_nulls()
    if kept.dtype in (pl.String, pl.Binary):
        kept = pl.Series(column.name, kept.to_arrow(compat_level=pl.CompatLevel.oldest()))
    if kept.len() == column.len():
        return kept
    there = column.is_not_null()
    places = pl.select(pl.when(there).then(there.cum_sum().cast(pl.UInt32) - 1)).to_series()
    return kept.gather(places)


def _set(table: pa.Table, columns: Mapping[str, pl.Series]) -> pa.Table:
    """Return an Arrow table with some columns set; polars would store the others in types of its own."""
    for name, values in columns.items():
        place, array = table.schema.get_field_index(name), values.to_arrow()
        if place < 0:
            table = table.append_column(name, array)
            continue
        kind = table.schema.field(place).type
        if pa.types.is_string(kind) and pa.types.is_large_string(array.type):
            array = array.cast(kind)
        table = table.set_column(place, name, array)
    return table


def _polars(table: pa.Table) -> pl.DataFrame:
    rows: pl.DataFrame = from_arrow(table, "polars")
    return rows
