"""Tokens, spellings with and without æøå, and compounds split by words that are known."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.catalogue.tantivy.fields import norwegian_stem
from stabbur.catalogue.words import SHORTEST_PART, Chunks, Compounds, common, spellings, tokens

ALPHABET = "abcdefghijklmnopqrstuvwxyzæøå"
WORD = st.text(ALPHABET, min_size=1, max_size=25)


@pytest.fixture
def compounds() -> Compounds:
    stems = {norwegian_stem(word) for word in common()}
    return Compounds(norwegian_stem, stems.__contains__)


def test_the_list_holds_its_rule() -> None:
    words = common()
    assert all(len(word) >= SHORTEST_PART and set(word) <= set(ALPHABET) for word in words)
    stems = {norwegian_stem(word) for word in words}
    assert len(stems) == len(words), "a word whose stem is there already adds nothing"


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("sykefravær", {"syk", "fravær"}),
        ("arbeidsmarked", set()),
        ("arbeidstidsordning", set()),
        ("arbeidstid", {"arbeid", "tid"}),
        ("kommuneøkonomi", {"kommun", "økonomi"}),
        ("sykehuspasienter", {"sykehus", "pasient", "syk", "hus"}),
        ("innvandrerbefolkningen", {"innvandr", "befolkning"}),
        ("boligprisindeks", {"bol", "prisindeks", "pris", "indeks"}),
        ("produktnivå", {"produkt", "nivå"}),
        ("pengebruk", {"peng", "bruk"}),
        ("informasjon", set()),
        ("tall", set()),
        ("", set()),
    ],
)
def test_splits(compounds: Compounds, word: str, parts: set[str]) -> None:
    assert set(compounds.split(word)) == parts


def test_chunks_have_the_parts_of_their_words(compounds: Compounds) -> None:
    chunks = Chunks(compounds)
    assert set(chunks.parts("Sykefravær/arbeidstid, (boligpris)").split()) == {
        "syk",
        "fravær",
        "arbeid",
        "tid",
        "bol",
        "pris",
    }
    assert chunks.parts("") == chunks.parts("og i av") == ""


@settings(deadline=None)
@given(WORD, WORD)
def test_any_word_is_split_into_stems_that_are_known(one: str, other: str) -> None:
    known = {norwegian_stem(one), norwegian_stem(other), *map(norwegian_stem, common())}
    split = Compounds(norwegian_stem, known.__contains__).split(one + other)
    assert norwegian_stem(one + other) not in split
    assert all(part in known for part in split)


@settings(deadline=None)
@given(st.lists(WORD, max_size=6))
def test_chunks_are_what_their_words_are(words: list[str]) -> None:
    compounds = Compounds(norwegian_stem, set(map(norwegian_stem, common())).__contains__)
    expected = {part for word in words for part in compounds.split(word)}
    assert set(Chunks(compounds).parts(" ".join(words)).split()) == expected


@settings(deadline=None)
@given(st.text())
def test_tokens_are_lower_case_words(text: str) -> None:
    for token in tokens(text):
        assert token
        assert not any(letter.isspace() or letter == "_" for letter in token)


@settings(deadline=None)
@given(WORD)
def test_a_word_is_its_own_first_spelling(word: str) -> None:
    found = spellings(word)
    assert found[0] == word
    assert len(set(found)) == len(found) <= 3


@pytest.mark.parametrize(
    ("word", "found"),
    [("øl", ["øl", "oel"]), ("aar", ["aar", "år"]), ("fravær", ["fravær", "fravaer"]), ("oslo", ["oslo"])],
)
def test_spellings(word: str, found: list[str]) -> None:
    assert spellings(word) == found
