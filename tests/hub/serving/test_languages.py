"""Which language a request gets: asked for, chosen before, the browser's, or that of the settings."""

import pytest
from starlette.requests import Request

from stabbur.hub.serving.languages import chosen, translations


def request(query: str = "", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "query_string": query.encode(), "headers": raw})


@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [
        ("", {}, "nb"),
        ("lang=nn", {"cookie": "language=en", "accept_language": "en"}, "nn"),
        ("lang=xx", {"cookie": "language=en"}, "en"),
        ("", {"cookie": "language=../../x", "accept_language": "nn-NO,nb;q=0.8"}, "nn"),
        ("", {"accept_language": "no"}, "nb"),
        ("", {"accept_language": "NB-no;q=0.9"}, "nb"),
        ("", {"accept_language": "de, fr;q=0.5, en;q=0.1"}, "en"),
        ("", {"accept_language": "," * 5_000}, "nb"),
    ],
)
def test_language_of_a_request(query: str, headers: dict[str, str], language: str) -> None:
    assert chosen(request(query, **headers), "nb") == language


def test_default_that_is_none_of_ours_is_bokmaal() -> None:
    assert chosen(request(), "fr") == "nb"
    assert chosen(request(), "en") == "en"


def test_texts_are_those_of_the_language_and_english_has_its_own_words() -> None:
    assert translations("nb").gettext("Catalogue") == "Katalog"
    assert translations("en").gettext("Catalogue") == "Catalogue"
    assert translations("nb").gettext("no such text") == "no such text"
