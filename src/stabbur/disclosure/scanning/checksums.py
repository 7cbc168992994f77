"""Check digits of a whole column at a time: which numbers can be persons', accounts' or organisations'."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stabbur.disclosure.scanning.identity import FIRST, IMMIGRATION, SECOND, SHARED

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
VARIETIES = ("", "national identity number", "D-number", "H-number", "synthetic identity number", SHARED)
LONGEST = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
ORGANISATION = (3, 2, 7, 6, 5, 4, 3, 2)


class Eleven(NamedTuple):
    """What a column of eleven-digit numbers is: masks and kinds, as long as it."""

    variety: NDArray[np.int8]
    """The place in `VARIETIES`; 0 where check digits or date are wrong."""
    renewed: NDArray[np.int8]
    """The same, with the first check digit as it may be from 2032 on."""
    dated: Mask
    """The first six digits are a date, of whatever variety, or the first is that of a common help number."""
    account: Mask
    """The last digit is right: so it is in account numbers, and in identity numbers."""


def eleven(numbers: Numbers) -> Eleven:
    """Return what numbers of eleven digits can be.

    Examples
    --------
    >>> import numpy as np
    >>> from stabbur.disclosure.scanning.checksums import eleven
    >>> eleven(np.array([30108299939, 12345678901])).renewed.tolist()
    [1, 0]
    """
    digits = _digits(numbers, 11)
    first = (_sum(digits[:9], FIRST) + digits[9]) % 11
    account = (_sum(digits[:10], SECOND) + digits[10]) % 11 == 0
    kind = np.where(digits[0] >= 8, VARIETIES.index(SHARED), _dated(digits))
    looser = np.where(digits[0] >= 8, 0, 3)
    return Eleven(
        np.where(account & (first == 0), kind, 0).astype(np.int8),
        np.where(account & (first <= looser), kind, 0).astype(np.int8),
        kind > 0,
        account,
    )


def organisations(numbers: Numbers) -> Mask:
    """Return which numbers of nine digits can be organisations': they begin with 8 or 9, modulus 11 is right."""
    digits = _digits(numbers, 9)
    right: Mask = (_sum(digits[:8], ORGANISATION) + digits[8]) % 11 == 0
    return right & (digits[0] >= 8)


def immigrants(numbers: Numbers) -> tuple[Mask, Mask]:
    """Return which numbers of twelve digits can be DUF-numbers, and which end as one can, on 00 to 10."""
    digits, ends = _digits(numbers, 12), numbers % 100
    right: Mask = _sum(digits[:10], IMMIGRATION) % 11 == ends
    return right, ends <= 10


def _digits(numbers: Numbers, length: int) -> list[Numbers]:
    return [numbers // 10**power % 10 for power in range(length - 1, -1, -1)]


def _sum(digits: list[Numbers], weights: tuple[int, ...]) -> Numbers:
    total = np.zeros(len(digits[0]), dtype=np.int64)
    for digit, weight in zip(digits, weights, strict=True):
        total += digit * weight
    return total


def _dated(digits: list[Numbers]) -> NDArray[np.int8]:
    """Return the place in `VARIETIES` that day and month say; 0 where they are no date."""
    day, month = digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]
    year = digits[4] * 10 + digits[5]
    added = np.select([month > 80, month > 65, month > 40], [80, 65, 40], 0)
    foreign = day > 40
    day, month = np.where(foreign, day - 40, day), month - added
    fits = (month >= 1) & (month <= 12)
    fits &= (day >= 1) & (day <= LONGEST[np.where(fits, month, 0)])
    # 1900 had no 29th of February, but 2000 had
    fits &= (month != 2) | (day < 29) | (year % 4 == 0)
    kind = np.select([added >= 65, added == 40, foreign], [4, 3, 2], 1)
    return np.where(fits, kind, 0).astype(np.int8)
