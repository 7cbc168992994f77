"""No secret and no control character passes."""

import json
import logging
from base64 import b64encode, urlsafe_b64encode
from html import escape

import pytest
from markupsafe import escape as markup

from stabbur.secrets import Secret, mask, printable
from stabbur.secrets.masking import SecretFilter

VALUE = "p@ss wørd/1"


@pytest.mark.parametrize(
    "form", ["p@ss wørd/1", "p%40ss%20w%C3%B8rd%2F1", "p%40ss+w%C3%B8rd%2F1", "p%40ss%20w%C3%B8rd/1"]
)
def test_A53_every_form_of_a_known_secret_is_masked(form: str) -> None:
    Secret(VALUE)
    assert form not in mask(f"before {form} after")


def test_A53_a_secret_in_json_in_base64_and_line_by_line_is_masked() -> None:
    key = 'begin\n"line one of a long key"\nline two of a long kæy\nend'
    Secret(key)
    for form in (json.dumps(key), json.dumps(key, ensure_ascii=False), b64encode(key.encode()).decode()):
        assert mask(f"before {form} after").strip('"') in ("before ••• after", 'before "•••" after')
    assert mask("line two of a long kæy") == "•••"
    assert mask("the end") == "the end"


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://kari:canary1@db:5432/base did not answer",
        "password=canary1",
        "PGPASSWORD='canary1'",
        '{"api_key": "canary1"}',
        "?token=canary1&x=1",
        "Authorization: Bearer canary1",
        "Cookie: session=canary1; a=canary1",
        "Set-Cookie: stabbur=canary1; Path=/",
        "client_secret: canary1",
    ],
)
def test_A53_what_has_the_shape_of_a_secret_is_masked(text: str) -> None:
    assert "canary1" not in mask(text)


@pytest.mark.parametrize(
    "text", ["no column 'alder' in a.csv", "https://example.no/a?b=c", "12:30 kari@example.no"]
)
def test_other_text_stays(text: str) -> None:
    assert mask(text) == text


def test_short_value_blanks_out_no_words() -> None:
    Secret("a")
    assert mask("a cat") == "a cat"


def test_A54_control_characters_are_written_out() -> None:
    forged = "kari\r\n2026-01-01 INFO forged \x1b[31mred\x1b[0m \x07 \u202e \u2028 æøå\u00ad"
    shown = printable(forged)
    assert shown.isprintable() or "\u00ad" in shown
    assert "\n" not in shown
    assert "\x1b" not in shown
    assert "\\r\\n" in shown
    assert "æøå" in shown


def test_A53_filter_on_another_handler(caplog: pytest.LogCaptureFixture) -> None:
    Secret("canary-value")
    caplog.handler.addFilter(filtering := SecretFilter())
    logging.getLogger("elsewhere").warning("a %s\nb", "canary-value")
    caplog.handler.removeFilter(filtering)
    assert "canary-value" not in caplog.text


@pytest.mark.parametrize("user", ["", "a:", "ab:", "abc:", "kari.nordmann:"])
def test_a_secret_is_masked_in_base64_of_a_longer_text(user: str) -> None:
    value = "canary->?>token-1"
    Secret(value)
    for encode in (b64encode, urlsafe_b64encode):
        shown = mask(f"before {encode(f'{user}{value}'.encode()).decode()} after")
        assert "•••" in shown
        left = "".join(shown.removeprefix("before ").removesuffix(" after").split("•••"))
        assert len(left) <= len(encode(user.encode())) + 4, (
            "a letter at either end has bits of something else"
        )


@pytest.mark.parametrize("value", ["a<b>&c 'd' \"e\"", "canary&<1"])
def test_a_secret_is_masked_in_a_page_and_in_hex(value: str) -> None:
    Secret(value)
    for form in (escape(value), escape(value, quote=False), str(markup(value)), value.encode().hex()):
        assert mask(f"before {form} after") == "before ••• after"
