"""Microaggregation: rows are put into groups of at least k near ones, and each shows the average of its group."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.microdata.methods.asked import between, columns_of, one_of, whole
from stabbur.disclosure.microdata.methods.mdav import mdav
from stabbur.disclosure.microdata.step import Changed, Step
from stabbur.disclosure.tables.cells import Number, Whole
from stabbur.errors import BadInput

AVERAGES = ("mean", "median")


def microaggregate(
    rows: pl.DataFrame,
    columns: tuple[str, ...],
    *,
    seed: int | None = None,
    k: int = 3,
    by: str | Sequence[str] = (),
    average: str = "mean",
) -> Changed:
    """Replace numbers by the average of a group of at least k rows that are near in all the columns together.

    Guarantees: every combination of the columns' new values stands in k rows or more (within each group of `by`),
    and with the mean each column's sum is kept. Columns count alike: they are scaled by their standard deviation.
    Groups are made by MDAV (Domingo-Ferrer & Torra 2005).

    Parameters
    ----------
    rows
        The data; not changed.
    columns
        Columns of numbers without missing ones; they become floating-point numbers.
    seed
        Left aside.
    k
        The least size of a group.
    by
        Columns whose combinations are grouped apart.
    average
        "mean", or "median" where extremes are not to pull.

    Raises
    ------
    BadInput
        There are fewer than k rows, in the file or in a combination of `by`, or a number is missing.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.microdata.methods.microaggregating import microaggregate
    >>> made, step = microaggregate(pl.DataFrame({"lonn": [1, 2, 3, 91, 92, 93]}), ("lonn",), k=3)
    >>> made["lonn"].to_list()
    [2.0, 2.0, 2.0, 92.0, 92.0, 92.0]
    """
    columns_of(rows, columns, numbers=True)
    whole(rows, columns, "microaggregate")
    between("k", k, 2, max(rows.height, 2))
    one_of("average", average, AVERAGES)
    by = (by,) if isinstance(by, str) else tuple(by)
    points = rows.select(columns).cast(pl.Float64).to_numpy()
    spread = points.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    group = _grouped(points / scale, _strata(rows, by), k, by)
    frame = rows.select(pl.col(columns).cast(pl.Float64)).with_columns(pl.Series("\0group", group))
    averages = frame.select(getattr(pl.col(columns), average)().over("\0group"))
    options: dict[str, Any] = {"k": k, "by": list(by), "average": average}
    lost = _variance_lost(points, averages.to_numpy(), scale)
    figures = {"groups": int(group.max(initial=-1)) + 1, "variance_lost": lost}
    return {name: averages[name] for name in columns}, Step("microaggregate", columns, options, None, figures)


def _strata(rows: pl.DataFrame, by: tuple[str, ...]) -> Whole:
    """Return for each row the number of its combination of some columns."""
    if not by:
        return np.zeros(rows.height, dtype=np.int64)
    columns_of(rows, by)
    return rows.select(pl.struct(by).rank("dense")).to_series().cast(pl.Int64).to_numpy()


def _grouped(scaled: Number, strata: Whole, k: int, by: tuple[str, ...]) -> Whole:
    """Return for each row its group among those of its combination."""
    group = np.zeros(len(strata), dtype=np.int64)
    made = 0
    for stratum in np.unique(strata):
        here = np.flatnonzero(strata == stratum)
        if len(here) < k:
            raise BadInput(
                f"a combination of {', '.join(map(repr, by)) or 'the file'} has {len(here)} rows: k is {k}",
                hint="recode the columns of by= to broader ones, or take a smaller k",
                code="group-small",
            )
        group[here] = mdav(scaled[here], k) + made
        made = int(group[here].max()) + 1
    return group


def _variance_lost(points: Number, changed: Number, scale: Number) -> float:
    """Return the share of the variance that is gone, over all columns as they are scaled."""
    scaled = points / scale
    total = float(((scaled - scaled.mean(axis=0)) ** 2).sum())
    lost = float((((points - changed) / scale) ** 2).sum())
    return round(lost / total, 6) if total else 0.0
