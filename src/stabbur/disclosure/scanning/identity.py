"""Norwegian national identity numbers one by one: eleven digits, a date that can be, check digits that are right."""

import re
from collections.abc import Iterator
from datetime import date

ELEVEN = re.compile(r"(?<![\w./+-])(\d{6}) ?(\d{5})(?![\w+-]|[./]\d)")
FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
PERSONS = ("national identity number", "D-number")
SPACES: dict[int, str | None] = {ord(one): " " for one in "\u00a0\u2007\u2009\u202f"}
SPACES |= dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
ADDED = {40: "H-number", 65: "synthetic identity number", 80: "synthetic identity number"}
"""What is added to the month. 40: hospitals' H-numbers and NAV's test persons, which the number cannot tell apart."""


def plain_spaces(text: str) -> str:
    """Return a text with every space a plain one, and without signs that have no width.

    Examples
    --------
    >>> from stabbur.disclosure.scanning.identity import plain_spaces
    >>> plain_spaces("020132\\u00a099997"), plain_spaces("020132\\u200b99997")
    ('020132 99997', '02013299997')
    """
    return text if text.isascii() else text.translate(SPACES)


def numbers_in(text: str) -> Iterator[int]:
    """Yield where in a text a national identity number or a D-number begins."""
    for found in ELEVEN.finditer(text):
        if real(found[1] + found[2]):
            yield found.start()


def real(number: str) -> bool:
    """Tell whether eleven digits can be the number of a person.

    The numbers that the authorities make for tests (80 or 65 added to the month) belong to nobody, and
    those that hospitals make for a while (40 added) are left to chance, as any other eleven digits are.

    Examples
    --------
    >>> from stabbur.disclosure.scanning.identity import real
    >>> real("12345678901")
    False
    """
    return variety(number) in PERSONS


def variety(number: str, *, from_2032: bool = False) -> str:
    """Return what kind of identity number eleven digits are; empty where they are none.

    Parameters
    ----------
    number
        Eleven digits.
    from_2032
        Take the first check digit as the Tax Administration does for numbers that are given from 2032 on:
        the sum may leave 0, 1, 2 or 3 (Skatteetaten, *Nytt fødselsnummer fra 2032*).

    Examples
    --------
    >>> from stabbur.disclosure.scanning.identity import variety
    >>> variety("30108299939"), variety("30108299939", from_2032=True)
    ('', 'national identity number')
    """
    digits = [int(digit) for digit in number]
    day, month, year = int(number[:2]), int(number[2:4]), int(number[4:6])
    added = max((more for more in ADDED if month > more), default=0)
    try:
        # a D-number has 40 added to the day; 2000 is a leap year, as the 29th of February may need
        month -= added
        date(2000 + year if month == 2 and day % 40 == 29 else 1999, month, day - 40 if day > 40 else day)
    except ValueError:
        return ""
    if _left(digits[:9], FIRST, digits[9]) > (3 if from_2032 else 0):
        return ""
    if _left(digits[:10], SECOND, digits[10]):
        return ""
    return ADDED[added] if added else PERSONS[day > 40]


def _left(digits: list[int], weights: tuple[int, ...], check: int) -> int:
    """Return what is left of the weighted sum with its check digit after division by 11; 0 as a rule."""
    return (sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) + check) % 11
