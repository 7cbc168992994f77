"""Norwegian national identity numbers: eleven digits with a date that can be and check digits that are right."""

import re
from collections.abc import Iterator
from datetime import date

ELEVEN = re.compile(r"(?<![\w./+-])(\d{6}) ?(\d{5})(?![\w+-]|[./]\d)")
FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


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
    >>> from stabbur.projects.scanning.personal import real
    >>> real("12345678901")
    False
    """
    digits = [int(digit) for digit in number]
    day, month, year = int(number[:2]), int(number[2:4]), int(number[4:6])
    try:
        # a D-number has 40 added to the day; 2000 is a leap year, as the 29th of February may need
        date(2000 + year if month == 2 and day % 40 == 29 else 1999, month, day - 40 if day > 40 else day)
    except ValueError:
        return False
    return _check(digits[:9], FIRST) == digits[9] and _check(digits[:10], SECOND) == digits[10]


def _check(digits: list[int], weights: tuple[int, ...]) -> int:
    """Return the check digit of the digits before it; 10 is none."""
    rest = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return 0 if rest == 0 else 11 - rest
