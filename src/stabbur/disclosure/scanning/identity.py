"""Norwegian national identity numbers one by one: eleven digits, a date that can be, check digits that are right."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

ELEVEN = re.compile(r"(?<![\w./+-])(\d{6}) ?(\d{5})(?![\w+-]|[./]\d)")
FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
PERSONS = ("national identity number", "D-number")
IMMIGRATION = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)
BETWEEN = "[ ._/:-]"
SPREAD = re.compile(
    rf"(?<![\w./+-])(?:\d{{2}}({BETWEEN}?)\d{{2}}\1\d{{2}}{BETWEEN}{{0,3}}\d{{3}}{BETWEEN}?\d{{2}}"
    r"|\d([ .-])\d(?:\2\d){9})(?![\w+-]|[./]\d)"
)
"""Eleven digits with something between them, as in `01.01.90 123 45` and `0 1 0 1 9 0 1 2 3 4 5`."""
TWELVE = re.compile(r"(?<![\w./+-])((?:19[5-9]|20[0-4])\d) ?(\d{6}) ?(\d{2})(?![\w+-]|[./]\d)")
"""A DUF-number: a year, six digits and two check digits."""
ADDED = {40: "H-number", 65: "synthetic identity number", 80: "synthetic identity number"}
"""What is added to the month. 40: hospitals' H-numbers and NAV's test persons, which the number cannot tell apart."""
SHARED, IMMIGRANT = "FH-number", "DUF-number"
CHANCE = {"shared": 1 / 11, "spread": 1 / 121, "twelve": 1 / 11}
"""How many of other numbers have right check digits, by form: 8 or 9 first; apart; twelve digits that end on 00 to 10."""
KEPT = {ord(one): one for one in map(chr, range(128))}
FORMS = ("<wide>", "<narrow>", "<small>", "<font>")


class _Plain(dict[int, str | None]):
    """What each character is when all that is written as something else is made plain; made as they are met."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        kind = unicodedata.category(sign)
        made: str | None = sign
        if kind == "Nd":
            made = str(unicodedata.decimal(sign))
        elif kind == "Zs":
            made = " "
        elif kind == "Pd":
            made = "-"
        elif kind == "Cf" or sign in "\u034f\u20e3" or 0xFE00 <= code <= 0xFE0F:
            made = None
        elif unicodedata.decomposition(sign).startswith(FORMS):
            made = unicodedata.normalize("NFKC", sign)
        self[code] = made
        return made


PLAIN = _Plain(KEPT)


def plain(text: str) -> str:
    """Return a text with digits, spaces, hyphens and letters as a keyboard has them, and without signs of no width.

    Examples
    --------
    >>> from stabbur.disclosure.scanning.identity import plain
    >>> plain("020132\\u00a099997"), plain("020132\\u200b99997"), plain("\\uff10\\uff12\\uff0d"), plain("A\\u030as")
    ('020132 99997', '02013299997', '02-', 'Ås')
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(PLAIN)


def numbers_in(text: str) -> Iterator[int]:
    """Yield where in a text a national identity number or a D-number begins."""
    for found in ELEVEN.finditer(text):
        if real(found[1] + found[2]):
            yield found.start()


def candidates_in(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield form, number as it is written, and its variety; none where its check digits are wrong.

    Of numbers that only their check digits tell, those that are wrong are yielded, too: without them nobody knows
    what chance gives. The forms are those of `CHANCE`, and `eleven` for what is written as an identity number is.

    Examples
    --------
    >>> from stabbur.disclosure.scanning.identity import candidates_in
    >>> list(candidates_in("02.01.32 999 97 ble til 02013299997"))
    [('eleven', '02013299997', 'national identity number'), ('spread', '02.01.32 999 97', 'national identity number')]
    """
    for found in ELEVEN.finditer(text):
        number = found[1] + found[2]
        kind = variety(number)
        if number[0] in "89":
            if not _left([*map(int, number[:10])], SECOND, int(number[10])):
                yield "shared", found.group(), kind
        elif kind:
            yield "eleven", found.group(), kind
    for found in SPREAD.finditer(text):
        if not ELEVEN.fullmatch(found.group()):
            yield "spread", found.group(), variety("".join(filter(str.isdigit, found.group())))
    for found in TWELVE.finditer(text):
        if int(found[3]) <= 10:
            yield "twelve", found.group(), IMMIGRANT if immigrant("".join(found.groups())) else ""


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
    if digits[0] >= 8:
        # nothing but the first digit and the check digits tells a common help number
        wrong = _left(digits[:9], FIRST, digits[9]) or _left(digits[:10], SECOND, digits[10])
        return "" if wrong else SHARED
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


def immigrant(number: str) -> bool:
    """Tell whether twelve digits can be a DUF-number, which the immigration authorities give to who asks for a permit.

    The weighted sum of year and serial number leaves the two check digits after division by 11, as Statistics
    Norway's own control of the municipalities' reports (KOSTRA) has it.

    Examples
    --------
    >>> from stabbur.disclosure.scanning.identity import immigrant
    >>> immigrant("201000000105"), immigrant("201012345678")
    (True, False)
    """
    digits = [int(digit) for digit in number]
    return _left(digits[:10], IMMIGRATION, 0) == int(number[10:])


def _left(digits: list[int], weights: tuple[int, ...], check: int) -> int:
    """Return what is left of the weighted sum with its check digit after division by 11; 0 as a rule."""
    return (sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) + check) % 11
