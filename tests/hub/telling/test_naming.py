"""Keys of a descriptor by the names that a reader knows."""

import pytest

from stabbur.hub.telling.naming import MEASURES, PROPERTIES, named
from tests.hub.telling.reading import words


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_key_has_a_name_in_the_language(language: str) -> None:
    same = {
        key
        for key in PROPERTIES
        if named(PROPERTIES, key, words(language)) == named(PROPERTIES, key, words("en"))
    }
    assert same <= {"type", "format"}, "words that are the same in both languages"
    assert {named(MEASURES, key, words(language)) for key in MEASURES}.isdisjoint(MEASURES)


def test_key_of_somebody_else_stands_as_written() -> None:
    assert named(PROPERTIES, "x-team", words()) == "x-team"
