"""Rows and cells as messages show them: at most five, and how many more."""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from stabbur.disclosure.tables.cells import Mask

MOST = 5


def listed(some: Sequence[str], more: int | None = None) -> str:
    """Return the first five and how many are left.

    Parameters
    ----------
    some
        What is shown.
    more
        How many there are in all, where `some` is only the first of them.

    Examples
    --------
    >>> from stabbur.disclosure.tables.listing import listed
    >>> listed(["a", "b", "c", "d", "e", "f", "g"])
    'a, b, c, d, e, and 2 more'
    >>> listed(["kommune '0301', alder '20': 3", "kommune '0301', alder '30': 4"])
    "kommune '0301', alder '20': 3; kommune '0301', alder '30': 4"
    """
    left = (len(some) if more is None else more) - min(len(some), MOST)
    # what has commas of its own is told apart by a stronger sign
    sign = "; " if any(", " in one for one in some) else ", "
    return sign.join([*some[:MOST], *([f"and {left} more"] if left > 0 else [])])


def named(codes: Iterable[object], dimensions: Iterable[str]) -> str:
    """Return a cell by its codes, such as `kommune '0301', alder '20'`."""
    pairs = zip(dimensions, codes, strict=True)
    return ", ".join(f"{name} missing" if code is None else f"{name} '{code}'" for name, code in pairs)


def rows_listed(rows: pl.DataFrame, which: Mask, dimensions: Sequence[str], figure: str = "") -> str:
    """Return some rows of a frame by number and codes, with one of their figures where it is named."""
    found = np.flatnonzero(which)
    shown = []
    for at in found[:MOST].tolist():
        row = rows.row(at, named=True)
        cell = named((row[name] for name in dimensions), dimensions)
        shown.append(f"row {at} ({cell})" + (f": {row[figure]}" if figure else ""))
    return listed(shown, len(found))
