"""How many rows, or how much weight, each combination of keys matches when a missing key may be any value."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from stabbur.disclosure.microdata.keys import Keys, combine
from stabbur.disclosure.tables.cells import Mask, Number, Whole


def matched(keys: Keys, totals: Number, among: Mask | None = None) -> Number:
    """Return for each combination the sum of `totals` over all combinations that could be the same.

    Two combinations match when each key is equal or missing in one of them, so matching does not carry over:
    a and b can both match c without matching each other (``freqCalc`` of sdcMicro counts the same way).

    Parameters
    ----------
    keys
        `d` combinations.
    totals
        `d`, or `d` × `c`: what to sum, such as rows, weights, or rows by sensitive value.
    among
        `d`: for which combinations it is asked; others may come out as anything.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.microdata.keys import encode
    >>> from stabbur.disclosure.microdata.matching import matched
    >>> keys = encode(pl.DataFrame({"alder": [30, 82, None]}), ["alder"], "wildcard")
    >>> matched(keys, keys.count.astype("float64"))[keys.rows].tolist()
    [2.0, 2.0, 3.0]
    """
    if keys.absent is None:
        return totals
    parts = patterns(keys)
    out = np.zeros(totals.shape, dtype=np.float64)
    for mine, members in parts.items():
        rows = members if among is None else members[among[members]]
        if not len(rows):
            continue
        together: dict[int, list[Whole]] = defaultdict(list)
        for theirs, others in parts.items():
            together[mine | theirs].append(others)
        for hidden, several in together.items():
            out[rows] += _sums(keys, hidden, rows, np.concatenate(several), totals)
    return out


def rows_matched(keys: Keys, places: Sequence[int], among: Mask | None = None) -> Number:
    """Return for each combination how many rows match it by some of the keys; by none of them all do.

    Combinations not `among` those that are asked for may come out as anything.
    """
    count = keys.count.astype(np.float64)
    if not places:
        return np.full(len(count), count.sum())
    seen = keys.some(places)
    if seen.absent is not None:
        return matched(seen, count, among)
    key, size = combine(list(seen.codes.T), seen.sizes)
    if size > max(16 * len(key), 1 << 16):
        _, key = np.unique(key, return_inverse=True)
    return np.bincount(key, count).astype(np.float64)[key]


def patterns(keys: Keys) -> dict[int, Whole]:
    """Return which combinations lack the same keys, by a number with one bit a key."""
    if keys.absent is None:
        return {0: np.arange(len(keys.count))}
    pattern = keys.absent @ (1 << np.arange(len(keys.names), dtype=np.int64))
    return {int(one): np.flatnonzero(pattern == one) for one in np.unique(pattern)}


def _sums(keys: Keys, hidden: int, mine: Whole, theirs: Whole, totals: Number) -> Number:
    seen = [place for place in range(len(keys.names)) if not hidden >> place & 1]
    if not seen:
        everything: Number = np.broadcast_to(totals[theirs].sum(axis=0), totals[mine].shape)
        return everything
    both = np.concatenate([mine, theirs])
    key, size = combine([keys.codes[both, place] for place in seen], [keys.sizes[place] for place in seen])
    if size > max(4 * len(key), 1 << 16):
        found, key = np.unique(key, return_inverse=True)
        size = len(found)
    ours, others = key[: len(mine)], key[len(mine) :]
    columns = totals[theirs].reshape(len(theirs), -1)
    sums = [np.bincount(others, column, minlength=size)[ours] for column in columns.T]
    return np.stack(sums, axis=1).astype(np.float64).reshape(totals[mine].shape)
