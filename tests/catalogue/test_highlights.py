"""Marked titles, excerpts and reasons: the words that were meant, all else escaped."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.catalogue.base import Reason
from stabbur.catalogue.documents import Column, Document
from stabbur.catalogue.highlights import EXCERPT, Marker, needles, why


def marker(*words: str) -> Marker:
    return Marker(needles(words), lambda word: any(word.startswith(one) for one in words))


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Fravær i år", "<mark>Fravær</mark> i år"),
        ("sykefravær", "sykefravær"),
        ("fraværet, FRAVÆR", "<mark>fraværet</mark>, <mark>FRAVÆR</mark>"),
        ("fravær<b>", "<mark>fravær</mark>&lt;b&gt;"),
        ("<fravær>", "&lt;<mark>fravær</mark>&gt;"),
        ("", ""),
        ("ingen", "ingen"),
    ],
)
def test_marks_whole_words(text: str, marked: str) -> None:
    assert marker("fravær").mark(text) == marked


@settings(deadline=None)
@given(st.text(), st.text(min_size=1, max_size=3))
def test_A40_what_is_marked_is_the_escaped_text_and_nothing_else(text: str, needle: str) -> None:
    made = marker(needle.lower()).mark(text)
    bare = made.replace("<mark>", "").replace("</mark>", "")
    assert html.unescape(bare) == html.unescape(html.escape(text))
    assert "<" not in bare


@settings(deadline=None)
@given(st.lists(st.sampled_from(["fravær", "annet", "ord", "<b>", "x" * 50]), max_size=120))
def test_an_excerpt_is_short_and_has_a_meant_word_where_there_is_one(words: list[str]) -> None:
    text = " ".join(words)
    made = marker("fravær").excerpt([text])
    bare = html.unescape(re.sub("</?mark>", "", made)).strip("… ")
    assert len(bare) <= EXCERPT
    assert bare in text
    assert ("<mark>fravær</mark>" in made) == ("fravær" in words)


def test_an_excerpt_is_of_the_first_text_that_has_a_meant_word() -> None:
    found = marker("fravær")
    assert found.excerpt(["Først", "så fravær", "fravær sist"]) == "så <mark>fravær</mark>"
    assert found.excerpt(["Først", "sist"]) == "Først"
    assert found.excerpt([]) == found.excerpt(["", ""]) == ""
    long = "ord " * 100 + "fravær " + "ord " * 100
    assert found.excerpt([long]).startswith("… ")
    assert found.excerpt([long]).endswith(" …")


def test_reasons_are_the_places_in_the_order_that_tells_most() -> None:
    document = Document(
        "package",
        "a/b",
        "Fravær",
        description="om fravær",
        topics=("fravær", "helse"),
        keywords=("fraværsdager",),
        columns=(Column("x", "Annet"), Column("f", "Fravær"), Column("u", unit="fraværsdager")),
        text="noe fravær",
        translations={"en": {"title": "fravær"}},
    )
    assert [(one.place, one.name) for one in marker("fravær").reasons(document)] == [
        ("title", ""),
        ("column", "f"),
        ("column", "u"),
        ("keyword", "fraværsdager"),
        ("topic", "fravær"),
        ("description", ""),
        ("text", ""),
    ]
    assert list(marker("annen").reasons(document)) == []


def test_a_translation_is_a_description() -> None:
    document = Document("package", "a/b", "x", translations={"en": {"description": "absence"}})
    assert [one.place for one in marker("absence").reasons(document)] == ["description"]


def test_without_needles_nothing_is_found() -> None:
    assert needles([]) is None
    assert needles([""]) is None
    empty = Marker(None, lambda word: True)
    assert empty.mark("a <b>") == "a &lt;b&gt;"
    assert not empty.found("a")


def test_why_names_four_places_at_most() -> None:
    reasons = [Reason("title", title="T"), *(Reason("column", f"k{n}", f"K{n}") for n in range(5))]
    assert why(reasons) == "title, column 'k0' (K0), column 'k1' (K1), column 'k2' (K2) and 2 more"
    assert why([Reason("column", "k", "k")]) == "column 'k'"
    assert why([]) == ""
