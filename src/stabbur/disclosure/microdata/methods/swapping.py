"""Rank swapping: values change places with others of nearly the same rank, so that every value stays in the file."""

from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.microdata.methods.asked import between, chance, columns_of, uniform
from stabbur.disclosure.microdata.step import Changed, Step
from stabbur.disclosure.tables.cells import Number, Whole


def rank_swap(
    rows: pl.DataFrame, columns: tuple[str, ...], *, seed: int | None = None, share: float = 0.05
) -> Changed:
    """Swap the values of a column between rows whose ranks are near.

    Guarantees: each column holds exactly the values that it held, so all its own statistics are kept; no value
    moves by more than `share` of the rows in rank; and columns keep their types. Missing values stay where they
    are. Moore, *Controlled Data-Swapping Techniques for Masking Public Use Microdata Sets* (1996).

    Parameters
    ----------
    rows
        The data; not changed.
    columns
        Columns with an order, each swapped by itself.
    seed
        What the random numbers begin with; who has it can swap back.
    share
        How far apart in rank two rows may be that swap, as a share of all rows.

    Raises
    ------
    BadInput
        A column is unknown, `share` is none, or there is no seed.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.microdata.methods.swapping import rank_swap
    >>> made, step = rank_swap(pl.DataFrame({"lonn": [400, 410, 420, 900]}), ("lonn",), seed=7, share=0.5)
    >>> sorted(made["lonn"])
    [400, 410, 420, 900]
    """
    columns_of(rows, columns)
    between("share", share, 0, 1)
    made, changed = {}, {}
    for position, name in enumerate(columns):
        column = rows[name]
        held = np.flatnonzero(column.is_not_null().to_numpy())
        values = column.gather(held)
        order = values.arg_sort().to_numpy().astype(np.int64)
        drawn = uniform(chance(seed, position), len(held))
        source = order.copy()
        source[:] = order[_partners(int(share * len(held)), drawn)]
        place = np.arange(rows.height)
        place[held[order]] = held[source]
        made[name] = column.gather(place).alias(name)
        changed[name] = int((made[name] != column).fill_null(value=False).sum())
    options: dict[str, Any] = {"share": share}
    return made, Step("rank_swap", columns, options, seed, {"changed": changed})


def _partners(reach: int, drawn: Number) -> Whole:
    """Return whom each rank swaps with: one of the next ranks that has no partner yet, or itself."""
    size = len(drawn)
    partner = list(range(size))
    free = bytearray(b"\1") * size
    for rank in range(size):
        if not free[rank]:
            continue
        last = min(rank + reach, size - 1)
        begin = rank + 1 + int(drawn[rank] * (last - rank))
        other = free.find(1, begin, last + 1)
        if other < 0:
            other = free.rfind(1, rank + 1, begin)
        free[rank] = 0
        if other > rank:
            free[other] = 0
            partner[rank], partner[other] = other, rank
    return np.array(partner, dtype=np.int64)
