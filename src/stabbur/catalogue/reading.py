"""The words of pages and notebooks, as far as the catalogue takes them: what a reader sees, no script or style."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser

from stabbur.catalogue.documents import MOST_TEXT

UNSEEN = {"script", "style", "template", "noscript", "title"}
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "code",
    "em",
    "i",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
}
MOST_READ = 4_000_000  # bytes; pages with whole charting libraries in them begin with megabytes of script


def page_text(data: bytes, most: int = MOST_TEXT) -> str:
    """Return the words that a reader of an HTML page sees, at most so many characters.

    >>> page_text(b"<title>T</title><style>p{}</style><p>Fler&eacute; <b>sy</b>ke</p><script>x()</script><p>i 2021")
    'Fleré syke i 2021'
    """
    reader = _Reader(most)
    reader.feed(_decoded(data[:MOST_READ]))
    reader.close()
    return " ".join("".join(reader.pieces).split())[:most]


def notebook_text(data: bytes, most: int = MOST_TEXT) -> str:
    """Return what the cells of a notebook say; nothing when it cannot be read as one."""
    try:
        return "\n".join(_cells(json.loads(data)))[:most]
    except (ValueError, RecursionError):
        return ""


class _Reader(HTMLParser):
    def __init__(self, most: int) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._left = most
        self._unseen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._unseen and tag in UNSEEN:
            self._unseen = tag
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen and self._left > 0:
            self.pieces.append(data)
            self._left -= len(data)

    def _part(self, tag: str) -> None:
        if tag not in INLINE:  # two cells of a table are two words, two letters of one word are not
            self.pieces.append(" ")


def _cells(notebook: object) -> Iterator[str]:
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for cell in cells if isinstance(cells, list) else []:
        source = cell.get("source") if isinstance(cell, dict) else None
        if isinstance(source, list):
            yield "".join(one for one in source if isinstance(one, str))
        elif isinstance(source, str):
            yield source


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.end >= len(data) - 3 and error.start > 0:  # the last letter was cut
            return data[: error.start].decode("utf-8-sig")
        return data.decode("cp1252", "replace")
