"""What somebody typed -> a query of the index, the words it means, and what may have been meant instead."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

import tantivy

from stabbur.catalogue.highlights import Marker, needles
from stabbur.catalogue.tantivy.fields import (
    BOOSTS,
    PHRASES,
    STEMS,
    TITLES,
    english_stem,
    norwegian_stem,
    schema,
)
from stabbur.catalogue.tantivy.terms import CONTAINED, Terms
from stabbur.catalogue.words import spellings, tokens

PHRASE = re.compile(r'(?P<without>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>\S+))')
MOST_WORDS = 12
WEAK = 0.3  # what a guess counts against a word that stands there
TIE = 0.2
LONGEST_GUESSED = 40  # letters of a word
TITLED_PHRASES = ("title", "title_en")
LOOKED_INTO = ("words", "body", "body_en", "values")  # for pieces of words, in this order
Must, Should, Not = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


@dataclass(slots=True)
class Matching:
    """A query of the index with what was learnt when it was made."""

    clauses: list[tuple[tantivy.Occur, tantivy.Query]] = field(default_factory=list)
    asked: dict[str, tantivy.Query] = field(default_factory=dict)
    """Each word or phrase that must be there, and what asks for it."""
    titled: list[tantivy.Query | None] = field(default_factory=list)
    """For each of them what asks for it in titles."""
    stems: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    inside: set[str] = field(default_factory=set)
    corrected: dict[str, str] = field(default_factory=dict)
    guessed: bool = False
    """Whether a word stands nowhere as it is, so that something else was put in its place."""

    def query(self) -> tantivy.Query:
        """Return the query that asks for every word."""
        if all(occur == Not for occur, _ in self.clauses):
            return tantivy.Query.boolean_query([(Must, tantivy.Query.all_query()), *self.clauses])
        if len(self.clauses) == 1:
            return self.clauses[0][1]
        return tantivy.Query.boolean_query(self.clauses)

    def relaxed(self, least: int) -> tantivy.Query:
        """Return the query for documents that have so many of the words."""
        return self._with_unwanted(
            tantivy.Query.boolean_query([(Should, one) for one in self.asked.values()], least)
        )

    def without(self, left_out: Collection[str]) -> tantivy.Query:
        """Return the query for all words but some."""
        return self._with_unwanted(
            tantivy.Query.boolean_query(
                [(Must, one) for word, one in self.asked.items() if word not in left_out]
            )
        )

    def in_title(self) -> tantivy.Query | None:
        """Return the query for documents whose title has every word; None when none can."""
        found = [one for one in self.titled if one is not None]
        if not found or len(found) < len(self.titled):
            return None
        return tantivy.Query.boolean_query([(Must, one) for one in found])

    def _with_unwanted(self, wanted: tantivy.Query) -> tantivy.Query:
        unwanted = [(occur, query) for occur, query in self.clauses if occur == Not]
        return tantivy.Query.boolean_query([(Must, wanted), *unwanted]) if unwanted else wanted

    def marker(self, terms: Terms) -> Marker:
        """Return what finds the meant words in the texts of a hit."""

        def meant(word: str) -> bool:
            stem = norwegian_stem(word)
            return (
                stem in self.stems
                or english_stem(word) in self.stems
                or any(piece in word for piece in self.inside)
                or any(part in self.parts for part in terms.compounds.split(word))
            )

        pieces = (stem.removesuffix("i") or stem for stem in self.stems | self.parts)
        return Marker(needles([*pieces, *self.inside]), meant)


def match(text: str, terms: Terms) -> Matching:
    """Return how a text is searched for: every word, phrases in quotes, without words after a minus."""
    found = Matching()
    pieces = list(PHRASE.finditer(text))[:MOST_WORDS]
    for number, piece in enumerate(pieces):
        words = tokens(piece["phrase"] if piece["phrase"] is not None else piece["word"])[:MOST_WORDS]
        if not words:
            continue
        if piece["without"]:
            unwanted = _phrase(words) if len(words) > 1 else _word(words[0], terms)
            if unwanted is not None:
                found.clauses.append((Not, unwanted))
        elif len(words) > 1 and piece["phrase"] is not None:
            _ask(found, " ".join(words), _phrase(words), _phrase(words, TITLED_PHRASES))
            _mark(words, found)
        else:
            unfinished = number == len(pieces) - 1 and not text[-1:].isspace() and piece["phrase"] is None
            for place, word in enumerate(words, 1):
                last = unfinished and place == len(words)
                asks = _meaning(word, terms, found, unfinished=last)
                _ask(found, word, asks, _word(word, terms, fields=TITLES))
    return found


def _ask(found: Matching, told: str, asks: tantivy.Query, in_titles: tantivy.Query | None) -> None:
    found.clauses.append((Must, asks))
    found.asked[told] = asks
    found.titled.append(in_titles)


def _meaning(word: str, terms: Terms, found: Matching, *, unfinished: bool) -> tantivy.Query:
    """Return what one word asks for: itself, else what it begins, is made of, stands in or resembles."""
    exact = _word(word, terms)
    if exact is not None:
        _mark(spellings(word), found)
        return exact
    found.guessed = True
    guesses = (
        [_completed, _composed, _contained, _corrected] if unfinished else [_composed, _contained, _corrected]
    )
    for guess in guesses:
        query = guess(word, terms, found)
        if query is not None:
            return query
    return tantivy.Query.empty_query()


def _word(word: str, terms: Terms, fields: Collection[str] = BOOSTS) -> tantivy.Query | None:
    matches = terms.matches(word, fields)
    return _any(matches, 1.0) if matches else None


def _completed(word: str, terms: Terms, found: Matching) -> tantivy.Query | None:
    longer = [one for spelling in spellings(word) for one in terms.completions(spelling)]
    if not longer:
        return None
    _mark(longer, found)
    return _any_word(longer, terms, 1.0)


def _composed(word: str, terms: Terms, found: Matching) -> tantivy.Query | None:
    parts = terms.parts(word)
    if not parts:
        return None
    query = tantivy.Query.boolean_query([(Must, _any(part, WEAK)) for part in parts])
    if not terms.count(query):
        return None
    found.stems.update(term for part in parts for _, term in part)
    return query


def _contained(word: str, terms: Terms, found: Matching) -> tantivy.Query | None:
    if len(word) > LONGEST_GUESSED:
        return None
    stems = ((one, norwegian_stem(one)) for one in spellings(word))
    pieces = [stem if len(stem) >= CONTAINED else one for one, stem in stems if len(one) >= CONTAINED]
    if not pieces:
        return None
    pattern = f".*({'|'.join(pieces)}).*"
    for name in LOOKED_INTO:
        query = tantivy.Query.regex_query(schema(), name, pattern)
        if terms.count(query):
            found.inside.update(pieces)
            return tantivy.Query.boost_query(query, WEAK)
    return None


def _corrected(word: str, terms: Terms, found: Matching) -> tantivy.Query | None:
    near = terms.corrections(word)
    if not near:
        return None
    found.corrected[word] = near[0]
    _mark(near, found)
    return _any_word(near, terms, WEAK)


def _any_word(words: list[str], terms: Terms, boost: float) -> tantivy.Query | None:
    matches = [one for word in dict.fromkeys(words) for one in terms.matches(word)]
    return _any(list(dict.fromkeys(matches)), boost) if matches else None


def _any(matches: list[tuple[str, str]], boost: float) -> tantivy.Query:
    """Return the query for any of some terms: the best counts, the others a little."""
    queries = [
        tantivy.Query.boost_query(tantivy.Query.term_query(schema(), name, term), BOOSTS[name] * boost)
        for name, term in matches
    ]
    return queries[0] if len(queries) == 1 else tantivy.Query.disjunction_max_query(queries, TIE)


def _phrase(words: list[str], fields: Collection[str] = PHRASES) -> tantivy.Query:
    """Return the query for words that stand next to each other."""
    queries = [
        tantivy.Query.boost_query(
            tantivy.Query.phrase_query(schema(), name, [STEMS[name](word) for word in words]), BOOSTS[name]
        )
        for name in fields
    ]
    return tantivy.Query.disjunction_max_query(queries, TIE)


def _mark(words: list[str], found: Matching) -> None:
    for word in words:
        found.stems.update((norwegian_stem(word), english_stem(word)))
        found.parts.add(norwegian_stem(word))
