"""Words of Norwegian and English, whole, inside others and mistyped."""

import pytest

from stabbur.catalogue.base import SearchIndex
from stabbur.catalogue.documents import Document
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
    assert ask(text).did_you_mean is None


def test_a_long_text_is_cut(ask: Ask) -> None:
    assert ids(ask("sykefravær " * 5_000)) == ids(ask("sykefravær"))
    assert ids(ask("x" * 50_000)) == []


def test_learns_the_words_of_compounds(index: SearchIndex, ask: Ask) -> None:
    index.upsert([Document("package", "a/1", "Rognebærsyltetøy")])
    assert ids(ask("syltetøy")) == ["a/1"]  # by looking into words
    index.upsert([Document("package", "a/2", "Syltetøy")])
    assert ids(ask("syltetøy")) == ["a/2", "a/1"]  # the older one was split again
