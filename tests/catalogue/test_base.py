"""The values that go into a search and come out: frozen, comparable, with defaults that hide nothing."""

import dataclasses
import typing

import pytest

from stabbur.catalogue.base import FACETS, FRESHNESS, Hit, Hits, Query, Reason, SearchIndex, Sort
from stabbur.catalogue.tantivy.searching import ORDERS
from tests.catalogue.conftest import DOCUMENTS


def test_a_plain_query_asks_for_everything_and_counts_all_facets() -> None:
    query = Query()
    assert (query.text, query.offset, query.visible_access) == ("", 0, None)
    assert query.facets == FACETS
    assert all(getattr(query, name) is None for name in FACETS), "each facet can be chosen by its name"


def test_queries_are_values() -> None:
    assert Query("a", kind="story") == Query("a", kind="story") != Query("a")
    assert len({Query("a"), Query("a"), Query("b")}) == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(Query(), FACETS[0], "b")


def test_freshness_goes_from_new_to_old() -> None:
    assert list(FRESHNESS.values()) == sorted(FRESHNESS.values())


def test_every_order_of_the_types_is_known_to_the_index() -> None:
    assert set(typing.get_args(Sort)) == set(ORDERS)


def test_a_hit_has_its_document_and_reasons() -> None:
    hit = Hit(DOCUMENTS[0], "t", "e", "title", (Reason("title"),))
    hits = Hits(1, (hit,), {})
    assert (hits.items[0].document.id, hits.did_you_mean) == ("nav/sykefravaer", None)


def test_what_is_asked_of_an_index_is_six_methods_at_most() -> None:
    asked = [
        name for name, value in vars(SearchIndex).items() if callable(value) or isinstance(value, classmethod)
    ]
    assert len([name for name in asked if not name.startswith("_")]) <= 6
