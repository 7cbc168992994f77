"""Counts of facets and the filters by them agree, whatever is chosen."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stabbur.catalogue.base import FACETS, FRESHNESS, SearchIndex
from stabbur.catalogue.documents import Document
from stabbur.catalogue.tantivy.facets import MOST_VALUES, OLDER
from stabbur.errors import BadInput
from tests.catalogue.conftest import NOW, Ask

VALUES = {
    "kind": ["package", "story"],
    "topic": ["befolkning", "helse", "familie", "none"],
    "access": ["public", "internal", "team"],
    "owner": ["nav", "ssb"],
    "freshness": [*FRESHNESS, OLDER],
}
CHOICES = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in VALUES.items()}
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(CHOICES)
def test_a_count_is_what_choosing_it_finds(ask: Ask, chosen: dict[str, str]) -> None:
    for name, counts in ask(**chosen).facets.items():
        for value, count in counts:
            assert ask(**(chosen | {name: value})).total == count
        assert all(count > 0 for _, count in counts)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(CHOICES, st.sets(st.sampled_from(["public", "internal", "team"])))
def test_what_may_not_be_seen_is_not_counted(ask: Ask, chosen: dict[str, str], seen: set[str]) -> None:
    hits = ask(**chosen, visible_access=frozenset(seen))
    assert {value for value, _ in hits.facets["access"]} <= seen
    assert {hit.document.access for hit in hits.items} <= seen


@pytest.mark.parametrize("name", VALUES)
def test_several_values_of_a_facet_find_what_has_one_of_them(ask: Ask, name: str) -> None:
    one, other = VALUES[name][:2]
    found = [{hit.document.id for hit in ask(**{name: wish}).items} for wish in (one, other, (one, other))]
    assert found[2] == found[0] | found[1]


def test_days_are_counted_from_now(index: SearchIndex, ask: Ask) -> None:
    week = timedelta(days=FRESHNESS["week"])
    index.delete([(hit.document.kind, hit.document.id) for hit in ask().items])
    index.upsert([Document("package", "a/in", "x", updated=NOW - week + timedelta(hours=3))])
    index.upsert([Document("package", "a/out", "x", updated=NOW - week - timedelta(hours=3))])
    assert [hit.document.id for hit in ask(freshness="week").items] == ["a/in"]
    assert ask().facets["freshness"] == (("week", 1), ("month", 2), ("year", 2))


def test_counts_are_ordered_and_bounded(index: SearchIndex, ask: Ask) -> None:
    many = [Document("package", f"a/{n}", "x", topics=(f"t{n:03}", "helse")) for n in range(MOST_VALUES + 10)]
    index.upsert(many)
    counts = ask().facets["topic"]
    assert counts[0] == ("helse", MOST_VALUES + 11)
    assert len(counts) == MOST_VALUES
    assert [count for _, count in counts] == sorted((count for _, count in counts), reverse=True)


def test_only_the_facets_that_are_asked_for_are_counted(ask: Ask) -> None:
    assert list(ask(facets=("owner", "kind")).facets) == ["owner", "kind"]
    assert ask(facets=()).facets == {}
    assert set(ask().facets) == set(FACETS)


@pytest.mark.parametrize("wish", [{"freshness": "soon"}, {"facets": ("colour",)}])
def test_what_there_is_not_is_told_with_what_there_is(ask: Ask, wish: dict[str, object]) -> None:
    with pytest.raises(BadInput, match=r"week, month, year, older|kind, topic, access, owner, freshness"):
        ask(**wish)
