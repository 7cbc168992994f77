"""What an elimination is asked: columns in the order they would be published, and those that must stay hidden."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stabbur.disclosure.tables.cells import Mask, Whole

PRIME = 2_147_483_647
"""2³¹ − 1: sums of products of two remainders fit in 64 bits, so that every step is exact."""

Bits = NDArray[np.uint64]

OPEN, PUBLISHED, HIDDEN = 0, 1, 2
"""What became of a candidate: nothing new to a reader (or not judged yet), published, hidden."""

LEAST_FILL = 20_000
GROWTH = 2.0
"""The basis is made anew when it has grown by this factor: the finest columns first, which keeps it sparse."""


class Columns(NamedTuple):
    """Sparse columns one after another."""

    start: Whole
    rows: Whole
    values: Whole


class Problem(NamedTuple):
    """An elimination of `n` rows; no two candidates and no two guarded columns are equal."""

    columns: Columns
    candidates: Whole
    """In the order in which they are published if they may be."""
    frozen: int
    """So many of the first are published already, so that units behind them are not watched."""
    guarded: Whole
    """Columns that no combination of published ones may give."""
    rank: Whole
    """`n`: the lower, the rather a row becomes a pivot; no two are equal."""
    mix: Bits
    """`n`: random odd numbers, for comparing the directions of columns by one number."""
    single: Mask
    """`n`: rows that one unit stands behind, where sums of such are watched (counts)."""
    owner: Whole
    """`n`: whose row it is alone, else -1, where each contributor takes away their own (magnitudes)."""
    several: Mask
    """`n`: rows of one contributor who has other such rows: never pivots, so that what they know is exact."""
    guarded_owner: Whole
    """For each guarded column whose it is alone, else -1."""


def fill_limit(entries: int) -> float:
    """Return at how many entries a basis that begins with so many is made anew."""
    return max(float(LEAST_FILL), GROWTH * entries)
