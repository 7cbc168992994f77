"""Patterns: whole texts, each alternative too, and look-around the slow way."""

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.packages.validation.patterns import compiled, matches


def fits(text: str, pattern: str) -> bool:
    return bool(pl.DataFrame({"t": [text]}).select(matches(pl.col("t"), pattern)).item())


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("a|bc", "bc", "ax"),
        ("[0-9]{4}", "0301", "03011"),
        (r"\p{Lu}\p{Ll}+", "Ås", "ås"),
        ("(?=a)ab", "ab", "b"),
        (r"(\w)\1", "aa", "ab"),
        ("", "", "a"),
        (".*", "a", "a\nb"),
    ],
)
def test_a_pattern_is_for_the_whole_text(pattern: str, good: str, bad: str) -> None:
    assert fits(good, pattern)
    assert not fits(bad, pattern)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\0"), max_size=10))
def test_a_text_is_its_own_pattern(text: str) -> None:
    assert fits(text, re.escape(text))
    assert not fits(text + "x", re.escape(text))


def test_the_slow_way_is_taken_only_when_it_must() -> None:
    assert compiled("[0-9]+") is None
    assert compiled(r"\p{L}+") is None
    assert compiled("(?=a)a") is not None
    with pytest.raises(re.error):
        compiled("(")
