"""Slips between two words, checked against the plain definition."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.catalogue.distance import distance, tolerance

WORD = st.text("aebøk", max_size=7)


def plainly(one: str, other: str) -> int:
    """Return the distance by its definition: leave out, put in, change, or swap two neighbours."""

    @cache
    def between(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        steps = [
            between(i - 1, j) + 1,
            between(i, j - 1) + 1,
            between(i - 1, j - 1) + (one[i - 1] != other[j - 1]),
        ]
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            steps.append(between(i - 2, j - 2) + 1)
        return min(steps)

    return between(len(one), len(other))


@settings(deadline=None)
@given(WORD, WORD, st.integers(0, 3))
def test_is_what_the_definition_says_up_to_the_most(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(plainly(one, other), most + 1)


@settings(deadline=None)
@given(WORD, WORD)
def test_is_the_same_both_ways(one: str, other: str) -> None:
    assert distance(one, other, 7) == distance(other, one, 7)


@pytest.mark.parametrize(
    ("word", "slips"),
    [
        ("by", 0),
        ("tre", 0),
        ("alder", 1),
        ("kommune", 1),
        ("kommunen", 2),
        ("k0301", 0),
        ("x" * 41, 0),
        ("", 0),
    ],
)
def test_tolerance(word: str, slips: int) -> None:
    assert tolerance(word) == slips
