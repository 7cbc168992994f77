"""Structural zeros: inner rows that cannot exist, so that everybody knows them to be zero."""

from collections.abc import Collection, Mapping, Sequence
from itertools import permutations

import numpy as np
import polars as pl

from stabbur.disclosure.frame import given
from stabbur.disclosure.tables.axis import Axis, text
from stabbur.disclosure.tables.cells import Mask, Whole
from stabbur.disclosure.tables.coding import codes, positions
from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.disclosure.tables.listing import listed, named
from stabbur.errors import BadInput


def structural(frame: object, axes: Mapping[str, Axis], inner: Whole) -> Mask:
    """Return which inner rows a frame of impossible combinations hits.

    Parameters
    ----------
    frame
        Some of the dimensions as columns; a row rules out all leaves under its codes, whatever the other
        dimensions say.
    axes
        The dimensions of the table.
    inner
        Inner rows × dimensions: the numbers of the leaves.

    Raises
    ------
    BadInput
        None of its columns is a dimension, or a code is in no hierarchy.
    """
    held = given(frame)
    names = [name for name in axes if name in held.rows.columns]
    if not names:
        raise BadInput(
            f"no column of the impossible combinations is a dimension: they are "
            f"{', '.join(map(repr, held.rows.columns))}, the table has {', '.join(map(repr, axes))}",
            hint="name at least one column as its dimension",
            code="table-option",
        )
    found = codes(held.rows, {name: (Hierarchy.from_columns(name, total=None),) for name in names})
    at = positions(found, {name: axes[name] for name in names})
    combinations = pl.DataFrame({name: at[:, place] for place, name in enumerate(names)}).unique()
    for name in names:
        one = axes[name]
        leaf, place = np.nonzero(one.above[:-1] >= 0)
        below = pl.DataFrame({name: one.above[leaf, place], f"leaf of {name}": leaf})
        combinations = combinations.join(below, on=name, how="inner").drop(name)
    sizes = tuple(len(axes[name].leaves) + 1 for name in names)
    ruled = np.ravel_multi_index(tuple(combinations[f"leaf of {name}"].to_numpy() for name in names), sizes)
    order = list(axes)
    own = np.ravel_multi_index(tuple(inner[:, order.index(name)] for name in names), sizes)
    return np.isin(own, ruled)


def ruled_out(
    rows: pl.DataFrame, names: Sequence[str], tables: Sequence[Collection[str]]
) -> list[pl.DataFrame]:
    """Return the pairs of codes that cannot meet because one dimension decides the other, as a country its union.

    Only dimensions that no table crosses are looked at: elsewhere a reader sees each combination.

    Parameters
    ----------
    rows
        Data with the leaf columns.
    names
        The dimensions.
    tables
        Those of each table that is published.
    """
    found = []
    for name, other in permutations(names, 2):
        if any(name in table and other in table for table in tables):
            continue
        pairs = (
            rows.select(text(rows, name).alias(name), text(rows, other).alias(other)).drop_nulls().unique()
        )
        if pairs[name].n_unique() == len(pairs):
            every = pairs.select(name).join(pairs.select(pl.col(other).unique().sort()), how="cross")
            found.append(every.join(pairs, on=[name, other], how="anti").sort(name, other))
    return [frame for frame in found if len(frame)]


def refuse_filled(axes: Mapping[str, Axis], inner: Whole, filled: Mask) -> None:
    """Refuse data in combinations that cannot exist."""
    if filled.any():
        shown = [
            named((one.codes[one.leaves[row[at]]] for at, one in enumerate(axes.values())), axes)
            for row in inner[filled]
        ]
        raise BadInput(
            f"{len(shown)} combinations that cannot exist are in the data: {listed(shown)}",
            hint="mend the data, or take the combinations out of impossible=",
            code="impossible-filled",
        )
