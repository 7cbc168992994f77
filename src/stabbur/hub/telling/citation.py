"""How a version is cited: in words, as BibTeX and as RIS."""

import re
from collections.abc import Mapping
from typing import Any

from stabbur.hub.telling.head import Head
from stabbur.hub.telling.words import dicts


def authors(descriptor: Mapping[str, Any], owner: str) -> str:
    """Return who made it: the authors, else whoever contributed, else the owner."""
    people = dicts(descriptor.get("contributors"))
    named = [one for one in people if "author" in str(one.get("role") or one.get("roles") or "")] or people
    return ", ".join(str(one["title"]) for one in named if one.get("title")) or owner


def bibtex(head: Head, author: str, address: str) -> str:
    """Return the version as BibTeX."""
    fields = {
        "author": f"{{{author}}}",
        "title": f"{{{head.title}}}",
        "year": str(head.published.year),
        "version": str(head.number),
        "publisher": "Stabbur",
        "url": address,
    }
    key = re.sub(r"\W+", "_", head.id)
    inner = ",\n".join(f"  {name} = {{{_one_line(value)}}}" for name, value in fields.items())
    return f"@misc{{{key}_v{head.number},\n{inner}\n}}\n"


def ris(head: Head, author: str, address: str) -> str:
    """Return the version as RIS."""
    lines = [
        ("TY", "DATA"),
        ("AU", author),
        ("TI", head.title),
        ("PY", str(head.published.year)),
        ("ET", str(head.number)),
        ("PB", "Stabbur"),
        ("UR", address),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in lines)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
