"""Totals that give a replaced figure away: the sums that stand in a frame, found by their figures."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.tables.cells import Mask, Number, Whole

COLUMNS_MOST = 12
"""With more columns than this, sums of two columns and lines within groups are too many to look for."""


def betrayals(
    figures: Mapping[str, Number], labels: Mapping[str, Whole], hits: Mask, replaced: Sequence[str]
) -> list[str]:
    """Say which totals that stay tell of the figures that are replaced, one sentence a column.

    It finds a row that is the sum of all others, or of the others of its group, and a column that is the sum of
    others. It is a warning, not an audit: that nothing is found proves nothing.

    Parameters
    ----------
    figures
        The columns of numbers as they were, missing ones NaN.
    labels
        The columns that name rows, as numbers.
    hits
        The rows whose figures are replaced.
    replaced
        The columns that are replaced there.
    """
    told = []
    for name in replaced:
        if name not in figures:
            continue
        rows = _rows_told(figures[name], labels, hits)
        columns = _columns_told(figures, hits, name, replaced)
        if rows or columns:
            told.append(f"figures replaced in column '{name}' can be computed: {rows or columns}")
    return told


def _rows_told(values: Number, labels: Mapping[str, Whole], hits: Mask) -> str:
    frame = pl.DataFrame(
        {
            "value": pl.Series(values).fill_nan(None),
            "hit": pl.Series(hits),
            **{f"label {position}": codes for position, codes in enumerate(labels.values())},
        }
    ).with_row_index()
    named = dict(zip(frame.columns[3:], labels, strict=True))
    for group in _groupings(list(named)):
        whole = pl.col("value").sum().over(group) if group else pl.col("value").sum()
        hidden = pl.col("hit").sum().over(group) if group else pl.col("hit").sum()
        size = pl.len().over(group) if group else pl.len()
        # a total is the sum of the others, so all rows sum to twice of it
        found = frame.filter(
            ~pl.col("hit"), hidden > 0, size > 2, pl.col("value") != 0,
            (2 * pl.col("value") - whole).abs() <= 1e-9 * whole.abs(),
        )  # fmt: skip
        if found.height:
            row = int(found["index"][0])
            within = f" of its '{', '.join(named[one] for one in group)}'" if group else ""
            return f"row {row} is the sum of the other rows{within}"
    return ""


def _groupings(names: list[str]) -> list[list[str]]:
    """Return the groups of columns whose rows may be a line of a table: none, one, and all but one."""
    if len(names) > COLUMNS_MOST:
        return [[]]
    lines = [[], *([one] for one in names)]
    lines += [list(rest) for rest in combinations(names, max(len(names) - 1, 0)) if len(rest) > 1]
    return lines


def _columns_told(figures: Mapping[str, Number], hits: Mask, name: str, replaced: Sequence[str]) -> str:
    """Find a total among the columns: t = name + others, where what is replaced beside it is nothing."""
    if len(figures) > COLUMNS_MOST or not np.isfinite(figures[name][hits]).all():
        return ""
    others = [one for one in figures if one != name and one not in replaced]
    target = figures[name]
    for total in others:
        addends = [one for one in others if one != total]
        for size in range(1, len(addends) + 1):
            if 3 <= size < len(addends):
                continue  # a total of few or of all: the rest would be found by chance
            for some in combinations(addends, size):
                added: Any = target + sum(figures[one] for one in some)
                if _same(figures[total], added):
                    return f"column '{total}' is the sum of it and {', '.join(map(repr, some))}"
    return ""


def _same(total: Number, added: Number) -> bool:
    known = np.isfinite(total) & np.isfinite(added)
    return int(known.sum()) > 1 and bool(np.allclose(total[known], added[known], rtol=1e-9, atol=0))
