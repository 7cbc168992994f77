"""Notices to a channel of Slack, or of what takes the same form, by an address that is a secret."""

import json
from typing import Self

from stabbur.errors import BadInput
from stabbur.runs.notices.base import Message
from stabbur.runs.notices.channels.posting import post
from stabbur.secrets.resolving import resolve
from stabbur.settings import Settings

LONGEST = 3000  # characters, as Slack takes them in one block


class SlackNotifier:
    """Posts a notice as text; what a stranger wrote in it can't call anybody."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Return it."""
        return cls(settings)

    @classmethod
    def lack(cls, settings: Settings) -> BadInput | None:
        """Return what the settings lack for it."""
        return None if settings.notices.slack else _no_address()

    def send(self, receiver: str, message: Message, *, seconds: float) -> None:
        """Post one notice."""
        reference = self._settings.notices.slack
        if reference is None:
            raise _no_address()
        address = resolve(reference, self._settings).reveal()
        head, _, rest = message.text.partition("\n")
        text = f"*{escaped(head).replace('*', '')}*\n{escaped(rest)}"[:LONGEST]
        post(
            address,
            json.dumps({"text": text}).encode(),
            {"Content-Type": "application/json"},
            seconds=seconds,
        )


def escaped(text: str) -> str:
    """Return text in which `<!channel>` and links are letters.

    Examples
    --------
    >>> from stabbur.runs.notices.channels.slack import escaped
    >>> escaped("<!channel> & co")
    '&lt;!channel&gt; &amp; co'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _no_address() -> BadInput:
    return BadInput(
        "there is no address of Slack in the settings",
        hint='notices.slack = { secret = "notices/slack" } in the person\'s stabbur.toml, '
        "then: stabbur secrets set notices/slack",
        code="slack-address",
    )
