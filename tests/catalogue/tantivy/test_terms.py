"""What an index knows of words, for somebody who may see all of it or a part."""

import gc
from pathlib import Path

import pytest
import tantivy

from stabbur.catalogue.base import Query
from stabbur.catalogue.tantivy import facets
from stabbur.catalogue.tantivy.index import TantivyIndex
from stabbur.catalogue.tantivy.terms import COMPLETIONS, Terms
from tests.catalogue.conftest import DOCUMENTS


@pytest.fixture
def searcher(tmp_path: Path) -> tantivy.Searcher:
    index = TantivyIndex.open(tmp_path / "index", create=True)
    index.upsert(DOCUMENTS)
    return index._latest().searcher()


@pytest.fixture
def every(searcher: tantivy.Searcher) -> Terms:
    return Terms(searcher)


@pytest.fixture
def public(searcher: tantivy.Searcher) -> Terms:
    return Terms(searcher, facets.visible(Query(visible_access=frozenset({"public"}))))


def test_a_hidden_word_is_unknown(every: Terms, public: Terms) -> None:
    assert every.has("title", "barnetrygd")
    assert not public.has("title", "barnetrygd")
    assert every.completions("barnet") == ["barnetrygd", "barnetrygden"]
    assert public.completions("barnet") == []
    assert every.corrections("barnetrgyd")
    assert public.corrections("barnetrgyd") == []
    assert every.count(tantivy.Query.all_query()) == 4
    assert public.count(tantivy.Query.all_query()) == 2


def test_a_word_is_known_by_any_document_or_from_the_start(every: Terms) -> None:
    assert every.known("sykefravær")
    assert every.known("skatt"), "one of the words that compounds are made of"
    assert not every.known("romskip")


def test_a_word_is_found_in_all_its_spellings(every: Terms) -> None:
    assert ("title", "sykefravær") in every.matches("sykefravaer")
    assert ("title", "sykefravær") in every.matches("sykefraværet")
    assert every.matches("romskip") == []


def test_a_compound_is_found_by_all_of_its_parts_or_not_at_all(every: Terms) -> None:
    (first, second) = every.parts("fraværsprosent")
    assert {term for _, term in first} == {"fravær"}
    assert {term for _, term in second} == {"prosent"}
    assert every.parts("skattefravær") == [], "'skatt' stands in no document"
    assert every.parts("romskip") == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("sykefrvær", "sykefravær"),
        ("kommunenumer", "kommunenummer"),
        ("popluation", "population"),
        ("by", None),
    ],
)
def test_corrections_are_the_nearest_words_in_use(every: Terms, typed: str, first: str | None) -> None:
    assert next(iter(every.corrections(typed)), None) == first


def test_completions_are_bounded(every: Terms) -> None:
    assert len(every.completions("")) <= COMPLETIONS
    assert every.completions("kommune", 1) == ["kommunenr"]


def test_nothing_holds_the_files_of_an_index_when_its_terms_are_gone(searcher: tantivy.Searcher) -> None:
    gc.collect()
    gc.disable()
    try:
        Terms(searcher).parts("fraværsprosent")
        # By type: to ask a dead weak reference that another test left what it is raises.
        assert not [one for one in gc.get_objects() if type(one) is Terms]
    finally:
        gc.enable()
