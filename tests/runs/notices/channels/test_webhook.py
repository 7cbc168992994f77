"""A signed webhook: who has the key knows whom it came from; nobody without it can make or change one."""

import hashlib
import hmac
import json
import re

import pytest

from stabbur.errors import BadInput
from stabbur.runs.notices.base import Message
from stabbur.runs.notices.channels.webhook import WebhookNotifier, signature
from tests.runs.notices.conftest import Given, Web

TOLD = Message("failed:1", "failed", "skatt/tall", "skatt/tall feilet", ("Årsak: x",), facts={"run": 12})
KEY = {"secret": "notices/key"}


def test_a_receiver_can_check_the_signature(given: Given, web: Web) -> None:
    WebhookNotifier.open(given(webhook_key=KEY)).send(web.address, TOLD, seconds=5)
    ((headers, body),) = web.got
    found = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers["Stabbur-Signature"])
    assert found
    mine = hmac.new(b"the-key-that-signs", f"{found[1]}.".encode() + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(mine, found[2])
    assert json.loads(body) == {
        "schema": 1,
        "id": "failed:1",
        "kind": "failed",
        "subject": "skatt/tall",
        "headline": "skatt/tall feilet",
        "text": "skatt/tall feilet\n\nÅrsak: x",
        "link": "",
        "run": 12,
    }
    assert headers["Stabbur-Notice"] == "failed:1"
    assert "the-key-that-signs" not in f"{headers}{body!r}"


def test_another_body_time_or_key_gives_another_signature() -> None:
    mine = signature("key", b"body", 1)
    assert (
        len({mine, signature("key", b"bodx", 1), signature("key", b"body", 2), signature("kex", b"body", 1)})
        == 4
    )


@pytest.mark.parametrize(
    "address", ["http://example.no/x", "ftp://127.0.0.1/x", "https:///x", "http://[", "x"]
)
def test_an_address_without_encryption_gets_nothing(given: Given, address: str) -> None:
    with pytest.raises(BadInput, match="is no https:// address"):
        WebhookNotifier.open(given(webhook_key=KEY)).send(address, TOLD, seconds=1)
