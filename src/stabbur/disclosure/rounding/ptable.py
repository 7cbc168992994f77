"""Perturbation tables for the cell key method: for each true count how likely each change of it is."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.frame import given
from stabbur.disclosure.tables.cells import Number, Whole
from stabbur.errors import BadInput

KEYS = 2**32
"""Cell keys are whole numbers from 0 to below this."""
SHARES = 10**6
"""Probabilities are kept in millionths, so that every platform draws the same change from the same key."""
LARGEST = 50
STEPS = 200
NEARLY = 1e-12
ROOM = 0.02
"""How far inside the possible variances a row must lie for its probabilities to be more than two."""


@dataclass(frozen=True, eq=False)
class PTable:
    """A perturbation table: row `i` is for the true count `i`, the last one for all larger counts.

    Each row has the probabilities of the changes `-largest … largest`; its mean is 0 and its variance as asked,
    or the nearest that a small count allows. Among all such rows it is the one of largest entropy, which tells
    an attacker least: Giessing, "Computational Issues in the Design of Transition Probabilities and Disclosure
    Risk Estimation for Additive Noise", *Privacy in Statistical Databases* (2016); Marley & Leaver, "A Method
    for Confidentialising User-Defined Tables", *58th World Statistics Congress* (2011).

    Parameters
    ----------
    shares
        `rows` × `2 · largest + 1` whole numbers of millionths, each row summing to 1 000 000.
    largest
        The largest change.

    Examples
    --------
    >>> from stabbur.disclosure import PTable
    >>> table = PTable.design(largest=3, variance=1.0)
    >>> table.frame().filter(count=1)["change"].to_list()
    [-1, 0, 1, 2, 3]
    """

    shares: Whole = field(repr=False)
    largest: int

    @classmethod
    def design(
        cls,
        largest: int = 5,
        variance: float = 3.0,
        *,
        smallest: int = 0,
        stays: float | None = None,
        gap: int = 0,
    ) -> "PTable":
        """Return the table of largest entropy.

        Parameters
        ----------
        largest
            No count is changed by more than this (1 to 50).
        variance
            Of the changes, in squared units of the count.
        smallest
            Counts from 1 to this are never published.
        stays
            The probability that a count stays as it is; None leaves it to the entropy.
        gap
            Changes smaller than this do not occur, zero neither; for magnitudes, whose last row alone counts.

        Raises
        ------
        BadInput
            A number is out of its range, or no row has such a mean and such probabilities.
        """
        _check(largest, variance, smallest, stays, gap)
        changes = np.arange(-largest, largest + 1)
        rows = [np.where(changes == 0, SHARES, 0)]
        for count in range(1, largest + smallest + 2):
            reached = count + changes
            allowed = (reached >= 0) & ((reached == 0) | (reached > smallest)) & (np.abs(changes) >= gap)
            if gap and count <= largest + smallest:
                rows.append(rows[0])
                continue
            rows.append(_row(changes, allowed, variance, stays, count))
        return cls(np.stack(rows).astype(np.int64), largest)

    @classmethod
    def of(cls, frame: Any) -> "PTable":
        """Return the table that a frame of `count`, `change` and `probability` holds, such as another office's.

        Raises
        ------
        BadInput
            A column is missing, a count is left out, or the probabilities of a count do not sum to 1.

        Examples
        --------
        >>> from stabbur.disclosure import PTable
        >>> table = PTable.design(largest=3, variance=1.0)
        >>> bool((PTable.of(table.frame()).shares == table.shares).all())
        True
        """
        held = given(frame)
        held.need("count", "change", "probability")
        rows = held.rows.select(
            pl.col("count", "change").cast(pl.Int64),
            share=(pl.col("probability") * SHARES).round().cast(pl.Int64),
        )
        largest = int(rows["change"].abs().to_numpy().max(initial=1))
        counts = rows["count"].to_numpy()
        shares = np.zeros((int(counts.max(initial=0)) + 1, 2 * largest + 1), dtype=np.int64)
        np.add.at(shares, (counts, rows["change"].to_numpy() + largest), rows["share"].to_numpy())
        return cls(shares, largest)

    def __post_init__(self) -> None:
        wide = self.shares.shape[1:] == (2 * self.largest + 1,)
        if not wide or bool((self.shares < 0).any()) or bool((self.shares.sum(axis=1) != SHARES).any()):
            raise BadInput(
                f"the {self.shares.shape} shares are no perturbation table of largest change {self.largest}",
                hint=f"each count from 0 has {2 * self.largest + 1} shares, none negative, that sum to {SHARES}",
                code="ptable-bad",
            )

    def changes(self, counts: Whole, keys: Whole) -> Whole:
        """Return the change of each count whose cell key is `keys`; the same pair is always changed alike.

        Parameters
        ----------
        counts
            True counts, 0 or more; beyond the last row that row is used.
        keys
            Cell keys, 0 to below 2³²; each is as likely as any other where record keys are.
        """
        rows = np.minimum(counts, len(self.shares) - 1)
        # exact whole numbers: where a key lies among the bounds of its row
        bounds = np.cumsum(self.shares, axis=1)
        place = (keys.astype(np.int64) * SHARES) // KEYS
        found = np.zeros(len(rows), dtype=np.int64)
        for row in np.unique(rows):
            here = rows == row
            found[here] = np.searchsorted(bounds[row], place[here], side="right")
        return found - self.largest

    @property
    def means(self) -> Number:
        """The mean change of each row; 0 but for the rounding to millionths."""
        return np.asarray(self.shares @ np.arange(-self.largest, self.largest + 1) / SHARES, dtype=np.float64)

    @property
    def variances(self) -> Number:
        """The variance of each row's changes; small counts may not allow what was asked."""
        squares = self.shares @ np.arange(-self.largest, self.largest + 1) ** 2 / SHARES
        return np.asarray(squares - self.means**2, dtype=np.float64)

    def frame(self) -> pl.DataFrame:
        """Return it as rows of count, change and probability, for a report or another tool."""
        row, column = np.nonzero(self.shares)
        return pl.DataFrame(
            {"count": row, "change": column - self.largest, "probability": self.shares[row, column] / SHARES}
        )

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"largest": self.largest, "shares": self.shares.tolist()}


