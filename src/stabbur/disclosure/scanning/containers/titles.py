"""What files, folders and columns are called: a name can tell who somebody is as well as what is in them."""

import re
from collections.abc import Iterable

from stabbur.disclosure.scanning.finding import Finding, masked
from stabbur.disclosure.scanning.identity import CHANCE, candidates_in, plain
from stabbur.disclosure.scanning.names import WORDS, in_text

PART = re.compile(r"[^/\\]+")
ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,9}$")
APART = re.compile(r"[_/]|(?<=\D)[.-]|[.-](?=\D)")
TESTS = "synthetic identity number"


def in_titles(titles: Iterable[str]) -> list[Finding]:
    """Return who the names of files and folders tell of; each is looked at once.

    Examples
    --------
    >>> from stabbur.disclosure.scanning.containers.titles import in_titles
    >>> [(one.resource, one.kind) for one in in_titles(["saker/02013299997_vedtak.md"])]
    [('02*********_vedtak.md', 'national identity number')]
    """
    parts = dict.fromkeys(part for title in titles for part in PART.findall(title))
    found: dict[str, list[tuple[str, str]]] = {}
    for part in parts:
        text = words(ENDING.sub("", part))
        for form, value, kind in candidates_in(text):
            if form not in CHANCE:
                found.setdefault(kind, []).append((part, value))
        for value in in_text(re.sub(r"[ -]+", " ", text).title()):
            # in `antall per kommune berg` there is nobody
            if value.count(" ") == 1 and value.partition(" ")[0] not in WORDS:
                found.setdefault("name", []).append((part, value))
    return [
        _told(part, kind, value, len(those)) for kind, those in found.items() if kind for part, value in those
    ]


def covered(title: str) -> str:
    """Return a name without the identity numbers in it, as findings show it.

    Examples
    --------
    >>> from stabbur.disclosure.scanning.containers.titles import covered
    >>> covered("saker/02013299997_vedtak.md"), covered("folketall_2026.csv")
    ('saker/02*********_vedtak.md', 'folketall_2026.csv')
    """
    for form, value, kind in candidates_in(words(title)):
        if form not in CHANCE:
            written = re.escape(value).replace(r"\ ", "[ _/]")
            title = re.sub(written, masked(kind, value), plain(title))
    return title


def words(title: str) -> str:
    """Return a name with a space for each sign that stands between its words, as long as it was.

    Examples
    --------
    >>> from stabbur.disclosure.scanning.containers.titles import words
    >>> words("sak_02013299997-vedtak.md"), words("p.020132-99997"), words("1.5")
    ('sak 02013299997 vedtak md', 'p 020132-99997', '1.5')
    """
    return APART.sub(" ", plain(title))


def _told(part: str, kind: str, value: str, count: int) -> Finding:
    sure = (0.85 if count >= 3 else 0.6) if kind == "name" else 0.91
    shown = (masked(kind, value),)
    return Finding(covered(part), "", kind, 1.0, 1, sure, shown, kind != TESTS, "name of the file")
