"""How much is told of a sensitive value by knowing the keys: l-diversity, t-closeness, δ-disclosure."""

from dataclasses import dataclass

import numpy as np

from stabbur.disclosure.microdata.keys import Keys, tallied
from stabbur.disclosure.microdata.matching import matched
from stabbur.disclosure.tables.cells import Number, Whole
from stabbur.errors import BadInput

MOST = 100_000_000
"""The most figures that are held at once where missing keys match any value."""


@dataclass(frozen=True)
class Diversity:
    """The sensitive values of `c` classes of rows that share their keys, one entry for each value in a class."""

    of: Whole
    """The class of each entry, rising."""
    value: Whole
    """The number of the sensitive value, rising within a class."""
    count: Number
    """How many rows of the class have it."""
    start: Whole
    """`c`: the first entry of each class."""
    size: Number
    """`c`: how many rows the class has."""
    whole: Number
    """The share of each sensitive value in the whole file."""
    ordered: bool
    """Whether values are figures: the distance between two then is how many values lie between them."""

    @property
    def distinct(self) -> Whole:
        """`c`: distinct l-diversity, the number of sensitive values in a class (Machanavajjhala et al., 2007)."""
        return np.diff(np.append(self.start, len(self.of)))

    @property
    def entropy(self) -> Number:
        """`c`: entropy l-diversity as a number of values, the exponential of the entropy (the same authors)."""
        share = self.count / self.size[self.of]
        return np.exp(-np.add.reduceat(share * np.log(share), self.start))

    def recursive(self, level: int) -> Number:
        """Return for each class the bound that c must be above for recursive (c, level)-diversity; inf for none."""
        order = np.lexsort((-self.count, self.of))
        counts = self.count[order]
        rank = np.arange(len(order)) - self.start[self.of]
        tail = np.add.reduceat(np.where(rank >= level - 1, counts, 0.0), self.start)
        with np.errstate(divide="ignore"):
            bound: Number = counts[self.start] / tail
        return bound

    @property
    def t(self) -> Number:
        """`c`: t-closeness, the earth mover's distance from a class to the whole file (Li, Li, Venkatasubramanian, 2007)."""
        share = self.count / self.size[self.of]
        if not self.ordered or len(self.whole) == 1:
            there = self.whole[self.value]
            more = np.add.reduceat(np.abs(share - there) - there, self.start)
            equal: Number = (more + 1.0) / 2
            return equal
        return self._moved(share) / (len(self.whole) - 1)

    def _moved(self, share: Number) -> Number:
        """Return the sum over all values of how far two cumulated shares are apart, without laying them out."""
        below = np.cumsum(self.whole)
        area = np.concatenate([[0.0], np.cumsum(below)])
        reached = np.cumsum(share)
        before = np.concatenate([[0.0], reached])[self.start]
        reached = np.clip(reached - before[self.of], 0.0, 1.0)
        last = np.append(self.of[1:] != self.of[:-1], True)
        until = np.where(last, len(self.whole), np.append(self.value[1:], 0))
        # the class's cumulated share is flat from one of its values to the next; the whole file's only rises
        cross = np.clip(np.searchsorted(below, reached), self.value, until)
        under = reached * (cross - self.value) - (area[cross] - area[self.value])
        over = (area[until] - area[cross]) - reached * (until - cross)
        moved: Number = np.add.reduceat(under + over, self.start) + area[self.value[self.start]]
        return moved

    @property
    def delta(self) -> Number:
        """`c`: δ-disclosure, the largest |ln(share in class / share in file)| over the values that a class has.

        Brickell and Shmatikov (2008). A value that a class lacks altogether would make it infinite; like ARX and
        pycanon it is left out here, and is what l-diversity looks at.
        """
        share = self.count / self.size[self.of]
        return np.maximum.reduceat(np.abs(np.log(share / self.whole[self.value])), self.start)


def diversity(keys: Keys, codes: Whole, values: int, *, ordered: bool) -> Diversity:
    """Return the sensitive values of every class; under wildcards, of all rows that a combination matches.

    Parameters
    ----------
    keys
        `d` combinations among `n` rows.
    codes
        `n`: the number of each row's sensitive value; a missing one is a value of its own.
    values
        How many numbers there can be.
    ordered
        Whether they are figures.
    """
    whole = np.bincount(codes, minlength=values).astype(np.float64)
    there = np.flatnonzero(whole)
    pair, count = tallied(keys.rows * values + codes, len(keys.count) * values)
    of, value, tally = pair // values, (np.cumsum(whole > 0) - 1)[pair % values], count.astype(np.float64)
    whole = whole[there] / len(codes)
    if keys.absent is not None:
        of, value, tally = _wild(keys, (of, value, tally), len(whole))
    return gathered((of, value, tally), whole, ordered=ordered)


Entries = tuple[Whole, Whole, Number]
"""The class, the number of the sensitive value and the rows of each entry, rising by class and then value."""


def gathered(entries: Entries, whole: Number, *, ordered: bool) -> Diversity:
    """Return the diversity of classes whose entries are known; classes are numbered from 0 without gaps."""
    of, value, tally = entries
    start = np.flatnonzero(np.concatenate([[True], of[1:] != of[:-1]]))
    return Diversity(of, value, tally, start, np.add.reduceat(tally, start), whole, ordered)


def _wild(keys: Keys, entries: Entries, values: int) -> Entries:
    if len(keys.count) * values > MOST:
        raise BadInput(
            f"{len(keys.count)} combinations of keys times {values} sensitive values are more than {MOST}: with "
            "missing='wildcard' at most so many are held at once",
            hint="group the sensitive values, or take missing='category'",
            code="microdata-large",
        )
    table = np.zeros((len(keys.count), values))
    table[entries[0], entries[1]] = entries[2]
    table = matched(keys, table)
    of, value = np.nonzero(table)
    return of, value, table[of, value]
