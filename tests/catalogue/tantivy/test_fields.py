"""How text becomes terms: the same in the index as in a query."""

import pytest
import tantivy
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.catalogue.tantivy.fields import (
    BOOSTS,
    LONGEST_WORD,
    PARTS,
    PHRASES,
    STEMS,
    analyzers,
    english_stem,
    norwegian_stem,
    schema,
)

WORD = st.text("abcdefghijklmnopqrstuvwxyzæøå0123456789", min_size=1, max_size=LONGEST_WORD - 1)


@pytest.mark.parametrize(
    ("word", "stem"),
    [("kommunene", "kommun"), ("kommune", "kommun"), ("fraværet", "fravær"), ("0301", "0301"), ("", "")],
)
def test_norwegian_stems(word: str, stem: str) -> None:
    assert norwegian_stem(word) == stem


@pytest.mark.parametrize(("word", "stem"), [("municipalities", "municip"), ("counts", "count"), ("æ", "æ")])
def test_english_stems(word: str, stem: str) -> None:
    assert english_stem(word) == stem


@settings(deadline=None)
@given(WORD)
def test_a_stem_is_what_the_index_makes_of_the_word(word: str) -> None:
    assert analyzers()["norwegian"].analyze(word.upper()) == [norwegian_stem(word)]
    assert analyzers()["english"].analyze(word.upper()) == [english_stem(word)]


def test_a_word_that_is_too_long_is_left_out_of_the_index_and_whole_in_a_query() -> None:
    long = "x" * (LONGEST_WORD + 1)
    assert analyzers()["norwegian"].analyze(f"a {long} b") == ["a", "b"]
    assert norwegian_stem(long) == long


def test_every_field_that_is_searched_has_a_stem_and_exists() -> None:
    assert set(BOOSTS) == set(STEMS)
    assert set(PHRASES) | set(PARTS) <= set(BOOSTS)
    for name in BOOSTS:
        assert tantivy.Query.term_query(schema(), name, "x")
    with pytest.raises(ValueError, match="none"):
        tantivy.Query.term_query(schema(), "none", "x")
