"""Maps: few classes with words, and a value in the class that its word says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.packages.views import palette
from stabbur.packages.views.map import class_formula, classes, legend, number_text, rounded, word_of

NUMBERS = st.lists(st.floats(-1e9, 1e9), max_size=40)


@given(NUMBERS)
def test_classes_are_few_in_order_and_each_has_a_colour_and_words(values: list[float]) -> None:
    edges, colours = classes(values)
    assert edges == sorted(set(edges))
    assert len(edges) <= 4
    for norwegian in (True, False):
        words = legend(edges, norwegian)
        assert len(words) == len(colours) + 1
        assert all(word_of(value, edges, words) != words[-1] for value in values)
        assert word_of(None, edges, words) == word_of(float("nan"), edges, words) == words[-1]


def test_values_around_zero_have_two_sides() -> None:
    edges, colours = classes([-10.0, -5.0, -1.0, 1.0, 5.0, 10.0])
    assert tuple(colours) == palette.CHANGE
    assert edges == [-edge for edge in reversed(edges)]
    assert tuple(classes([1.0, 2.0, 3.0, 4.0, 5.0])[1]) == palette.LEVEL


@pytest.mark.parametrize(
    ("value", "text"), [(1234.5, "1\u00a0234,5"), (-2.0, "\u22122"), (0.0, "0"), (1e6, "1\u00a0000\u00a0000")]
)
def test_numbers_are_written_as_norwegians_write_them(value: float, text: str) -> None:
    assert number_text(value, norwegian=True) == text
    assert number_text(1234.5, norwegian=False) == "1,234.5"


@pytest.mark.parametrize(
    ("value", "edge"), [(0.0, 0.0), (1234.0, 1200.0), (-0.05678, -0.057), (9.96, 10.0), (1.0, 1.0)]
)
def test_edges_have_two_digits_that_count(value: float, edge: float) -> None:
    assert rounded(value) == pytest.approx(edge)


def test_the_words_of_a_class_cannot_leave_their_quotes() -> None:
    formula = class_formula('a"] || alert(1) || ["', [1.0], ["under", "over", "none"])
    assert 'datum["a\\"] || alert(1) || [\\""]' in formula
