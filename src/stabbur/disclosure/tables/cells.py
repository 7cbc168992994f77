"""A table as the methods see it: every published cell is a sum of inner rows, and that is one sparse matrix."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix

Whole = NDArray[np.int64]
Number = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Records:
    """The rows that a table was counted from, one entry a row; there where contributors are known."""

    inner: Whole
    """The inner row that each belongs to."""
    contributor: Whole
    """Whose it is, as a number; rows of one holding share it."""
    value: Number
    weight: Number
    """Sampling weight; 1.0 where none was given."""
    rows: pl.DataFrame | None = None
    """Their columns, one row each, for rules that ask a column of their own such as `rules.request`."""


@dataclass(frozen=True)
class Cells:
    """A table of `m` published cells over `n` inner rows.

    Inner rows are the finest combinations of codes that the dimensions (of all linked tables) tell apart.
    Cells stand in a fixed order: by table, then by dimension as the hierarchies list their codes.
    """

    dimensions: tuple[str, ...]
    """Columns that name a cell, as `codes` has them; in linked tables those that a table lacks hold its total."""
    codes: pl.DataFrame
    """Text, `m` rows: the code of each cell in each dimension."""
    sums: "csc_matrix"
    """`n` × `m`, int64: which inner rows a cell is the sum of; every linked table in one."""
    inner_codes: pl.DataFrame
    """Text, `n` rows: the leaf codes of each inner row."""
    count: Whole | None
    """Persons or units in each cell; None for a table of values alone."""
    value: Number | None
    """The magnitude of each cell, weighted; None for a table of counts."""
    inner_count: Whole | None
    inner_value: Number | None
    structural: Mask
    """`n`: inner rows that cannot exist (a pregnant man): zero to everybody, and never hidden."""
    records: Records | None = None
    table: str = ""
    """The column of `codes` that says which linked table a cell is shown in, where there are several."""

    @property
    def size(self) -> int:
        """How many cells are published."""
        return int(self.sums.shape[1])

    @property
    def figures(self) -> Number:
        """What is published of each cell: the value where there is one, else the count."""
        return np.asarray(self.count if self.value is None else self.value, dtype=np.float64)

    @property
    def inner_figures(self) -> Number:
        """The same of each inner row."""
        return np.asarray(
            self.inner_count if self.inner_value is None else self.inner_value, dtype=np.float64
        )

    def names(self, which: Mask | Whole) -> list[tuple[str, ...]]:
        """Return the codes of some cells, for messages and frames."""
        rows = np.flatnonzero(which) if which.dtype == np.bool_ else which
        return self.codes.select(self.dimensions)[rows].rows()
