"""Categories of a column: one that no row has any more names what was taken out."""

from typing import Any

import polars as pl
import pyarrow as pa


def without_lost(before: Any, after: Any) -> Any:
    """Return a column without the categories that it had rows of before, and has none of now.

    Parameters
    ----------
    before, after
        Columns of pandas, polars or Arrow, of one kind. Categories that had no rows before are kept.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.categories import without_lost
    >>> kinds = pl.Enum(["a", "b", "c"])
    >>> without_lost(pl.Series(["a", "b"], dtype=kinds), pl.Series(["a", None], dtype=kinds)).dtype.categories.to_list()
    ['a', 'c']
    """
    if isinstance(after, pl.Series):
        if not isinstance(after.dtype, pl.Enum) or before.dtype != after.dtype:
            return after
        lost = set(before.unique()) - set(after.unique())
        return (
            after.cast(pl.Enum([one for one in after.dtype.categories if one not in lost])) if lost else after
        )
    if isinstance(after, pa.ChunkedArray):
        if not pa.types.is_dictionary(after.type) or after.type != before.type:
            return after
        lost = set(before.unique().to_pylist()) - set(after.unique().to_pylist())
        return _encoded(before, after, lost) if lost else after
    if getattr(after.dtype, "name", "") != "category" or after.dtype != before.dtype:
        return after
    lost = set(before.dropna().unique()) - set(after.dropna().unique())
    return after.cat.remove_categories(sorted(lost, key=str)) if lost else after


def _encoded(before: Any, after: Any, lost: set[Any]) -> Any:
    import pyarrow.compute as pc  # a tenth of a second, for a kind of column that few frames have

    known = before.unify_dictionaries().chunk(0).dictionary
    kept = pa.array([one for one in known.to_pylist() if one not in lost], after.type.value_type)
    codes = pc.index_in(after.cast(after.type.value_type).combine_chunks(), value_set=kept)
    made = pa.DictionaryArray.from_arrays(codes.cast(after.type.index_type), kept, ordered=after.type.ordered)
    return pa.chunked_array([made])
