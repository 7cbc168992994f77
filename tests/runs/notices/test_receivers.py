"""Whom a notice goes to, as it is written in stabbur.toml."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput
from stabbur.runs.notices.receivers import Receiver, receiver


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mailto:team@example.no", Receiver("email", "team@example.no")),
        ("slack", Receiver("slack")),
        ("log", Receiver("log")),
        ("https://hooks.example.no/x?y=1", Receiver("webhook", "https://hooks.example.no/x?y=1")),
        ("http://localhost:8080/x", Receiver("webhook", "http://localhost:8080/x")),
    ],
)
def test_each_form_has_its_channel(text: str, found: Receiver) -> None:
    assert receiver(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("", "pigeon", "email", "webhook", "email:a@example.no", "mailto:", "mailto:a", "mailto:a@b@c.no"),
        *(
            "mailto:a@example.no,b@example.no",
            "mailto:a@example.no\nBcc: x@example.no",
            "mailto:Ola <a@example.no>",
        ),
        *(
            "http://example.no/",
            "https://",
            "https://u:p@example.no/",
            "https://a b/",
            "https://[",
            "https://x/\n",
        ),
        "mailto:" + "a" * 300 + "@example.no",
    ],
)
def test_what_nobody_can_be_told_by_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        receiver(text)
    assert caught.value.code == "receiver-bad"
    assert caught.value.hint
    assert "u:p" not in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_a_receiver_or_refused(text: str) -> None:
    for one in (text, f"mailto:{text}", f"https://{text}"):
        try:
            found = receiver(one)
        except BadInput:
            continue
        assert found.shown
        assert "\n" not in found.address


def test_lists_show_of_a_webhook_the_host_alone() -> None:
    assert receiver("https://hooks.example.no/T0KEN").shown == "hooks.example.no"
    assert receiver("slack").shown == "slack"
