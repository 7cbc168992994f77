"""What lifts a document, and the number that orders titles as a Norwegian dictionary does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.catalogue.documents import Document
from stabbur.catalogue.ranking import HALF_LIFE, OLDEST, title_order, weight

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PLAIN = Document("package", "a/b", "Tall", updated=NOW, quality=0.5)
ORDER = " 0123456789abcdefghijklmnopqrstuvwxyzæøå"
TITLE = st.text(ORDER.strip(), max_size=11)


def entitled(title: str) -> int:
    return title_order(replace(PLAIN, title=title))


def test_what_is_complete_and_fresh_weighs_more() -> None:
    assert weight(replace(PLAIN, quality=1.0)) > weight(PLAIN) > weight(replace(PLAIN, quality=0.0)) > 0
    assert weight(replace(PLAIN, updated=NOW + timedelta(days=30))) > weight(PLAIN)
    assert weight(replace(PLAIN, updated=OLDEST)) == weight(
        replace(PLAIN, updated=datetime(1970, 1, 1, tzinfo=UTC))
    )


@settings(deadline=None)
@given(st.floats(-10, 10))
def test_quality_outside_its_range_counts_as_its_end(odd: float) -> None:
    low, high = weight(replace(PLAIN, quality=0.0)), weight(replace(PLAIN, quality=1.0))
    assert low <= weight(replace(PLAIN, quality=odd)) <= high


@settings(deadline=None)
@given(st.integers(0, 9000), st.integers(0, 9000))
def test_the_ratio_of_two_ages_is_that_of_their_distance(one: int, other: int) -> None:
    made = [weight(replace(PLAIN, updated=OLDEST + timedelta(days=days))) for days in (one, other)]
    assert made[0] / made[1] == pytest.approx(2 ** ((one - other) / 365.25 / HALF_LIFE))


@settings(deadline=None)
@given(TITLE, TITLE)
def test_titles_are_in_the_order_of_the_alphabet(one: str, other: str) -> None:
    in_order = [ORDER.index(letter) for letter in one] < [ORDER.index(letter) for letter in other]
    assert (entitled(one) < entitled(other)) == in_order


@pytest.mark.parametrize(
    ("first", "second"),
    [("Zebra", "Ærfugl"), ("Ærfugl", "Østers"), ("Østers", "Ål"), ("1 A", "A"), ("A", "A b")],
)
def test_norwegian_letters_come_last(first: str, second: str) -> None:
    assert entitled(first) < entitled(second)


@settings(deadline=None)
@given(st.text())
def test_any_title_gives_a_number_that_an_index_can_hold(title: str) -> None:
    assert 0 <= entitled(title) < 2**63
    assert entitled(title.upper()) == entitled(title.upper().lower())


def test_signs_do_not_count() -> None:
    assert entitled("«Ål» (2021)") == entitled("Ål 2021")
