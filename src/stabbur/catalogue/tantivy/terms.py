"""What the index knows of a word: whether it stands in a document, what it may be short or wrong for."""

from collections.abc import Iterable
from typing import Any

import tantivy

from stabbur.catalogue.distance import distance, tolerance
from stabbur.catalogue.documents import parse
from stabbur.catalogue.tantivy.fields import BOOSTS, PARTS, STEMS, norwegian_stem, schema
from stabbur.catalogue.tantivy.rows import words
from stabbur.catalogue.words import Compounds, common, spellings

COMPLETIONS = 20
LOOKED_AT = 20  # documents from which corrections are taken
CONTAINED = 4  # letters that a piece of a word needs before it is looked for inside words
CORRECTED_BY = ("words", "body", "body_en")  # in this order
MOST_CORRECTIONS = 5
KNOWN_BY = ("title", "names", "body")


class Seen:
    """Which terms stand in a document that the asker may see.

    Parameters
    ----------
    searcher
        A fixed state of the index.
    allowed
        What the asker may see, when words that stand elsewhere only must count as unknown.
    """

    def __init__(self, searcher: tantivy.Searcher, allowed: tantivy.Query | None = None) -> None:
        self._searcher = searcher
        self._allowed = allowed

    def known(self, stem: str) -> bool:
        """Return whether a Norwegian stem is that of a word in use."""
        return stem in common_stems() or any(self.has(field, stem) for field in KNOWN_BY)

    def has(self, field: str, term: str) -> bool:
        """Return whether a term stands in a field of any document."""
        if not self._searcher.doc_freq(field, term):
            return False
        if self._allowed is None:
            return True
        wanted = tantivy.Query.term_query(schema(), field, term)
        return self.count(wanted) > 0

    def count(self, query: tantivy.Query) -> int:
        """Return how many documents that may be seen a query finds."""
        both = query if self._allowed is None else query.and_must_match(self._allowed)
        return total(self._searcher.search(both, 1))


class Terms(Seen):
    """The words of all documents that somebody may see, what they are made of and may be short or wrong for."""

    def __init__(self, searcher: tantivy.Searcher, allowed: tantivy.Query | None = None) -> None:
        super().__init__(searcher, allowed)
        # asks another object than this one: a ring of objects would hold files of the index until the collector runs
        self.compounds = Compounds(norwegian_stem, Seen(searcher, allowed).known)

    def matches(self, word: str, fields: Iterable[str] = BOOSTS) -> list[tuple[str, str]]:
        """Return the fields and terms by which a word is found, in all its spellings."""
        return [
            (field, term)
            for spelling in spellings(word)
            for field in fields
            if self.has(field, term := STEMS[field](spelling))
        ]

    def parts(self, word: str) -> list[list[tuple[str, str]]]:
        """Return by which fields and terms each part of a compound is found; empty when one is not."""
        found = [
            [(field, part) for field in (*KNOWN_BY, *PARTS) if self.has(field, part)]
            for part in self.compounds.split(word)
        ]
        return found if all(found) else []

    def completions(self, prefix: str, limit: int = COMPLETIONS) -> list[str]:
        """Return the words that begin with a prefix, the most common first."""
        found = self._searcher.terms_with_prefix("words", prefix, self._allowed)
        return [word for word, _ in sorted(found, key=lambda one: (-one[1], one[0]))[:limit]]

    def corrections(self, word: str) -> list[str]:
        """Return words in use that differ from this one by a slip of the hand, the nearest first."""
        most = tolerance(word)
        if not most:
            return []
        for field in CORRECTED_BY:
            for steps in range(1, most + 1):
                if near := self._near(word, field, steps):
                    return near
        return []

    def _near(self, word: str, field: str, steps: int) -> list[str]:
        """Return words that some slips lead to, from the best documents that have one in a field."""
        typed = word if field == "words" else STEMS[field](word)
        query = tantivy.Query.fuzzy_term_query(schema(), field, typed, steps)
        wanted = query if self._allowed is None else query.and_must_match(self._allowed)
        near: dict[str, tuple[int, int]] = {}
        for _, address in self._searcher.search(wanted, LOOKED_AT, count=False).hits:
            document = parse(self._searcher.doc(address)["document"][0])
            for other in words(document) - near.keys():
                if (apart := distance(word, other, steps)) <= steps:
                    near[other] = (apart, -self._searcher.doc_freq("words", other))
        return sorted(near, key=lambda other: (near[other], other))[:MOST_CORRECTIONS]


def total(result: Any) -> int:
    """Return how many documents a query found; the engine's types do not name this attribute."""
    return int(result.count)


def common_stems() -> frozenset[str]:
    """Return the stems of the words that compounds are often made of."""
    return _COMMON


_COMMON = frozenset(map(norwegian_stem, common()))
