"""Whom a notice goes to: `mailto:team@example.no`, `slack`, `https://…` or `log`, each by its channel."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from stabbur import seams
from stabbur.errors import BadInput, meant
from stabbur.secrets.sending import is_loopback

ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
HINT = "such as mailto:team@example.no, slack, log or https://hooks.example.no/stabbur"


@dataclass(frozen=True)
class Receiver:
    """A channel and the address in it; of the log there is only one."""

    channel: str
    address: str = ""

    @property
    def shown(self) -> str:
        """The receiver as lists may show it: what follows the host of an address may be a secret."""
        return (
            urlsplit(self.address).hostname or "?"
            if self.channel == "webhook"
            else self.address or self.channel
        )


def receiver(text: str) -> Receiver:
    """Return who is meant.

    Raises
    ------
    BadInput
        It names no channel that is installed, or no address that a notice could be sent to.

    Examples
    --------
    >>> from stabbur.runs.notices.receivers import receiver
    >>> receiver("mailto:team@example.no")
    Receiver(channel='email', address='team@example.no')
    """
    if text.startswith("mailto:"):
        return _email(text)
    if text.startswith(("http://", "https://")):
        return _webhook(text)
    channel, _, address = text.partition(":")
    if channel in seams.names("notifiers") and channel not in ("email", "webhook"):
        return Receiver(channel, address)
    raise _bad(text, "no way of telling people", meant(text, ["mailto:", "slack", "log", "https://"]))


def shown(text: str) -> str:
    """Return who is meant as it may be printed: what follows the host of an address may be a secret.

    Examples
    --------
    >>> from stabbur.runs.notices.receivers import shown
    >>> shown("https://hooks.example.no/T000/B000"), shown("mailto:team@example.no")
    ('https://hooks.example.no/…', 'mailto:team@example.no')
    """
    return re.sub(r"^(https?://[^/?#]+).+", r"\1/…", text)


def origin(address: str) -> str:
    """Return scheme, host and port of the address of a web service; empty for what is none.

    Examples
    --------
    >>> from stabbur.runs.notices.receivers import origin
    >>> origin("https://Hooks.example.no/T000"), origin("mailto:team@example.no")
    ('https://hooks.example.no:443', '')
    """
    try:
        parts = urlsplit(address)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return ""
    host = parts.hostname or ""
    return f"{parts.scheme}://{host}:{port}" if host and parts.scheme in ("http", "https") else ""


def _email(text: str) -> Receiver:
    address = text.removeprefix("mailto:")
    if len(address) > 254 or not ADDRESS.fullmatch(address):
        raise _bad(text, "no e-mail address")
    return Receiver("email", address)


def _webhook(text: str) -> Receiver:
    try:
        parts = urlsplit(text)
        host, signed_in = parts.hostname or "", parts.username or parts.password
    except ValueError:  # such as [ without ]
        host, signed_in = "", None
    if not host or not text.isprintable() or " " in text:
        raise _bad(text, "no address of a web service")
    if signed_in:
        raise BadInput(
            f"the address of '{host}' has a user or password in it",
            hint="take it out: notices are signed with the setting notices.webhook_key",
            code="receiver-bad",
        )
    if text.startswith("http://") and not is_loopback(host):
        raise BadInput(
            f"'{host}' is told without encryption",
            hint="use its https:// address",
            code="receiver-bad",
            host=host,
        )
    return Receiver("webhook", text)


def _bad(text: str, what: str, near: str = "") -> BadInput:
    shown = text if len(text) <= 60 else text[:59] + "…"
    return BadInput(f"'{shown}' is {what}", hint=near or HINT, code="receiver-bad", receiver=shown)
