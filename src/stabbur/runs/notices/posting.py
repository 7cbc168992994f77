"""Send a small body to a web service: within a time whatever it does, and never where it leads to."""

from urllib.parse import urlsplit

import httpx

from stabbur.errors import BadInput, Unavailable
from stabbur.io.deadline import Deadline
from stabbur.secrets.sending import is_loopback

AGAIN = {408, 425, 429}
"""Answers below 500 after which it may go another time."""


def post(address: str, body: bytes, headers: dict[str, str], *, seconds: float) -> None:
    """Send a body; what is answered is not read.

    Raises
    ------
    BadInput
        The address can't be sent to, or says that it never takes this.
    Unavailable
        It does not answer in time, or not now; the message names the host alone, since the rest may be secret.
    """
    host = _host(address)
    deadline = Deadline(seconds)
    try:
        with (
            httpx.Client(timeout=seconds, follow_redirects=False) as client,
            deadline.watching(),
            client.stream(
                "POST", address, content=body, headers=headers, extensions={"trace": deadline.trace}
            ) as answer,
        ):
            status = answer.status_code
    except (httpx.HTTPError, OSError) as error:
        why = f"it did not answer within {seconds:g} s" if _slow(error, deadline) else type(error).__name__
        raise Unavailable(f"'{host}' was not told: {why}", code="receiver-away", host=host) from None
    if status >= 500 or status in AGAIN:
        raise Unavailable(f"'{host}' answered {status}", code="receiver-away", host=host, status=status)
    if status >= 300:
        raise BadInput(f"'{host}' takes no notice: it answered {status}", code="receiver-refuses", host=host)


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
