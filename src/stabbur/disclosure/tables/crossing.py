"""Dimensions crossed: the inner rows of a table, and the sparse matrix of which cell sums which of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from stabbur.disclosure.tables.axis import Axis
from stabbur.disclosure.tables.cells import Whole

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix

Shown = Mapping[str, Whole]
"""For each dimension of a table the positions of the codes that it publishes."""


@dataclass(frozen=True)
class Inner:
    """The inner rows of a table, and which of them each row of data belongs to."""

    leaves: Whole
    """Inner rows × dimensions: the number of the leaf; a dimension's own number of leaves where none is known."""
    of: Whole
    """For each row of data its inner row."""


def inner_rows(
    axes: Mapping[str, Axis], tables: Sequence[Shown], leaves: Whole, *, absent: bool = False
) -> Inner:
    """Return every combination of leaves; a dimension that another one decides does not add any.

    Parameters
    ----------
    axes
        The dimensions of the table.
    tables
        Those of each table that is published.
    leaves
        Rows of data × dimensions: the number of the leaf.
    absent
        Take the combinations that the data have alone: the others cannot exist.
    """
    shape = [len(one.leaves) for one in axes.values()]
    if absent:
        linear = np.ravel_multi_index(tuple(leaves.T), tuple(shape))
        there, of = np.unique(linear, return_inverse=True)
        return Inner(np.stack(np.unravel_index(there, tuple(shape)), axis=1), of)
    by = deciders(list(axes), tables, leaves)
    free = [at for at in range(len(shape)) if at not in by]
    freed = tuple(shape[at] for at in free)
    crossed = np.indices(freed).reshape(len(free), -1).T
    rows = np.empty((len(crossed), len(shape)), dtype=np.int64)
    rows[:, free] = crossed
    for at, decider in by.items():
        known = np.full(shape[decider], shape[at], dtype=np.int64)
        known[leaves[:, decider]] = leaves[:, at]
        rows[:, at] = known[rows[:, decider]]
    return Inner(rows, np.ravel_multi_index(tuple(leaves[:, free].T), freed))


def deciders(names: Sequence[str], tables: Sequence[Shown], leaves: Whole) -> dict[int, int]:
    """Return the dimensions that the data tell from another one, as a county follows from a municipality.

    Only dimensions that no table crosses with each other are looked at: elsewhere every combination is a cell.
    """
    found: dict[int, int] = {}
    sizes = [len(np.unique(leaves[:, at])) for at in range(len(names))]
    for at, name in enumerate(names):
        for decider, other in enumerate(names):
            together = any({name, other} <= set(table) for table in tables)
            if decider == at or decider in found or together or not len(leaves):
                continue
            both = pl.DataFrame(leaves[:, [decider, at]], orient="row").n_unique()
            if both == sizes[decider] and (sizes[at], decider) < (sizes[decider], at):
                found[at] = decider
                break
    return found


def cross(
    axes: Mapping[str, Axis], shown: Shown, inner: Whole, *, absent: bool = False
) -> "tuple[csc_matrix, Whole]":
    """Return the sums of one full cross, and cells × dimensions: the position of each cell's codes.

    Parameters
    ----------
    axes
        All dimensions; those that `shown` lacks are summed over.
    shown
        The codes that are published.
    inner
        Inner rows × dimensions, as `Inner.leaves` has them.
    absent
        Leave out cells that sum no inner row.
    """
    from scipy import sparse

    names = list(axes)
    column = np.zeros((len(inner), 1), dtype=np.int64)
    for name, codes in shown.items():
        place = np.full(len(axes[name].codes) + 1, -1, dtype=np.int64)
        place[codes] = np.arange(len(codes))
        above = place[axes[name].above][inner[:, names.index(name)]]
        above = above[:, (above >= 0).any(axis=0)]
        deeper = column[:, :, None] * len(codes) + above[:, None, :]
        deeper[(column < 0)[:, :, None] | (above < 0)[:, None, :]] = -1
        column = deeper.reshape(len(inner), -1)
    held = column >= 0
    row = np.repeat(np.arange(len(inner)), held.sum(axis=1))
    column = column[held]
    sizes = tuple(len(codes) for codes in shown.values())
    there = np.arange(prod(sizes))
    if absent:
        there, column = np.unique(column, return_inverse=True)
    sums = sparse.csc_matrix(
        (np.ones(len(row), dtype=np.int64), (row, column)), shape=(len(inner), len(there))
    )
    cells = np.zeros((len(there), len(names)), dtype=np.int64)
    for (name, codes), at in zip(shown.items(), np.unravel_index(there, sizes), strict=True):
        cells[:, names.index(name)] = codes[at]
    return sums, cells
