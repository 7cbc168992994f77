"""Columns in which a row is known by its value, and columns of texts in which anything may stand."""

from collections.abc import Iterator

from stabbur.disclosure.scanning.column import Column
from stabbur.disclosure.scanning.finding import Finding

WORDS = 6  # so many words on average make a text
LETTERS = r"[A-Za-zæøåÆØÅ]{2,} [A-Za-zæøåÆØÅ]{2,}"
UNIQUE = 0.95
FEW = 20  # rows: of fewer, anything is unique


def free_text(column: Column) -> Iterator[Finding]:
    """Yield a column of texts in people's own words: long ones, hardly ever the same twice."""
    if column.kind != "text" or column.rows < 3 or column.distinct < column.rows / 2:
        return
    spaces = column.texts.str.count_matches(" ", literal=True)
    words = spaces.mean()
    if isinstance(words, float) and words >= WORDS - 1:
        long = column.only((spaces >= WORDS - 1) & column.texts.str.contains(LETTERS))
        if long.texts.len() >= column.distinct / 3:
            yield long.found("free text", 0.6 + 0.03 * min(words, 12))


def near_unique(column: Column) -> Iterator[Finding]:
    """Yield a column that has a value of its own for nearly every row; figures and row numbers are left out."""
    if column.rows < FEW or column.distinct < UNIQUE * column.rows or column.kind == "decimal":
        return
    if column.kind == "integer" and column.texts.len() < column.distinct / 2:
        return  # the figures of a table differ, too; only long numbers were taken in
    share = column.distinct / column.rows
    # the keys of a list of countries are unique, too: it is said, and left to people
    confidence = 0.3 + 0.4 * share if column.rows >= 100 else 0.5
    yield column.only(column.counts == 1).found("near-unique", confidence)
