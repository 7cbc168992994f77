"""Who contributes what to each cell: the largest contributions, their weights, and how many there are."""

from dataclasses import dataclass

import numpy as np

from stabbur.disclosure.tables.cells import Cells, Number, Records, Whole


@dataclass(frozen=True)
class Contributions:
    """Of `m` cells: what all contribute, how many they are, and the largest `n` with their weights."""

    total: Number
    """Sum of weighted contributions, each without its sign."""
    contributors: Whole
    largest: Number
    """`m` × `n`, not weighted, largest first; 0 where there are fewer."""
    weight: Number
    """`m` × `n`: how many units of the population each of them stands for."""

    def top(self, most: int) -> Number:
        """Return what the `most` largest units contribute; one of weight 3 stands for three units of its size."""
        taken = np.zeros(self.total.size)
        left = np.full(self.total.size, float(most))
        for at in range(min(most, self.largest.shape[1])):
            units = np.minimum(np.maximum(self.weight[:, at], 1.0), left)
            taken += units * self.largest[:, at]
            left -= units
        return taken


@dataclass(frozen=True)
class Shares:
    """What each contributor has in each cell, one entry a pair, cell by cell."""

    start: Whole
    """`m` + 1: where each cell begins."""
    contributor: Whole
    size: Number
    """Without its sign; a contributor whose rows add to nothing may be left out."""
    weighted: Number
    contributors: Whole
    """`m`: how many stand behind each cell, those with nothing too."""

    @property
    def cell(self) -> Whole:
        """The cell of each entry."""
        return np.repeat(np.arange(self.start.size - 1), np.diff(self.start))

    @property
    def total(self) -> Number:
        """What all contribute to each of the `m` cells, weighted."""
        added = np.concatenate(
            [[0.0], np.bincount(self.cell, weights=self.weighted, minlength=self.start.size)]
        )
        return added[1 : self.start.size]


def shares(cells: Cells, records: Records) -> Shares:
    """Return what each contributor has in each cell; several rows of one contributor are one contribution."""
    from scipy import sparse

    places = (records.inner, records.contributor)
    shape = (cells.structural.size, int(records.contributor.max(initial=-1)) + 1)
    # both sums in one product, so that their entries lie alike
    both = records.value + 1j * records.value * records.weight
    found = (cells.sums.T @ sparse.csr_matrix((both, places), shape=shape)).tocsr()
    found.sort_indices()
    there = cells.sums.T @ sparse.csr_matrix((np.ones(records.inner.size), places), shape=shape)
    return Shares(
        start=found.indptr.astype(np.int64),
        contributor=found.indices.astype(np.int64),
        size=np.abs(found.data.real),
        weighted=np.abs(found.data.imag),
        contributors=np.diff(there.tocsr().indptr).astype(np.int64),
    )


def contributions(found: Shares, most: int) -> Contributions:
    """Return the largest contributions to each cell.

    Negative contributions count by their size (Hundepol et al., *Statistical Disclosure Control*, 2012, chapter 4),
    and sampling weights as τ-ARGUS takes them.
    """
    cells = found.start.size - 1
    filled = np.flatnonzero(np.diff(found.start))
    lengths = np.diff(found.start)[filled]
    left = found.size.copy()
    largest, weight = np.zeros((cells, most)), np.ones((cells, most))
    for at in range(most if filled.size else 0):
        top = np.maximum.reduceat(left, found.start[filled])
        here = np.flatnonzero(left == np.repeat(top, lengths))
        _, once = np.unique(np.repeat(np.arange(filled.size), lengths)[here], return_index=True)
        place, some = here[once], top > 0
        largest[filled[some], at] = top[some]
        weight[filled[some], at] = found.weighted[place[some]] / top[some]
        left[place] = -1.0
    return Contributions(found.total, found.contributors, largest, weight)
