"""Special uniques: rows that few of their keys are enough to tell from all others, and how much so."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from stabbur.disclosure.microdata.keys import Keys
from stabbur.disclosure.microdata.matching import matched, rows_matched
from stabbur.disclosure.tables.cells import Mask, Number, Whole
from stabbur.errors import BadInput

MOST = 1 << 16
"""The most sets of keys that are gone through."""


@dataclass(frozen=True)
class Suda:
    """The minimal sample uniques of `d` combinations of `m` keys, and what is made of them."""

    uniques: Whole
    """`d` × `m`: how many minimal sample uniques of 1, 2, … `m` keys each combination has."""
    score: Number
    """`d`: SUDA score; 0 where a combination is not alone in the sample."""
    contribution: Number
    """`d` × `m`: the part of the score that comes from minimal uniques which hold a key."""
    dis: Number
    """`d`: DIS-SUDA score, the chance that a match found with the row is right (between 0 and 1)."""


def suda(keys: Keys, *, most: int | None = None, fraction: float = 0.01) -> Suda:
    """Find all minimal sample uniques and score rows by them, as SUDA2 does.

    A minimal sample unique is a set of keys whose values one row alone has, while any fewer of them occur
    elsewhere, too. Each set of ``s`` keys adds ``(m - s) (m - s - 1) … (m - most)`` to the row's score, or
    ``(m - s)!`` where all sets are looked at, so that small sets weigh most: Elliot, Manning and Ford (2002).
    The sets are those that SUDA2 finds (Manning, Haglin and Keane, 2008), here by counting every set of keys.
    The score is turned into a chance by the data intrusion simulation of Skinner and Elliot (2002): the odds of
    a right match in the whole file, times the row's score over the mean score of all uniques.

    Parameters
    ----------
    keys
        A missing value never helps to tell a row apart under wildcards.
    most
        The most keys in a set; as many as there are by default.
    fraction
        The sampling fraction, between 0 and 1.

    Raises
    ------
    BadInput
        More than 65 536 sets of keys would have to be gone through.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.microdata.keys import encode
    >>> from stabbur.disclosure.microdata.risk.suda import suda
    >>> rows = pl.DataFrame({"kommune": ["0301", "0301", "1103"], "alder": [30, 82, 30]})
    >>> keys = encode(rows, ["kommune", "alder"], "wildcard")
    >>> suda(keys).score[keys.rows].tolist()
    [1.0, 1.0, 1.0]
    """
    places = len(keys.names)
    most = places if most is None else min(most, places)
    sets = [one for size in range(1, most + 1) for one in combinations(range(places), size)]
    if len(sets) > MOST:
        raise BadInput(
            f"{places} keys have {len(sets)} sets of at most {most} keys: at most {MOST} are gone through",
            hint="name fewer keys",
            code="microdata-large",
        )
    count = matched(keys, keys.count.astype(np.float64))
    alone = np.flatnonzero(count == 1)
    uniques = np.zeros((len(keys.count), places), dtype=np.int64)
    score, contribution = np.zeros(len(keys.count)), np.zeros((len(keys.count), places))
    shown: dict[tuple[int, ...], Mask] = {}
    for one in sets:
        unique = _unique(keys, one, alone)
        fewer = [shown[one[:at] + one[at + 1 :]] for at in range(len(one)) if len(one) > 1]
        minimal = alone[unique & ~np.any(fewer, axis=0)] if fewer else alone[unique]
        shown[one] = unique
        worth = float(np.prod([places - size for size in range(len(one), min(most, places - 1) + 1)]))
        uniques[minimal, len(one) - 1] += 1
        score[minimal] += worth
        contribution[np.ix_(minimal, np.array(one))] += worth
    return Suda(uniques, score, contribution, _dis(count, score, fraction))


def _unique(keys: Keys, places: tuple[int, ...], alone: Whole) -> Mask:
    """Return which of the combinations that stand alone still do so with these keys only."""
    if keys.absent is None:
        single: Mask = rows_matched(keys, places)[alone] == 1
        return single
    known = ~keys.absent[np.ix_(alone, np.array(places))].any(axis=1)
    among = np.zeros(len(keys.count), dtype=np.bool_)
    among[alone[known]] = True
    left: Mask = known & (rows_matched(keys, places, among)[alone] == 1)
    return left


def _dis(count: Number, score: Number, fraction: float) -> Number:
    """Spread the file's chance of a right match over its uniques: a row's odds of it grow with its score."""
    uniques, pairs = float((count == 1).sum()), 2.0 * float((count == 2).sum())
    if not score.any():
        return np.zeros(len(score))
    overall = uniques * fraction / (uniques * fraction + pairs * (1 - fraction))
    mean = score[score > 0].mean()
    odds = score / mean * overall
    spread: Number = odds / (odds + 1 - overall) if overall < 1 else (score > 0).astype(np.float64)
    return spread
