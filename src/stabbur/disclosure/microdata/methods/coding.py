"""Top and bottom coding: values beyond a threshold become one value, so that nobody is known by an extreme one."""

from typing import Any

import polars as pl

from stabbur.disclosure.microdata.methods.asked import between, columns_of
from stabbur.disclosure.microdata.step import Changed, Step
from stabbur.errors import BadInput


def top_code(
    rows: pl.DataFrame,
    columns: tuple[str, ...],
    *,
    seed: int | None = None,
    above: float | None = None,
    share: float | None = None,
    replace_by: Any = None,
) -> Changed:
    """Replace all values above a threshold by one value.

    Guarantees: no value above the threshold is left, and values up to it are as they were. Hundepol et al.,
    *Statistical Disclosure Control* (2012), chapter 3.

    Parameters
    ----------
    rows
        The data; not changed.
    columns
        Columns of numbers.
    seed
        Left aside.
    above
        The threshold, in the column's own unit.
    share
        In its place, the share of rows that may lie above it, such as 0.01.
    replace_by
        What stands in place of larger values: a number, "mean" or "median" of those replaced; None is the threshold.

    Raises
    ------
    BadInput
        A column is unknown or no numbers, or not exactly one of `above` and `share` is given.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.microdata.methods.coding import top_code
    >>> made, step = top_code(pl.DataFrame({"alder": [34, 97, 103]}), ("alder",), above=90)
    >>> made["alder"].to_list()
    [34, 90, 90]
    """
    return _coded("top_code", rows, columns, {"above": above, "share": share, "replace_by": replace_by})


def bottom_code(
    rows: pl.DataFrame,
    columns: tuple[str, ...],
    *,
    seed: int | None = None,
    below: float | None = None,
    share: float | None = None,
    replace_by: Any = None,
) -> Changed:
    """Replace all values below a threshold by one value; see `top_code`.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.microdata.methods.coding import bottom_code
    >>> made, step = bottom_code(pl.DataFrame({"lonn": [10, 14, 500]}), ("lonn",), below=100, replace_by="mean")
    >>> made["lonn"].to_list()
    [12.0, 12.0, 500.0]
    """
    return _coded("bottom_code", rows, columns, {"below": below, "share": share, "replace_by": replace_by})


def _coded(name: str, rows: pl.DataFrame, columns: tuple[str, ...], options: dict[str, Any]) -> Changed:
    columns_of(rows, columns, numbers=True)
    (side, threshold), share = next(iter(options.items())), options["share"]
    if (threshold is None) == (share is None):
        raise BadInput(
            f"{side} is {threshold} and share is {share}: {name} must have one of the two",
            hint=f"{side}=90 is a threshold, share=0.01 the share of rows beyond it",
            code="option-value",
            option=side,
        )
    if share is not None:
        between("share", share, 0, 1)
    made, limits, changed = {}, {}, 0
    for column in columns:
        limit = threshold
        if share is not None:
            limit = rows[column].quantile(
                1 - share if side == "above" else share, "lower" if side == "above" else "higher"
            )
        if limit is None:
            made[column] = rows[column]
            continue
        made[column], hits = _beyond(rows[column], limit, side, options["replace_by"])
        limits[column], changed = limit, changed + hits
    return made, Step(name, columns, options, None, {"changed": changed, "thresholds": limits})


def _beyond(column: pl.Series, limit: float, side: str, replace_by: Any) -> tuple[pl.Series, int]:
    beyond = (column > limit if side == "above" else column < limit).fill_null(value=False)
    if column.dtype.is_float():
        beyond = beyond & ~column.is_nan().fill_null(value=False)
    value = limit if replace_by is None else replace_by
    if value in ("mean", "median"):
        value = getattr(column.filter(beyond), value)() if beyond.any() else limit
        column = column.cast(pl.Float64)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise BadInput(
            f"replace_by is '{value}': it must be a number, 'mean' or 'median'",
            hint="recode makes text of numbers",
            code="option-value",
            option="replace_by",
        )
    if not float(value).is_integer():
        column = column.cast(pl.Float64)
    filled = pl.Series([value], dtype=column.dtype, strict=False)
    return column.zip_with(~beyond, filled), int(beyond.sum())
