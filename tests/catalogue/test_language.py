"""Words of Norwegian and English, whole, inside others and mistyped."""

import pytest

from stabbur.catalogue.base import SearchIndex
from stabbur.catalogue.distance import distance, tolerance
from stabbur.catalogue.documents import Document
from stabbur.catalogue.tantivy.fields import norwegian_stem
from stabbur.catalogue.tantivy.terms import common_stems
from stabbur.catalogue.words import Compounds, spellings, tokens
from tests.catalogue.conftest import Ask, ids


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("fravær", "nav/sykefravaer"),
        ("fraværet", "nav/sykefravaer"),
        ("FRAVÆR", "nav/sykefravaer"),
        ("fravaer", "nav/sykefravaer"),
        ("sykefravaer", "nav/sykefravaer"),
        ("sykefravær", "nav/sykefravaer"),
        ("kommune", "nav/sykefravaer"),
        ("kvinne", "nav/sykefravaer"),
        ("trygd", "nav/barnetrygd"),
        ("trygden", "nav/barnetrygd"),
        ("barnetrygd", "nav/barnetrygd"),
        ("barnetrgyd", "nav/barnetrygd"),
        ("municipalities", "ssb/population"),
        ("popluation", "ssb/population"),
        ("folketallet", "ssb/folketall"),
        ("inhabitant", "ssb/folketall"),
        ("census", "ssb/folketall"),
        ("folketal", "ssb/folketall"),
        ("lege", "nav/sykefravaer"),
    ],
)
def test_finds(ask: Ask, typed: str, found: str) -> None:
    assert found in ids(ask(typed))


@pytest.mark.parametrize("typed", ["kommunikasjon", "qqqqqq", "42", '"kommunene legemeldt"'])
def test_does_not_find(ask: Ask, typed: str) -> None:
    assert ids(ask(typed)) == []


def test_decomposed_letters_are_the_same(ask: Ask) -> None:
    assert ids(ask("frava\u0308r")) == []  # ä is no æ
    assert ids(ask("A\u030a")) == ids(ask("Å"))


def test_every_word_counts_phrases_stand_together_and_a_minus_leaves_out(ask: Ask) -> None:
    assert ids(ask("sykefravær næring")) == ["nav/sykefravaer"]
    assert ids(ask('"etter næring"')) == ["nav/sykefravaer"]
    assert ids(ask('"næring etter"')) == []
    assert "nav/sykefravaer" not in ids(ask("-sykefravær"))
    assert len(ids(ask("-sykefravær"))) == 3


def test_one_word_too_many_is_forgiven(ask: Ask) -> None:
    assert ids(ask("sykefravær næring romskip")) == ["nav/sykefravaer"]


@pytest.mark.parametrize(
    "text", ['"', "-", "- -", '""', "a:b AND (", "title:", "*", "\\", "[1 TO", "\x00", " "]
)
def test_signs_are_no_language_of_queries(ask: Ask, text: str) -> None:
    ask(text)


def test_a_long_text_is_cut(ask: Ask) -> None:
    ask("fravær " * 5_000)
    ask("x" * 50_000)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("sykefravær", {"syk", "fravær"}),
        ("barnetrygden", {"barn", "trygd"}),
        ("arbeidsledighet", {"arbeid", "led"}),
        ("folketall", {"folk", "tall"}),
        ("kommuneregnskap", {"kommun", "regnskap"}),
        ("kommune", set()),
        ("kommunikasjon", set()),
        ("prosent", set()),
    ],
)
def test_splits_compounds(word: str, parts: set[str]) -> None:
    compounds = Compounds(norwegian_stem, common_stems().__contains__)
    assert set(compounds.split(word)) == parts


def test_learns_the_words_of_compounds(index: SearchIndex, ask: Ask) -> None:
    index.upsert([Document("package", "a/1", "Rognebærsyltetøy")])
    assert ids(ask("syltetøy")) == ["a/1"]  # by looking into words
    index.upsert([Document("package", "a/2", "Syltetøy")])
    assert ids(ask("syltetøy")) == ["a/2", "a/1"]  # the older one was split again


def test_distance_of_words() -> None:
    assert distance("fravær", "fravær", 1) == 0
    assert distance("frvaær", "fravær", 1) == 1
    assert distance("abc", "xyz", 1) == 2
    assert (tolerance("by"), tolerance("alder"), tolerance("kommunene"), tolerance("k0301")) == (0, 1, 2, 0)


def test_words_and_spellings() -> None:
    assert tokens("K-0301 Oslo, antall_personer") == ["k", "0301", "oslo", "antall", "personer"]
    assert spellings("fravaer") == ["fravaer", "fravær"]
    assert spellings("år") == ["år", "aar"]
