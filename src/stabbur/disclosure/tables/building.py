"""From a frame to the cells of a table: which are published, what they sum, and what stands in them."""

from itertools import product
from math import prod
from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.frame import given
from stabbur.disclosure.tables.axis import Axis, axis, text
from stabbur.disclosure.tables.cells import Cells, Whole
from stabbur.disclosure.tables.specification import Spec
from stabbur.errors import BadInput


def build(frame: object, spec: Spec) -> Cells:
    """Return the cells of a table, counted or summed from microdata or from an aggregate.

    Cells stand in this order: by table, then by dimension (the first one changes slowest), each dimension's
    total first, then its groups level by level as the hierarchies list them (codes of columns sorted), leaves
    last. Inner rows are every combination of leaves, in the same order.
    """
    held = given(frame)
    rows = held.rows
    axes = {name: axis(name, some, rows) for name, some in spec.hierarchies.items()}
    positions = np.stack([_positions(one, rows) for one in axes.values()], axis=1)
    leaves = np.stack([one.leaf_of[positions[:, at]] for at, one in enumerate(axes.values())], axis=1)
    shape = [len(one.leaves) for one in axes.values()]
    inner = np.indices(shape).reshape(len(shape), -1).T
    row = np.ravel_multi_index(tuple(leaves.T), tuple(shape))
    from scipy import sparse

    parts, codes = [], []
    for table in spec.tables:
        for term in table.terms:
            sums, cells = _term(axes, term, inner)
            parts.append(sums)
            codes.append(cells)
    sums = sparse.hstack(parts, format="csc")
    cells = np.concatenate(codes)
    inner_count = inner_value = None
    if spec.count is not None or spec.value is None:
        inner_count = np.zeros(len(inner), dtype=np.int64)
        units = (
            np.ones(len(rows), dtype=np.int64)
            if spec.count is None
            else rows[spec.count].cast(pl.Int64).to_numpy()
        )
        np.add.at(inner_count, row, units)
    if spec.value is not None:
        inner_value = np.bincount(
            row, weights=rows[spec.value].cast(pl.Float64).to_numpy(), minlength=len(inner)
        )
    return Cells(
        dimensions=tuple(axes),
        codes=_codes(axes, cells),
        sums=sums,
        inner_codes=_codes(
            axes, np.stack([one.leaves[inner[:, at]] for at, one in enumerate(axes.values())], axis=1)
        ),
        count=None if inner_count is None else sums.T @ inner_count,
        value=None if inner_value is None else sums.T @ inner_value,
        inner_count=inner_count,
        inner_value=inner_value,
        structural=np.zeros(len(inner), dtype=np.bool_),
    )


def _positions(one: Axis, rows: pl.DataFrame) -> Whole:
    codes = rows.select(text(rows, one.name)).to_series()
    number = {code: at for at, code in enumerate(one.codes)}
    return codes.replace_strict(number, return_dtype=pl.Int64, default=-1).to_numpy()


def _codes(axes: dict[str, Axis], positions: Whole) -> pl.DataFrame:
    return pl.DataFrame(
        {
            name: pl.Series(one.codes, dtype=pl.String).gather(positions[:, at])
            for at, (name, one) in enumerate(axes.items())
        }
    )


def _term(axes: dict[str, Axis], term: tuple[str, ...], inner: Whole) -> tuple[Any, Whole]:
    """Return the sums of one full cross, and the position of each of its cells in every dimension."""
    from scipy import sparse

    crossed = [axes[name] for name in term]
    shown = [np.unique(np.concatenate(one.shown)) for one in crossed]
    column = np.zeros((len(inner), 1), dtype=np.int64)
    for one, codes in zip(crossed, shown, strict=True):
        place = np.full(len(one.codes) + 1, -1, dtype=np.int64)
        place[codes] = np.arange(len(codes))
        above = place[one.above][inner[:, list(axes).index(one.name)]]
        deeper = column[:, :, None] * len(codes) + above[:, None, :]
        deeper[(column < 0)[:, :, None] | (above < 0)[:, None, :]] = -1
        column = deeper.reshape(len(inner), -1)
    held = column >= 0
    row = np.repeat(np.arange(len(inner)), held.sum(axis=1))
    size = prod(len(codes) for codes in shown)
    sums = sparse.csc_matrix(
        (np.ones(len(row), dtype=np.int64), (row, column[held])), shape=(len(inner), size)
    )
    mesh = np.stack([grid.ravel() for grid in np.meshgrid(*shown, indexing="ij")], axis=1)
    cells = np.zeros((size, len(axes)), dtype=np.int64)
    cells[:, [list(axes).index(name) for name in term]] = mesh
    return sums, cells
