"""Notices to a web service as signed JSON.

`Stabbur-Signature: t=SECONDS,v1=HEX`: HMAC-SHA256 of `SECONDS.BODY` with the setting notices.webhook_key.
"""

import hashlib
import hmac
import json
import time
from typing import Self

from stabbur.errors import BadInput
from stabbur.runs.notices.base import Message
from stabbur.runs.notices.channels.posting import post
from stabbur.secrets.resolving import resolve
from stabbur.settings import Settings


class WebhookNotifier:
    """Posts a notice and signs it, so that the receiver knows whom it came from and when."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Return it."""
        return cls(settings)

    @classmethod
    def lack(cls, settings: Settings) -> BadInput | None:
        """Return what the settings lack for it."""
        return None if settings.notices.webhook_key else _no_key()

    def send(self, receiver: str, message: Message, *, seconds: float) -> None:
        """Post one notice."""
        reference = self._settings.notices.webhook_key
        if reference is None:
            raise _no_key()
        key = resolve(reference, self._settings).reveal()
        body = json.dumps(content(message), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Stabbur-Notice": message.id}
        headers["Stabbur-Signature"] = signature(key, body, int(time.time()))
        post(receiver, body, headers, seconds=seconds)


def content(message: Message) -> dict[str, object]:
    """Return what is posted."""
    return {
        "schema": 1,
        "id": message.id,
        "kind": message.kind,
        "subject": message.subject,
        "headline": message.headline,
        "text": message.text,
        "link": message.link,
        **message.facts,
    }


def signature(key: str, body: bytes, at: int) -> str:
    """Return the signature of a body that is sent at a time."""
    digest = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def _no_key() -> BadInput:
    return BadInput(
        "webhooks are not sent without a key to sign them with",
        hint='notices.webhook_key = { secret = "notices/webhook" } in the person\'s stabbur.toml, '
        "then: stabbur secrets set notices/webhook",
        code="webhook-key",
    )
