"""Words for the sum of all."""

import pytest

from stabbur.disclosure.tables.finding.labels import is_total_label


@pytest.mark.parametrize("word", ["Total", "I ALT", " Sum", "Alle aldre", "Begge kjønn", "hele landet"])
def test_words_for_a_total(word: str) -> None:
    assert is_total_label(word)


@pytest.mark.parametrize("word", ["0", "", "Totaland", "Summer", "Allerød", "Norge", 0])
def test_other_words(word: object) -> None:
    assert not is_total_label(word)
