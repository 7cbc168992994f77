"""No text of the pages is missing in bokmål or nynorsk, and none is left that nothing asks for."""

import re

import pytest

from tests.hub.texts import held, wanted

PLACE = re.compile(r"%\(\w+\)s")


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_catalogue_has_every_text_and_no_more(language: str) -> None:
    asked = {message.id for message in wanted() if message.id}
    there = {message.id: message for message in held(language) if message.id}
    assert sorted(map(str, asked - there.keys())) == []
    assert sorted(map(str, there.keys() - asked)) == []
    empty = [
        key
        for key, message in there.items()
        if not all([message.string] if isinstance(key, str) else list(message.string or [""]))
    ]
    assert empty == []


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_translation_has_the_places_of_its_original(language: str) -> None:
    for message in held(language):
        if message.id and isinstance(message.id, str):
            assert set(PLACE.findall(message.id)) == set(PLACE.findall(str(message.string))), message.id
