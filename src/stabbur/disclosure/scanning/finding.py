"""What a scan finds: a kind, where and how much of it, how sure it is, and examples that give nobody away."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

KINDS = {
    "national identity number": "a person's number in the National Population Register (fødselsnummer)",
    "D-number": "the number of a person who is not resident: 4 added to the first digit",
    "H-number": "a number that hospitals make, or NAV's test persons have: 4 added to the third digit",
    "synthetic identity number": "a number that the authorities make for tests: 65 or 80 added to the month",
    "FH-number": "a number that the health services share for who has no other: 8 or 9 first (felles hjelpenummer)",
    "DUF-number": "the immigration authorities' number of who asks to stay: twelve digits, the year first",
    "name": "first and last names of persons",
    "first name": "first names alone",
    "surname": "surnames alone",
    "phone": "telephone numbers",
    "e-mail": "e-mail addresses",
    "bank account": "Norwegian account numbers or IBAN",
    "organisation number": "numbers of the Central Coordinating Register for Legal Entities",
    "address": "street addresses with house numbers",
    "coordinates": "points so precise that they may be somebody's door",
    "free text": "texts of many words, in which anything may stand",
    "near-unique": "a value of its own for nearly every row",
    "secret": "keys, tokens and passwords",
}
LISTED = 5  # files that a line names
LONGEST = 20  # characters of a number with what stands between its digits
FIGURE = re.compile(r"[0-9]+[.,][0-9]+")
DIGITS = re.compile(r"\d")


@dataclass(frozen=True)
class Finding:
    """One kind of thing found in one place.

    Attributes
    ----------
    resource
        The table or file: a resource's name in a package, a path in a folder, empty for a frame.
    column
        The column; empty for a text.
    kind
        One of `KINDS`.
    share
        Share of the values that are not missing (of the lines of a text), 0–1.
    count
        Rows (places in a text).
    confidence
        How sure it is that these are of the kind, 0–1; 0.8 and more is meant to be acted upon.
    examples
        At most three, masked: never a whole value.
    direct
        It points at a person, or opens a door, by itself.
    place
        Where in a text the first one stands, such as `output of cell 3, line 2`.
    """

    resource: str
    column: str
    kind: str
    share: float
    count: int
    confidence: float
    examples: tuple[str, ...]
    direct: bool
    place: str = ""

    def __str__(self) -> str:
        where = ", ".join(one for one in (self.resource, self.column, self.place) if one) or "the values"
        shown = f" ({', '.join(self.examples)})" if self.examples else ""
        mark = " – direct identifier" if self.direct and self.kind != "secret" else ""
        return (
            f"{where}: {self.kind}, {self.count} of them, {self.share:.1%},"
            f" confidence {self.confidence:.2f}{mark}{shown}"
        )


UNREAD = "unread"
"""Stands in place of a kind where a file was not looked into."""


def unread(column: str = "") -> Finding:
    """Return word of a file, or of a column of one, that was not looked into."""
    return Finding("", column, UNREAD, 0.0, 0, 0.0, (), direct=False)


def _unopened(one: Finding) -> str:
    """Return what a finding of something not looked into names: the file, and what of it where not all is meant."""
    part = ", ".join(filter(None, (one.place, f"column {one.column}" if one.column else "")))
    return f"{one.resource} ({part})" if one.resource and part else one.resource or part


class Findings(list[Finding]):
    """The findings of a scan, what is surest and direct first: a list that also is a frame and a text.

    Attributes
    ----------
    unread
        Files, or parts of them, that could not be opened or are of kinds that are not looked into: PDF, images, old
        Word files, what is locked or packed too deep.
    """

    def __init__(self, found: Iterable[Finding] = ()) -> None:
        every = list(found)
        super().__init__(sorted((one for one in every if one.kind != UNREAD), key=_rank))
        self.unread = tuple(sorted({_unopened(one) for one in every if one.kind == UNREAD}))

    @property
    def frame(self) -> Any:
        """The findings as a pandas frame, a row each."""
        import pandas as pd

        columns = list(Finding.__dataclass_fields__)
        rows = [asdict(one) | {"examples": ", ".join(one.examples)} for one in self]
        return pd.DataFrame(rows, columns=columns)

    @property
    def direct(self) -> "Findings":
        """Those that point at a person, or open a door, by themselves, sure enough to act upon."""
        return Findings(one for one in self if one.direct and one.confidence >= 0.8)

    def __str__(self) -> str:
        lines = [str(one) for one in self] or ["nothing found"]
        return "\n".join([*lines, *([not_looked_into(self.unread)] if self.unread else [])])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        shown = str(self.frame.to_html(index=False)) if self else "nothing found"
        return shown + (f"<p>{escape(not_looked_into(self.unread))}</p>" if self.unread else "")


def not_looked_into(names: Sequence[str]) -> str:
    """Return a line that names files of which a scan says nothing.

    Examples
    --------
    >>> from stabbur.disclosure.scanning.finding import not_looked_into
    >>> not_looked_into(["a.pdf", "b.png"])
    'not looked into: a.pdf, b.png'
    """
    more = f", and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return f"not looked into: {', '.join(names[:LISTED])}{more}"


def _rank(one: Finding) -> tuple[object, ...]:
    return (not one.direct, -one.confidence, one.resource, one.column, one.kind, one.place)


def masked(kind: str, value: str) -> str:
    """Return a value of which too little is left to know it by.

    Examples
    --------
    >>> from stabbur.disclosure.scanning.finding import masked
    >>> masked("D-number", "01019012345"), masked("e-mail", "kari@example.no"), masked("name", "Kari Moe")
    ('01*********', 'k***@***.no', 'K*** M***')
    """
    value = value.strip()
    if kind == "secret":
        return "***"
    if kind == "free text":
        return f"{len(value)} characters"
    if kind == "e-mail":
        return f"{value[:1]}***@***.{''.join(re.findall(r'@.*[.]([A-Za-z]+)$', value))}"
    if kind == "coordinates":
        return ", ".join(f"{one[0]}*.****" for one in FIGURE.findall(value)[:2]) or "**"
    if kind in ("name", "first name", "surname"):
        return " ".join(f"{part[0]}***" for part in value.split()[:4])
    if kind == "address":
        return DIGITS.sub("*", f"{value[:2]}*** {''.join(re.findall(r' [0-9]+', value)[:1]).strip()}")
    digits = len(DIGITS.findall(value))
    # two digits of a long number are the day of birth, or the bank
    if digits >= 8 and len(value) <= LONGEST:
        return value[:2] + "*" * (len(value) - 2)
    return value[:1] + "*" * min(len(value), 8)
