"""Texts as numbers of an alphabet, and back."""

import polars as pl
import pytest

from stabbur.disclosure.pseudonyms.ciphers.numerals import numerals, texts_of
from stabbur.disclosure.pseudonyms.methods import ALPHABETS


@pytest.mark.parametrize("alphabet", ["0123456789", ALPHABETS["norwegian"], "a€😀æ"])
def test_there_and_back(alphabet: str) -> None:
    texts = pl.Series([alphabet[:4], alphabet[3::-1], alphabet[0] * 4])
    assert texts_of(numerals(texts, alphabet, 4), alphabet).to_list() == texts.to_list()


@pytest.mark.parametrize("alphabet", ["0123456789", "01234567æø"])
@pytest.mark.parametrize("stranger", ["a", "ß", "😀", " ", "\x00"])
def test_what_is_not_in_the_alphabet_is_told(alphabet: str, stranger: str) -> None:
    assert numerals(pl.Series([f"01{stranger}"]), alphabet, 3).tolist() == [[0, 1, -1]]


def test_nothing() -> None:
    assert texts_of(numerals(pl.Series([], dtype=pl.String), "01", 3), "01").to_list() == []
