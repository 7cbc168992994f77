"""How a version is cited: as APA and ISO 690 write it, and as BibTeX, RIS and CSL-JSON for programs."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stabbur.errors import BadInput
from stabbur.hub.telling.head import Head
from stabbur.hub.telling.words import dicts

PUBLISHER = "Stabbur"
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}"} | {sign: "\\" + sign for sign in "&%$#_"}


@dataclass(frozen=True)
class Cited:
    """What a citation says of a version: who, what, which and when, its lasting address and its content's hash."""

    authors: tuple[str, ...]
    head: Head
    address: str
    content: str = ""

    @property
    def author(self) -> str:
        """All authors in one line."""
        return ", ".join(self.authors)

    @property
    def where(self) -> str:
        """Where it is found: its address, or its name and version where it has none."""
        return self.address or self.name

    @property
    def name(self) -> str:
        """Which version of which package it is, wherever it lies."""
        return f"{self.head.id}@{self.head.number}"

    @property
    def note(self) -> str:
        """What stands beside the rest: the hash of the content, and the name when no address says it."""
        return ", ".join(filter(None, ("" if self.address else self.name, self.content)))


@dataclass(frozen=True)
class Style:
    """A way to write a citation: what it is called, and the file that holds one."""

    title: str
    suffix: str
    mediatype: str
    write: Callable[[Cited], str]


def authors(descriptor: Mapping[str, Any], owner: str) -> tuple[str, ...]:
    """Return who made it: the authors, else whoever contributed, else the owner."""
    people = dicts(descriptor.get("contributors"))
    named = [one for one in people if "author" in str(one.get("role") or one.get("roles") or "")] or people
    return tuple(_one_line(str(one["title"])) for one in named if one.get("title")) or (owner,)


def style_of(name: str) -> Style:
    """Return a style by its name.

    Raises
    ------
    BadInput
        There is no such style; the error names those there are.
    """
    if name not in STYLES:
        raise BadInput(
            f"no citation style '{name[:20]}': styles are {', '.join(STYLES)}",
            hint="style=apa",
            code="citation-style",
            style=name[:20],
        )
    return STYLES[name]


def apa(cited: Cited) -> str:
    """Return the version as APA (7th edition) writes a data set."""
    day = cited.head.published
    when = f"({day.year}, {MONTHS[day.month - 1]} {day.day})"
    title = f"{_one_line(cited.head.title)} (Version {cited.head.number}) [Data set]"
    return f"{cited.author.rstrip('.')}. {when}. {title}. {PUBLISHER}. {cited.where}\n"


def iso690(cited: Cited) -> str:
    """Return the version as ISO 690 writes what is online."""
    who = "; ".join(cited.authors).upper().rstrip(".")
    mark = f" {cited.content}." if cited.content else ""
    return (
        f"{who}. {_one_line(cited.head.title)} [online]. Version {cited.head.number}. {PUBLISHER}, "
        f"{cited.head.published:%Y-%m-%d}.{mark} "
        f"{'Available from: ' if cited.address else ''}{cited.where}\n"
    )


def bibtex(cited: Cited) -> str:
    """Return the version as BibTeX."""
    head = cited.head
    fields = {
        "author": " and ".join(f"{{{_escaped(one)}}}" for one in cited.authors),
        "title": f"{{{_escaped(head.title)}}}",
        "year": str(head.published.year),
        "month": str(head.published.month),
        "version": str(head.number),
        "publisher": PUBLISHER,
        "url": cited.address,
        "note": cited.note,
    }
    inner = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{_key(head)},\n{inner}\n}}\n"


def ris(cited: Cited) -> str:
    """Return the version as RIS."""
    head = cited.head
    lines = [
        ("TY", "DATA"),
        *(("AU", one) for one in cited.authors),
        ("TI", head.title),
        ("PY", str(head.published.year)),
        ("DA", f"{head.published:%Y/%m/%d}"),
        ("ET", str(head.number)),
        ("PB", PUBLISHER),
        *([("UR", cited.address)] if cited.address else []),
        *([("N1", cited.note)] if cited.note else []),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in lines)


def csl(cited: Cited) -> str:
    """Return the version as CSL-JSON, which reference managers read."""
    head, day = cited.head, cited.head.published
    item = {
        "id": _key(head),
        "type": "dataset",
        "title": _one_line(head.title),
        "author": [{"literal": one} for one in cited.authors],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "version": str(head.number),
        "publisher": PUBLISHER,
    }
    more = {"URL": cited.address, "note": cited.note}
    return json.dumps([item | {name: text for name, text in more.items() if text}], ensure_ascii=False) + "\n"


STYLES = {
    "apa": Style("APA", "txt", "text/plain", apa),
    "iso690": Style("ISO 690", "txt", "text/plain", iso690),
    "bibtex": Style("BibTeX", "bib", "text/plain", bibtex),
    "ris": Style("RIS", "ris", "text/plain", ris),
    "csl-json": Style("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl),
}


def _key(head: Head) -> str:
    return re.sub(r"\W+", "_", head.id) + f"_v{head.number}"


def _escaped(text: str) -> str:
    return "".join(SPECIAL.get(sign, sign) for sign in _one_line(text))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
