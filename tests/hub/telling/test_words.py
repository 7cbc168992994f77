"""Texts in the reader's language, addresses that are safe to link to, types in words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.hub.telling.words import dicts, told, type_text, web_address
from tests.hub.telling.reading import words


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://ssb.no/x", "https://ssb.no/x"),
        (" http://ssb.no ", "http://ssb.no"),
        ("mailto:a@b.no", "mailto:a@b.no"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//evil.example", ""),
        ("/choices", ""),
        ("http:///x", ""),
        ("http://[::1", ""),
        (None, ""),
        (["https://x.no"], ""),
    ],
)
def test_A31_only_addresses_of_the_web_and_of_mailboxes_are_led_to(value: object, address: str) -> None:
    assert web_address(value) == address


@given(st.text())
def test_A31_whatever_stands_there_is_no_script(value: str) -> None:
    assert web_address(value).split(":")[0].lower() in {"", "http", "https", "mailto"}


@pytest.mark.parametrize(
    ("descriptor", "language", "found"),
    [
        ({"title": "a", "translations": {"en": {"title": "b"}}}, "en", ("b", "en")),
        ({"title": "a", "translations": {"en": {"title": "b"}}}, "nn", ("a", "nb")),
        ({"title": "a", "language": "en", "translations": {"en": {"title": "b"}}}, "en", ("a", "en")),
        ({"title": "a", "translations": {"en": {"title": ""}}}, "en", ("a", "nb")),
        ({"title": "a", "translations": {"en": {"title": 7}}}, "en", ("a", "nb")),
        ({"title": ["a"]}, "nb", ("", "nb")),
        ({}, "nb", ("", "nb")),
    ],
)
def test_text_of_a_descriptor_in_the_readers_language(
    descriptor: dict[str, Any], language: str, found: tuple[str, str]
) -> None:
    assert told(descriptor, "title", language) == found


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"type": "integer"}, "heltall"),
        ({}, "tekst"),
        ({"categories": ["a"]}, "kategori"),
        ({"constraints": {"enum": ["a"]}}, "kategori"),
        ({"constraints": {"minLength": 4, "maxLength": 4}}, "tekst, 4 tegn"),
        ({"constraints": {"minLength": 4, "maxLength": 5}}, "tekst"),
        ({"type": "x-theirs"}, "x-theirs"),
    ],
)
def test_type_in_words(field: dict[str, Any], said: str) -> None:
    assert type_text(words(), field) == said


@pytest.mark.parametrize("value", [None, {}, "x", 7, [1, None, "x", ["a"]]])
def test_what_is_no_list_of_objects_holds_none(value: object) -> None:
    assert dicts(value) == []
    assert dicts([value, {"a": 1}]) == ([{}, {"a": 1}] if value == {} else [{"a": 1}])
