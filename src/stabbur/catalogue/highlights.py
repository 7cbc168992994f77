"""Which words of a text were meant: titles and excerpts as escaped HTML, and why a document was found."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from stabbur.catalogue.base import Reason
from stabbur.catalogue.documents import Document

EXCERPT = 240  # characters
LEAD = 60  # characters shown before the first marked word
Meant = Callable[[str], bool]
"""Whether a word in lower case is one that the query means."""


@dataclass(frozen=True, slots=True)
class Marker:
    """Finds the words of a query in texts.

    `needles` are pieces that every meant word contains: they find the places fast, `meant` decides.
    """

    needles: re.Pattern[str] | None
    meant: Meant

    def mark(self, text: str) -> str:
        """Return a text as HTML with every meant word in `<mark>`."""
        return _mark(text, self.spans(text))

    def excerpt(self, texts: Iterable[str]) -> str:
        """Return the piece of the first text that has most of the meant words, as HTML.

        The beginning of the first text where none has any.
        """
        beginning = ""
        for text in texts:
            plain = " ".join(text.split())
            beginning = beginning or plain
            spans = list(self.spans(plain))
            if spans:
                return _excerpt(plain, spans)
        return _excerpt(beginning, [])

    def reasons(self, document: Document) -> Iterator[Reason]:
        """Yield the places of a document where meant words stand, the telling ones first."""
        if self.found(document.title):
            yield Reason("title", title=document.title)
        for column in document.columns:
            texts = (column.name, column.title, column.unit, column.description)
            if any(self.found(text) for text in texts):
                yield Reason("column", column.name, column.title)
        for keyword in document.keywords:
            if self.found(keyword):
                yield Reason("keyword", keyword)
        for topic in document.topics:
            if self.found(topic):
                yield Reason("topic", topic)
        translated = (text for told in document.translations.values() for text in told.values())
        if self.found(document.description) or any(self.found(text) for text in translated):
            yield Reason("description")
        if self.found(document.text):
            yield Reason("text")
        if self.found(document.values):
            yield Reason("values")

    def found(self, text: str) -> bool:
        """Return whether a text has a meant word."""
        return next(self.spans(text), None) is not None

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the meant words stand."""
        if self.needles is None:
            return
        end = 0
        for match in self.needles.finditer(text):
            if match.start() < end:
                continue
            start, end = _word_at(text, match.start(), match.end())
            if self.meant(text[start:end].lower()):
                yield start, end


def needles(pieces: Iterable[str]) -> re.Pattern[str] | None:
    """Return the pattern of pieces of words; None when there are none."""
    listed = sorted({piece for piece in pieces if piece}, key=lambda piece: (-len(piece), piece))
    return re.compile("|".join(map(re.escape, listed)), re.IGNORECASE) if listed else None


def why(reasons: Iterable[Reason]) -> str:
    """Return in words where the query was found, such as `column 'alder' (Alder)`."""
    said: list[str] = []
    for reason in reasons:
        name = f" '{reason.name}'" if reason.name else ""
        title = f" ({reason.title})" if reason.name and reason.title not in ("", reason.name) else ""
        said.append(f"{reason.place}{name}{title}")
    more = f" and {len(said) - 4} more" if len(said) > 4 else ""
    return ", ".join(said[:4]) + more


def _word_at(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


def _excerpt(text: str, spans: list[tuple[int, int]]) -> str:
    first = max(
        (start for start, _ in spans),
        key=lambda start: (sum(start <= other < start + EXCERPT - LEAD for other, _ in spans), -start),
        default=0,
    )
    start = 0 if first <= LEAD else _after_space(text, first - LEAD)
    end = len(text) if len(text) <= start + EXCERPT else max(start, text.rfind(" ", start, start + EXCERPT))
    end = end if end > start else min(len(text), start + EXCERPT)
    inside = [(left - start, right - start) for left, right in spans if start <= left and right <= end]
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return f"{before}{_mark(text[start:end], inside)}{after}"


def _after_space(text: str, at: int) -> int:
    space = text.find(" ", at, at + LEAD)
    return at if space < 0 else space + 1


def _mark(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += [html.escape(text[at:start]), "<mark>", html.escape(text[start:end]), "</mark>"]
        at = end
    return "".join([*pieces, html.escape(text[at:])])
