"""Local suppression: the fewest values taken out of single rows until each row matches k."""

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import polars as pl

from stabbur.disclosure.microdata.keys import Keys
from stabbur.disclosure.microdata.matching import matched, rows_matched
from stabbur.disclosure.microdata.persons import Persons, check_k, is_number
from stabbur.disclosure.microdata.step import Changed, Step
from stabbur.disclosure.tables.cells import Mask
from stabbur.errors import BadInput, meant

MOST_KEYS = 16


def hidden(keys: Keys, k: int, importance: Sequence[float]) -> Mask:
    """Return which keys of which combinations are to be made missing so that every row matches k rows or more.

    For each combination that matches fewer, the cheapest set of keys is taken whose others match k rows in the
    data as they were. What is taken out of other rows only adds matches, so all reach k at once. It is the task
    of sdcMicro's ``localSuppression`` (Templ, Kowarik and Meindl, 2015).

    Parameters
    ----------
    keys
        `d` combinations of `m` keys, missing counted as a wildcard.
    k
        How many rows each row is to match, itself among them; at most the number of rows.
    importance
        `m`: what it costs to take a value out of each key. Among sets that cost the same, those with many values
        go first: a value of theirs tells least of others.

    Raises
    ------
    BadInput
        There are more than 16 keys.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.microdata.anonymity.local import hidden
    >>> from stabbur.disclosure.microdata.keys import encode
    >>> rows = pl.DataFrame({"kommune": ["0301"] * 3, "alder": [30, 30, 82]})
    >>> keys = encode(rows, ["kommune", "alder"], "wildcard")
    >>> hidden(keys, 2, [1.0, 1.0])[keys.rows].tolist()
    [[False, False], [False, False], [False, True]]
    """
    places = len(keys.names)
    if places > MOST_KEYS:
        raise BadInput(
            f"{places} keys: at most {MOST_KEYS} can be suppressed locally, for every set of them is weighed",
            hint="join keys that belong together, or generalise first with anonymise()",
            code="microdata-large",
        )
    take: Mask = np.zeros(keys.codes.shape, dtype=np.bool_)
    left = np.flatnonzero(matched(keys, keys.count.astype(np.float64)) < k)
    for one in _by_cost(importance, keys.sizes):
        if not len(left):
            break
        seen = tuple(place for place in range(places) if place not in one)
        among = np.zeros(len(keys.count), dtype=np.bool_)
        among[left] = True
        enough = rows_matched(keys, seen, among)[left] >= k
        take[np.ix_(left[enough], np.array(one))] = True
        left = left[~enough]
    if keys.absent is not None:
        take &= ~keys.absent
    return take


def _by_cost(importance: Sequence[float], sizes: Sequence[int]) -> list[tuple[int, ...]]:
    places = range(len(sizes))
    sets = [one for size in range(1, len(sizes) + 1) for one in combinations(places, size)]

    def cost(one: tuple[int, ...]) -> tuple[float, float, tuple[int, ...]]:
        spread = sum(math.log(sizes[at]) for at in one)
        return round(sum(importance[at] for at in one), 9), -round(spread, 9), one

    return sorted(sets, key=cost)


def suppressed(persons: Persons, k: int, importance: Mapping[str, float]) -> Changed:
    """Return the keys with values taken out, and the step that tells how many.

    Raises
    ------
    BadInput
        k is no whole number from 1 to the number of rows, missing values are a category of their own, or the
        importance is of something that is no key, or not above 0.
    """
    layout, rows = persons.layout, persons.rows
    check_k(k, rows.height)
    if layout.missing != "wildcard":
        raise BadInput(
            "local suppression with missing='category': a value taken out must be one that may be any other",
            hint="Microdata(frame, keys=…, missing='wildcard')",
            code="option-value",
        )
    if not isinstance(importance, Mapping):
        raise BadInput(
            f"importance is a {type(importance).__name__}: it must be a dictionary from key to number",
            hint="importance={'alder': 2}",
            code="option-value",
        )
    for name, worth in importance.items():
        if name not in layout.keys or not (is_number(worth) and worth > 0):
            raise BadInput(
                f"importance={{'{name}': {worth!r}}}: it must be a number above 0 for one of the keys {list(layout.keys)}",
                hint=("" if name in layout.keys else meant(name, layout.keys))
                or "leave it out where it is 1",
                code="option-value",
            )
    take = hidden(persons.keys, k, [float(importance.get(name, 1.0)) for name in layout.keys])
    columns, figures = {}, {}
    for place, name in enumerate(layout.keys):
        if take[:, place].any():
            gone = pl.Series(take[persons.keys.rows, place])
            columns[name] = rows.select(pl.when(~gone).then(pl.col(name)).alias(name)).to_series()
        figures[name] = int(take[:, place] @ persons.keys.count)
    options = {"k": k, "importance": dict(importance)}
    return columns, Step(
        "local_suppress", layout.keys, options, figures={"values": sum(figures.values()), **figures}
    )
