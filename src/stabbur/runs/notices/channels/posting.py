"""Send a small body to a web service: within a time whatever it does, and never where it leads to."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from stabbur import settings as all_settings
from stabbur.errors import BadInput, NotAllowed, StabburError, Unavailable
from stabbur.io.deadline import Deadline
from stabbur.io.public_address import pinned
from stabbur.runs.notices.receivers import origin
from stabbur.secrets.sending import is_loopback

AGAIN = {408, 425, 429}
"""Answers below 500 after which it may go another time."""


def post(address: str, body: bytes, headers: dict[str, str], *, seconds: float) -> None:
    """Send a body; what is answered is not read.

    Raises
    ------
    BadInput
        The address can't be sent to, is not of the open internet, or says that it never takes this.
    Unavailable
        It does not answer in time, or not now; the message names the host alone, since the rest may be secret.
    """
    host = _host(address)
    deadline = Deadline(seconds)
    extensions: dict[str, Any] = {"trace": deadline.trace}
    trusted = _trusted(address)
    target = address if trusted else _checked(address, host)
    if not trusted:
        headers = {**headers, "Host": urlsplit(address).netloc}
        extensions["sni_hostname"] = host
    try:
        with (
            # a proxy would look the name up again, and might find another number
            httpx.Client(timeout=seconds, follow_redirects=False, trust_env=trusted) as client,
            deadline.watching(),
            client.stream("POST", target, content=body, headers=headers, extensions=extensions) as answer,
        ):
            status = answer.status_code
    except (httpx.HTTPError, OSError) as error:
        why = f"it did not answer within {seconds:g} s" if _slow(error, deadline) else type(error).__name__
        raise Unavailable(f"'{host}' was not told: {why}", code="receiver-away", host=host) from None
    if status >= 500 or status in AGAIN:
        raise Unavailable(f"'{host}' answered {status}", code="receiver-away", host=host, status=status)
    if status >= 300:
        raise BadInput(f"'{host}' takes no notice: it answered {status}", code="receiver-refuses", host=host)


def _trusted(address: str) -> bool:
    """Tell whether the person or the installation named the service; what a project names is a stranger's word."""
    notices = all_settings.load().notices
    named = {origin(one) for one in (*notices.allow, *notices.tell)} - {""}
    return origin(address) in named or urlsplit(address).hostname in notices.allow


def _checked(address: str, host: str) -> str:
    """Return the address by the number that was checked, so that no name leads into the inner network."""
    try:
        return pinned(address)[0]
    except NotAllowed:
        raise BadInput(
            f"'{host}' is not told: it is not a host of the open internet",
            hint=f'notices.allow = ["{host}"] in the person\'s stabbur.toml, if it may be',
            code="receiver-inner",
            host=host,
        ) from None
    except StabburError:
        raise Unavailable(
            f"'{host}' was not told: there is no such host", code="receiver-away", host=host
        ) from None


def _slow(error: Exception, deadline: Deadline) -> bool:
    return deadline.has_cut or isinstance(error, httpx.TimeoutException)


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        whole = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    except ValueError:
        host, whole = "", False
    if not host or not whole:
        raise BadInput(
            f"the address of '{host or 'a receiver'}' is no https:// address",
            hint="notices are sent encrypted",
            code="receiver-bad",
        )
    return host
