"""Which text of a document goes into which language and field."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.catalogue.documents import Column, Document, parse
from stabbur.catalogue.ranking import title_order
from stabbur.catalogue.tantivy.fields import norwegian_stem
from stabbur.catalogue.tantivy.rows import NOTHING, learnt, row, texts, words
from stabbur.catalogue.tantivy.terms import common_stems
from stabbur.catalogue.words import Chunks, Compounds
from tests.catalogue.conftest import DOCUMENTS

BOTH = Document(
    "package",
    "a/b",
    "Folketall",
    "Personer",
    topics=("helse",),
    keywords=("alder",),
    columns=(Column("antallMenn", "Menn", "Alle menn", "personer"),),
    text="Notat",
    translations={
        "en": {"title": "Population", "description": "Persons"},
        "nn": {"title": "Folketal", "description": "Folk"},
    },
)


def chunks() -> Chunks:
    return Chunks(Compounds(norwegian_stem, common_stems().__contains__))


def test_norwegian_goes_to_norwegian_and_its_translation_to_english() -> None:
    norwegian, english = texts(BOTH)
    assert norwegian == (
        "Folketall",
        "helse\nalder\na/b\nantall Menn\nMenn\npersoner",
        "Personer\nAlle menn\nNotat",
    )
    assert english == ("Population", "", "Persons")


def test_english_goes_to_english_and_all_norwegian_translations_beside_it() -> None:
    document = replace(
        BOTH,
        language="en-GB",
        translations={"nb": {"title": "Folketall"}, "nn": {"title": "Folketal"}, "en": {"title": "x"}},
    )
    norwegian, english = texts(document)
    assert (english.title, norwegian.title) == ("Folketall", "Folketall Folketal")
    assert texts(replace(BOTH, language="en", translations={}))[0] == NOTHING


def test_corrections_are_offered_from_short_texts_alone() -> None:
    found = words(BOTH)
    assert {"folketall", "personer", "antall", "menn", "population", "alder"} <= found
    assert "notat" not in found


def test_compounds_are_learnt_from_titles_and_names() -> None:
    assert learnt([BOTH]) == {"folketall", "alder", "helse", "antallmenn", "menn"}
    assert learnt([]) == set()


@pytest.mark.parametrize("document", [*DOCUMENTS, BOTH], ids=lambda one: str(one.id))
def test_a_row_holds_the_document_and_what_is_sorted_by(document: Document) -> None:
    made = row(document, chunks()).to_dict()
    assert parse(bytes(made["document"][0])) == document
    assert made["title_order"] == [title_order(document)]
    assert made["updated"] == [int(document.updated.timestamp() * 1000)]
    assert made.get("topic", []) == list(document.topics)
    assert made["weight"][0] > 0


def test_a_row_has_the_parts_of_compounds_and_says_what_is_withdrawn() -> None:
    made = row(replace(BOTH, withdrawn=True), chunks()).to_dict()
    assert set(made["title_parts"][0].split()) == {"folk", "tall"}
    assert made["withdrawn"] == ["yes"]
    assert "withdrawn" not in row(BOTH, chunks()).to_dict()


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_any_text_makes_a_row_and_comes_back(title: str, description: str, text: str) -> None:
    document = Document("package", "a/b", title, description, text=text)
    assert parse(bytes(row(document, chunks()).to_dict()["document"][0])) == document
