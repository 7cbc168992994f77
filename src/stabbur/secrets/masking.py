"""Keep secrets, and characters that steer a terminal, out of everything that is shown or logged."""

import base64
import json
import logging
import os
import re
import unicodedata
from html import escape
from urllib.parse import quote, quote_plus

STARS = "•••"
SHORTEST = 4  # a shorter value would blank out ordinary words
SHORTEST_CODED = 7
LONG_LINE = 16
_KNOWN: set[str] = set()

# what nobody told us is a secret, but looks like one in the messages of drivers and servers
_SHAPES = (
    re.compile(r"(?P<before>\b[a-z][a-z0-9+.-]*://[^\s/:@'\"]*:)(?P<secret>[^\s/'\"]+)(?=@)", re.IGNORECASE),
    re.compile(r"(?P<before>\b(?:bearer|basic)\s+)(?P<secret>[A-Za-z0-9._~+/=-]{4,})", re.IGNORECASE),
    re.compile(
        r"(?P<before>\b(?:set-)?cookie\s*:\s*)(?P<secret>[^\r\n]+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<before>\b[\w-]*(?:password|passwd|pwd|token|api[_-]?key|secret)[\w-]*['\"]?\s*[=:]\s*['\"]?)"
        r"(?P<secret>[^\s'\"&;,}]{3,})",
        re.IGNORECASE,
    ),
)


def remember(value: str) -> None:
    """Note a value that must never be shown; every form that it takes in an address counts."""
    _KNOWN.update(forms(value))


def forms(value: str) -> set[str]:
    """Return how a value may stand in a text; nothing of one so short that it would blank out ordinary words."""
    if len(value) < SHORTEST:
        return set()
    data = value.encode("utf-8", "surrogateescape")
    # of a key of several lines each may be printed by itself
    lines = {line for line in value.splitlines() if len(line) >= LONG_LINE}
    written = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], repr(value)[1:-1]}
    written.add(repr(data)[2:-1])
    quoted = {quote(data, safe=""), quote(data), quote_plus(data)}
    page = {escape(value, quote=False), escape(value), escape(value).replace("&#x27;", "&#39;")}
    page |= {one.replace("&quot;", "&#34;") for one in page}
    coded = {base64.b64encode(data).decode(), data.hex(), data.hex().upper(), *_inside_base64(data)}
    return {value, *coded, *lines, *written, *quoted, *page}


def _inside_base64(data: bytes) -> set[str]:
    """Return what stands in base64 of a longer text, such as `user:value`, wherever the value begins in it."""
    found = set()
    for before in range(3):
        known = slice(-(-before * 8 // 6), (before + len(data)) * 8 // 6)  # the letters of the value alone
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            found.add(encode(bytes(before) + data).decode()[known])
    return {one for one in found if len(one) >= SHORTEST_CODED}


def mask(text: str) -> str:
    """Return text without the secrets that this process read or was given, nor what has the shape of one."""
    # asked each time: a secret may be put into the environment after the process has started
    for variable, value in os.environ.items():
        if variable.startswith("STABBUR_SECRET_"):
            remember(value)
    # the longest first: a short secret inside a long one would leave the rest of it to be read
    for value in sorted(_KNOWN, key=len, reverse=True):
        text = text.replace(value, STARS)
    for shape in _SHAPES:
        text = shape.sub(lambda found: found["before"] + STARS, text)
    return text


def printable(text: str) -> str:
    """Return text that can't steer a terminal or forge a line: control characters are written out."""
    return "".join(
        character.encode("unicode_escape").decode()
        if character != "\u00ad" and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else character
        for character in text
    )


class SecretFilter(logging.Filter):
    """Mask the secrets in every record of a handler or logger, and write control characters out."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's message; every record passes."""
        record.msg, record.args = printable(mask(record.getMessage())), ()
        if record.exc_text:
            record.exc_text = mask(record.exc_text)
        return True
