"""The form that Slack takes; what a stranger wrote calls nobody."""

import pytest

from stabbur.errors import BadInput
from stabbur.runs.notices.base import Message
from stabbur.runs.notices.channels.slack import SlackNotifier
from tests.runs.notices.conftest import Given, Web


def test_one_text_with_the_headline_in_bold(given: Given, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_SECRET_NOTICES_SLACK", web.address)
    told = Message("1", "failed", "s", "skatt/tall feilet", ("Årsak: <!channel> & *x*",), "https://x/runs/1")
    SlackNotifier.open(given(slack={"secret": "notices/slack"})).send("", told, seconds=5)
    assert web.said == [
        {"text": "*skatt/tall feilet*\n\nÅrsak: &lt;!channel&gt; &amp; *x*\n\nhttps://x/runs/1"}
    ]


def test_its_address_is_in_no_error(given: Given, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_SECRET_NOTICES_SLACK", f"{web.address}/T000/B000/XXXX")
    web.status = 403
    with pytest.raises(BadInput, match="takes no notice: it answered 403") as caught:
        SlackNotifier.open(given(slack={"secret": "notices/slack"})).send(
            "", Message("1", "failed", "s", "x"), seconds=5
        )
    assert "B000" not in f"{caught.value} {caught.value.hint} {caught.value.params}"


def test_a_long_text_is_cut(given: Given, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_SECRET_NOTICES_SLACK", web.address)
    told = Message("1", "failed", "s", "x", ("y" * 10_000,))
    SlackNotifier.open(given(slack={"secret": "notices/slack"})).send("", told, seconds=5)
    assert len(web.said[0]["text"]) == 3000
