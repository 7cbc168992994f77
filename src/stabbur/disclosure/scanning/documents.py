"""Running text: a page, a log, a cell of a notebook and what it printed."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import polars as pl

from stabbur.disclosure.scanning import contacts
from stabbur.disclosure.scanning.credentials import secrets_in
from stabbur.disclosure.scanning.finding import Finding, masked
from stabbur.disclosure.scanning.identity import (
    ADDED,
    CHANCE,
    IMMIGRANT,
    PERSONS,
    SHARED,
    candidates_in,
    plain,
)
from stabbur.disclosure.scanning.names import in_text
from stabbur.disclosure.scanning.numbers import likely
from stabbur.disclosure.scanning.tables import scan_table

MAIL = re.compile(rf"(?<![\w.]){contacts.MAIL}")
OFFICE = re.compile(contacts.OFFICE.removeprefix("(?i)"), re.IGNORECASE)
PHONE = re.compile(r"(?<![\w+.])(?:(?:\+|00)47[ ]?[2-9](?:[ ]?\d){7}|[49]\d{2} \d{2} \d{3})(?!\w|[.,]\d)")
CALLED = re.compile(r"(?i)(?:tlf|telefon|mobil|phone)[^\d\n+]{0,12}((?:\+47 ?)?[2-9](?:[ ]?\d){7})\b")
DIGIT = re.compile(r"\d")
DIGITS = re.compile(r"(?:\d[ ._/:-]{0,3}){10}\d")
TAG = re.compile(r"<[^<>]{1,2000}>")
TABLE = re.compile(r"(?is)<table\b.*?</table>")
ROW = re.compile(r"(?is)<tr\b.*?</tr>")
CELL = re.compile(r"(?is)<t[dh]\b[^>]*>(.*?)</t[dh]>")
LONGEST = 20_000  # characters of a line that are looked at: what is packed as letters has longer ones
NUMBERED = (*PERSONS, *ADDED.values(), SHARED, IMMIGRANT)
Hit = tuple[str, str, bool]  # kind, the value, whether it points at a person


def scan_text(text: str, place: str = "", *, printed: bool = False) -> list[Finding]:
    """Return what a running text holds.

    Parameters
    ----------
    text
        The text.
    place
        What stands before `line 3` where a finding tells its place, such as `output of cell 3, `.
    printed
        It was printed by a program, not written by a person: names and addresses in it come from data,
        not from those who sign what they write.
    """
    text = plain(text)
    lines = text.split("\n")
    hits: dict[tuple[str, bool], list[tuple[int, str]]] = {}
    for number, line in enumerate(lines, start=1):
        for kind, value, direct in set(_in_line(line[:LONGEST])):
            hits.setdefault((kind, direct), []).append((number, value))
    for number, kind, value in _by_check_digits(lines):
        hits.setdefault((kind, kind != "synthetic identity number"), []).append((number, value))
    for at, _ in dict(secrets_in(text)).items():
        hits.setdefault(("secret", True), []).append((text.count("\n", 0, at) + 1, ""))
    return [
        Finding(
            "",
            "",
            kind,
            round(len({number for number, _ in found}) / len(lines), 4),
            len(found),
            _sure(kind, {value for _, value in found}, printed=printed),
            tuple(dict.fromkeys(masked(kind, value) for _, value in sorted(found)))[:3],
            direct,
            f"{place}line {min(found)[0]}",
        )
        for (kind, direct), found in hits.items()
    ]


def scan_page(page: str, place: str = "", *, printed: bool = True) -> list[Finding]:
    """Return what a page of HTML holds: its tables column by column, all of it as text without its marks.

    Comments and attributes are looked at, too: a browser shows them to whoever asks for the source. Names, addresses
    and telephones in them are those of authors and offices as a rule.
    """
    text = html.unescape(TAG.sub(lambda tag: "\n" * tag.group().count("\n") or " ", page))
    found = scan_text(re.sub(r"[ \t]+", " ", text), place, printed=printed)
    unseen = "\n" + "\n".join(html.unescape(tag) for tag in TAG.findall(page))
    known = {one.kind for one in found}
    for one in scan_text(unseen, printed=printed):
        if one.kind not in known and one.kind not in ("synthetic identity number", "secret"):
            sure = one.confidence if one.kind in NUMBERED else min(one.confidence, 0.6)
            found.append(replace(one, place=f"{place}comments and attributes", confidence=sure))
    for table in TABLE.findall(page):
        rows: list[list[str | None]] = [
            [_plain(cell) for cell in CELL.findall(row)] for row in ROW.findall(table)
        ]
        wide = max(map(len, rows), default=0)
        rows = [[*([None] * (wide - len(row))), *row] for row in rows]
        if len(rows) > 1:
            columns = [
                pl.Series(
                    f"{header or ''} {at}".strip(), [row[at] or None for row in rows[1:]], dtype=pl.String
                )
                for at, header in enumerate(rows[0])
            ]
            told = scan_table(pl.DataFrame(columns))
            found += [replace(one, place=place.rstrip(" ,")) for one in told if one.direct]
    return found


def _plain(cell: str) -> str | None:
    return html.unescape(TAG.sub("", cell)).strip() or None


def _in_line(line: str) -> Iterator[Hit]:
    if DIGIT.search(line):
        for form, value, kind in candidates_in(line):
            if form not in CHANCE:
                yield kind, value, kind != "synthetic identity number"
        for found in (*PHONE.finditer(line), *CALLED.finditer(line)):
            yield "phone", found.group(), True
    if "@" in line:
        for found in MAIL.finditer(line):
            yield "e-mail", found.group(), not OFFICE.match(found.group())
    for name in in_text(line):
        yield "name", name, True


def _by_check_digits(lines: list[str]) -> list[tuple[int, str, str]]:
    """Return line, kind and value of numbers that only their check digits tell, where chance would not give so many."""
    found = [
        (number, one)
        for number, line in enumerate(lines, start=1)
        if DIGITS.search(line)
        for one in candidates_in(line[:LONGEST])
        if one[0] in CHANCE
    ]
    kinds = likely([one for _, one in found])
    return list(dict.fromkeys((number, kind, value) for number, (_, value, kind) in found if kind in kinds))


def _sure(kind: str, values: Iterable[str], *, printed: bool) -> float:
    """Return how sure it is that this is data on persons, and not how a text is signed or what it cites."""
    several = len(set(values)) >= 3
    if kind in (*PERSONS, SHARED, IMMIGRANT, "synthetic identity number"):
        return 0.97 if several else 0.91
    if kind == "H-number":
        return 0.8 if several else 0.6
    if kind == "secret":
        return 0.9
    if not printed:
        return 0.5
    return {"phone": 0.85, "e-mail": 0.88, "name": 0.85}[kind] if several else 0.6
