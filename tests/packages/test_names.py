"""Names of packages, resources and views."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput
from stabbur.packages.names import GOOD_NAME, LONGEST, check_name, free_name, slug


@given(st.text())
def test_a_slug_of_any_text_is_a_good_name(text: str) -> None:
    found = slug(text)
    assert GOOD_NAME.fullmatch(found)
    assert len(found) <= LONGEST
    assert slug(found) == found == check_name(found, "package")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Årlig tall, 2021", "arlig-tall-2021"),
        ("Ærlig øl på Ås", "aerlig-ol-pa-as"),
        ("Kárášjohka", "karasjohka"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "unnamed"),
        ("日本", "unnamed"),
        ("a" * 200, "a" * LONGEST),
    ],
)
def test_letters_of_our_languages_become_their_nearest(text: str, name: str) -> None:
    assert slug(text) == name


@given(st.text())
def test_a_name_is_taken_as_it_is_or_refused_with_a_better_one(name: str) -> None:
    if GOOD_NAME.fullmatch(name) and len(name) <= LONGEST:
        assert check_name(name, "view") == name
        return
    with pytest.raises(BadInput) as caught:
        check_name(name, "view")
    assert "name" in caught.value.hint
    assert len(str(caught.value)) < 250


@given(st.lists(st.sampled_from(["a", "a-2", "a-3", "b"])))
def test_a_free_name_is_free_and_near(taken: list[str]) -> None:
    found = free_name("a", taken)
    assert found not in taken
    assert found == "a" or "a" in taken
