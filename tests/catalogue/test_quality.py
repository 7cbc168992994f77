"""How well a package is described: never less for saying more, and advice for exactly what lacks."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.catalogue.quality import CHECKS, advice, quality, shares

FIELD = {"name": "a", "type": "integer", "title": "A"}
FULL: dict[str, Any] = {
    "title": "Tall",
    "description": "x" * 80,
    "licenses": [{"name": "CC0-1.0"}],
    "keywords": ["a"],
    "topics": ["b"],
    "sources": [{"title": "c"}],
    "contributors": [{"title": "d"}],
    "views": [{"name": "e"}],
    "resources": [{"schema": {"fields": [FIELD], "primaryKey": ["a"]}}],
}


def test_a_whole_description_is_one_and_an_empty_one_is_nought() -> None:
    assert (quality(FULL), advice(FULL)) == (1.0, [])
    assert quality({}) == 0.0
    assert len(advice({})) == len(CHECKS)


@settings(deadline=None)
@given(st.sets(st.sampled_from(sorted(FULL))), st.sampled_from(sorted(FULL)))
def test_saying_more_is_never_worse(said: set[str], more: str) -> None:
    less = {key: FULL[key] for key in said}
    assert quality(less) <= quality(less | {more: FULL[more]}) <= 1.0


@pytest.mark.parametrize("left_out", sorted(FULL))
def test_what_lacks_is_advised(left_out: str) -> None:
    lacking = {key: value for key, value in FULL.items() if key != left_out}
    assert quality(lacking) < 1.0
    assert advice(lacking)
    assert all(share < 1 for share in shares(lacking).values() if share != 1)


def test_half_of_the_columns_count_half() -> None:
    fields = [FIELD, {"name": "b", "type": "any"}]
    found = shares(FULL | {"resources": [{"schema": {"fields": fields}}]})
    assert (found["columns"], found["types"], found["keys"]) == (0.5, 0.5, 0.0)


def test_what_counts_most_comes_first() -> None:
    assert advice({})[0] == CHECKS["columns"][1]
    assert advice(FULL | {"keywords": [], "licenses": []}) == [CHECKS["licence"][1], CHECKS["keywords"][1]]


@pytest.mark.parametrize("odd", [None, 3, "x", [], [3], {}, [{"schema": 3}], [{"schema": {"fields": 3}}]])
@pytest.mark.parametrize("key", sorted(FULL))
def test_odd_values_do_no_harm(key: str, odd: object) -> None:
    assert 0.0 <= quality(FULL | {key: odd}) <= 1.0


def test_the_old_word_for_a_licence_counts() -> None:
    assert shares({"license": "CC0-1.0"})["licence"] == 1.0
