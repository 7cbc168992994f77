"""Categories in the order their author gave them: from a frame into a schema, and back into a frame."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import pyarrow as pa

MOST = 1_000  # as many as a schema lists; of more, the values themselves are what there is


def in_order(data: object, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose categorical columns know all their categories, in the order of the given object.

    Polars lists the categories of a column as they happen to stand in it; pandas and Arrow keep the
    author's order and those that no row has.
    """
    known = {name: values for name in frame.columns if (values := given(data, name)[0])}
    return frame.with_columns(
        pl.col(name).cast(pl.Enum(values))
        for name, values in known.items()
        if isinstance(frame.schema[name], pl.Categorical)
    )


def ordered(data: object, name: str) -> bool:
    """Say whether the author's categories of a column have an order that counts."""
    return given(data, name)[1]


def given(data: object, name: str) -> tuple[list[str], bool]:
    """Return the categories of a column of a pandas or Arrow frame, and whether their order counts."""
    if isinstance(data, pa.Table):
        if data.schema.get_field_index(name) < 0 or not pa.types.is_dictionary(data.schema.field(name).type):
            return [], False
        column: Any = data.column(name).unify_dictionaries()
        values = column.chunk(0).dictionary.to_pylist() if column.num_chunks else []
        return texts(values), bool(column.type.ordered)
    kinds: Any = None if isinstance(data, pl.DataFrame | pl.LazyFrame) else getattr(data, "dtypes", None)
    kind = kinds.get(name) if hasattr(kinds, "get") else None
    return texts(getattr(kind, "categories", None)), bool(getattr(kind, "ordered", False))


def texts(values: Any) -> list[str]:
    """Return categories that a schema can list; none when they are too many, doubled or no texts."""
    found = [] if values is None else list(values)
    plain = all(isinstance(one, str) for one in found) and len(set(found)) == len(found)
    return found if plain and len(found) <= MOST else []


def as_categories(frame: pl.DataFrame, schema: Mapping[str, Any]) -> pa.Table:
    """Return rows as Arrow, each column of text with categories as a dictionary of all of them in order.

    A column with a value that is none of its categories stays text, so that no value is lost.
    """
    orders: dict[str, bool] = {}
    for field in schema.get("fields") or []:
        name = str(field.get("name"))
        values = texts(values_of(field)) if name in frame.columns else []
        if not values or not isinstance(frame.schema[name], pl.String | pl.Categorical | pl.Enum):
            continue
        plain = frame[name].cast(pl.String)
        if set(plain.drop_nulls().unique()) <= set(values):
            frame = frame.with_columns(plain.cast(pl.Enum(values)))
            orders[name] = bool(field.get("categoriesOrdered"))
    table = frame.to_arrow()
    for name, counts in orders.items():
        column: Any = table.column(name)
        # polars calls the order of every list of categories one that counts
        kind: Any = pa.dictionary(column.type.index_type, column.type.value_type, ordered=counts)
        chunks: list[Any] = [
            pa.DictionaryArray.from_arrays(chunk.indices, chunk.dictionary, ordered=counts)
            for chunk in column.chunks
        ]
        whole = pa.chunked_array(chunks, type=kind)
        table = table.set_column(table.schema.get_field_index(name), name, whole)
    return table


def values_of(field: Mapping[str, Any]) -> list[Any]:
    """Return the values of a field's categories, their labels left out."""
    listed = field.get("categories")
    return [one.get("value") if isinstance(one, Mapping) else one for one in listed or []]
