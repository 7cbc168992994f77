"""What lifts or lowers a document whatever is searched for: completeness and freshness."""

from datetime import UTC, datetime

from stabbur.catalogue.documents import Document

HALF_LIFE = 10.0  # years; long, since old figures are often the right ones
OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
REFERENCE = datetime(2026, 1, 1, tzinfo=UTC)
PLACES = {letter: place for place, letter in enumerate(" 0123456789abcdefghijklmnopqrstuvwxyzæøå")}
LETTERS = 11  # of a title that fit into one number


def weight(document: Document) -> float:
    """Return the factor for the score of a document.

    Age counts by a pure exponential: the ratio of two documents is the same on every day, so what
    was weighed when it was indexed stays right.
    """
    years = (max(document.updated, OLDEST) - REFERENCE).days / 365.25
    freshness = float(2.0 ** (years / HALF_LIFE))
    completeness = 0.7 + 0.6 * min(1.0, max(0.0, document.quality))
    return freshness * completeness


def title_order(document: Document) -> int:
    """Return the number that orders documents by title as Norwegian dictionaries do."""
    number, left = 0, LETTERS
    for letter in document.title[:30].lower():
        if (place := PLACES.get(letter)) is not None:
            number = number * len(PLACES) + place
            left -= 1
            if not left:
                break
    return number * int(len(PLACES) ** left)
