"""Who contributes what to each cell: the largest contributions, their weights, and how many there are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    """What each contributor has in each cell where they have something, one entry a pair; by cell, largest first."""

    cell: Whole
    contributor: Whole
    size: Number
    weighted: Number


def shares(cells: Cells, records: Records) -> Shares:
    """Return what each contributor has in each cell; several rows of one contributor are one contribution."""
    inner, contributor, sizes = _summed(
        records.inner, records.contributor, np.stack([records.value, records.value * records.weight], axis=1)
    )
    by_row = cells.sums.tocsr()
    lengths = np.diff(by_row.indptr)[inner]
    entry = np.repeat(np.arange(inner.size), lengths)
    begin = np.repeat(by_row.indptr[inner] - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    cell = by_row.indices[begin + np.arange(entry.size)].astype(np.int64)
    cell, contributor, sizes = _summed(cell, contributor[entry], sizes[entry])
    sizes = np.abs(sizes)
    by_size = np.lexsort((contributor, -sizes[:, 0], cell))
    return Shares(cell[by_size], contributor[by_size], sizes[by_size, 0], sizes[by_size, 1])


def contributions(cells: Cells, records: Records, most: int) -> Contributions:
    """Return the largest contributions to each cell.

    Negative contributions count by their size (Hundepol et al., *Statistical Disclosure Control*, 2012, 4.2.2),
    and sampling weights as τ-ARGUS takes them (the same, 4.2.3).
    """
    found = shares(cells, records)
    contributors: Whole = np.bincount(found.cell, minlength=cells.size)
    first = np.concatenate([[0], np.cumsum(contributors)[:-1]])
    place = np.arange(found.cell.size) - first[found.cell]
    largest, weight = np.zeros((cells.size, most)), np.ones((cells.size, most))
    for at in range(most):
        here = np.flatnonzero(place == at)
        largest[found.cell[here], at] = found.size[here]
        some = here[found.size[here] > 0]
        weight[found.cell[some], at] = found.weighted[some] / found.size[some]
    total = np.bincount(found.cell, weights=found.weighted, minlength=cells.size).astype(np.float64)
    return Contributions(total, contributors, largest, weight)


def _summed(
    first: Whole, second: Whole, sizes: NDArray[np.float64]
) -> tuple[Whole, Whole, NDArray[np.float64]]:
    """Sum the sizes of equal pairs; the order of the sum is that of the entries."""
    if not first.size:
        return first, second, sizes
    by_pair = np.lexsort((second, first))
    first, second, sizes = first[by_pair], second[by_pair], sizes[by_pair]
    new = np.concatenate([[True], (first[1:] != first[:-1]) | (second[1:] != second[:-1])])
    starts = np.flatnonzero(new)
    return first[starts], second[starts], np.add.reduceat(sizes, starts, axis=0)
