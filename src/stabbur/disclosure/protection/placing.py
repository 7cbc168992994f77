"""The order of rows: in a table that is sorted by its figures, the place of a hidden one tells what it lies between."""

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import polars as pl

from stabbur.disclosure.frame import given
from stabbur.disclosure.protection.proof import numbers

LEAST = 5
"""So many steps in one direction are no chance: of five, one table in 120 has them."""
LARGE = 2**62
"""For codes without a number, such as that of a total: it stands last."""
MOST_DIMENSIONS = 4
"""Up to so many dimensions every order of them is tried."""


def sorted_by(frame: object, proof: Mapping[str, Any]) -> str:
    """Return the figures by which rows are sorted with hidden ones in between; empty where they are not.

    Rows whose order follows from their codes are not sorted by figures, whatever these are.

    Parameters
    ----------
    frame
        The published rows.
    proof
        Of the rows: its `dimensions` and `figures` are asked for.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.protection.placing import sorted_by
    >>> table = pl.DataFrame({"kommune": list("DBFACE"), "personer": [90, 80, 31, None, 30, 4]})
    >>> table = table.vstack(pl.DataFrame({"kommune": ["G"], "personer": [1]}))
    >>> about = {"dimensions": ["kommune"], "figures": ["personer"]}
    >>> sorted_by(table, about), sorted_by(table.sort("kommune"), about)
    ('personer', '')
    """
    rows = given(frame).rows
    names = list(proof["dimensions"])
    for within in [[], *([name] for name in names if len(names) > 1)]:
        others = [name for name in names if name not in within]
        for figure in proof["figures"]:
            if _in_order(rows, within, figure) and not _by_codes(rows, within, others):
                return str(figure)
    return ""


def _groups(rows: pl.DataFrame, within: Sequence[str]) -> pl.Series:
    if not within:
        return pl.repeat(1, rows.height, eager=True).alias("group")
    return rows.select(pl.struct(within).rank("dense").alias("group"))["group"]


def _in_order(rows: pl.DataFrame, within: Sequence[str], figure: str) -> bool:
    """Say whether figures only rise or only fall within groups of rows, with a hidden one between two shown ones."""
    told = pl.DataFrame([_groups(rows, within), numbers(rows[figure]).alias("figure")])
    shown = pl.col("figure")
    between = (
        shown.is_null()
        & shown.forward_fill().over("group").is_not_null()
        & shown.backward_fill().over("group").is_not_null()
    )
    if not told.select(between.any()).item():
        return False
    steps = told.drop_nulls().select(shown.diff().over("group")).to_series()
    up, down = int((steps > 0).sum()), int((steps < 0).sum())
    return max(up, down) >= LEAST and min(up, down) == 0


def _by_codes(rows: pl.DataFrame, within: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether the order of rows follows from their codes, as texts or by the first number in each."""
    codes = rows.select(pl.col(others).cast(pl.String))
    first = codes.select(pl.all().str.extract(r"(\d+)").cast(pl.Int64, strict=False).fill_null(LARGE))
    orders = permutations(others) if len(others) <= MOST_DIMENSIONS else [tuple(others)]
    return any(
        _is_sorted(keys.with_columns(_groups(rows, within)).with_row_index("place"), order, falling=falling)
        for order in orders
        for keys in (codes, first)
        if keys.n_unique() == codes.n_unique()
        for falling in (False, True)
    )


def _is_sorted(keys: pl.DataFrame, order: Sequence[str], *, falling: bool) -> bool:
    done = keys.sort(["group", *order], descending=[False, *[falling] * len(order)], maintain_order=True)
    steps = done.select(pl.col("place").cast(pl.Int64).diff().over("group")).to_series()
    return int((steps < 0).sum()) == 0