def _check(largest: int, variance: float, smallest: int, stays: float | None, gap: int) -> None:
    for name, value, good, asked in [
        ("largest", largest, 1 <= largest <= LARGEST, f"a whole number from 1 to {LARGEST}"),
        ("variance", variance, 0 < variance < largest**2, f"more than 0 and less than {largest}²"),
        ("smallest", smallest, 0 <= smallest <= largest - 1, "0 or more, and less than largest"),
        ("stays", stays, stays is None or 0 <= stays < 1, "a probability below 1"),
        ("gap", gap, 0 <= gap <= largest, "0 or more, and at most largest"),
    ]:
        if not good:
            raise BadInput(
                f"'{name}' is {value}: it must be {asked}",
                hint="PTable.design(largest=5, variance=3.0) is a usual table",
                code="ptable-option",
                option=name,
            )


def _row(changes: Whole, allowed: np.ndarray, variance: float, stays: float | None, count: int) -> Whole:
    """Return the row of largest entropy with mean 0 and the variance, or the nearest variance that there is."""
    moving = allowed & (changes != 0) if stays is not None else allowed
    share = 1.0 - stays if stays is not None and allowed[changes == 0].any() else 1.0
    support = changes[moving].astype(np.float64)
    if not len(support) or support.min() > 0 or support.max() < 0:
        raise BadInput(
            f"no change of the count {count} keeps its mean",
            hint="let largest be larger than smallest",
            code="ptable-impossible",
        )
    least, most = _variances(support)
    room = ROOM * (most - least)
    wanted = variance / share
    if wanted <= least or wanted >= most:
        wanted = least + room if wanted <= least else most - room
    chances = np.zeros(len(changes))
    chances[moving] = share * _of_largest_entropy(support, wanted)
    chances[changes == 0] += 1.0 - share
    return _millionths(chances)


def _variances(support: Number) -> tuple[float, float]:
    """Return the least and largest variance of a mean of 0: by the changes next to it, and those farthest off."""
    below, above = support[support <= 0].max(), support[support >= 0].min()
    return float(-below * above), float(-support.min() * support.max())


def _of_largest_entropy(support: Number, variance: float) -> Number:
    """Solve for p ∝ exp(a·v + b·v²) by Newton's method on the convex dual, with shorter steps where it overshoots."""
    scale = np.abs(support).max()
    terms = np.stack([support / scale, (support**2 - variance) / scale**2])
    if len(support) == 2:
        return np.array([support[1], -support[0]], dtype=np.float64) / float(support[1] - support[0])
    at = np.zeros(2)

    def value(where: Number) -> float:
        powers = where @ terms
        return float(powers.max() + np.log(np.exp(powers - powers.max()).sum()))

    chances = np.full(len(support), 1 / len(support))
    for _ in range(STEPS):
        powers = at @ terms
        chances = np.exp(powers - powers.max())
        chances /= chances.sum()
        slope = terms @ chances
        if np.abs(slope).max() < NEARLY:
            break
        bend = (terms * chances) @ terms.T - np.outer(slope, slope)
        step = np.linalg.lstsq(bend, slope, rcond=None)[0]
        size = 1.0
        while size > NEARLY and value(at - size * step) > value(at) - 0.25 * size * float(slope @ step):
            size /= 2
        at = at - size * step
    return chances


def _millionths(chances: Number) -> Whole:
    """Round to millionths that sum to one: the largest remainders are rounded up."""
    exact = np.round(chances, 9) * SHARES
    whole = np.floor(exact).astype(np.int64)
    left = SHARES - int(whole.sum())
    whole[np.argsort(-(exact - whole), kind="stable")[:left]] += 1
    return whole
