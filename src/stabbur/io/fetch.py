"""The one place that speaks http: five redirects at most, credentials to one host only, limits on size and time."""

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from stabbur.errors import BadInput, NotAllowed, NotFound, Unavailable
from stabbur.io.deadline import Deadline
from stabbur.io.progress import Meter
from stabbur.io.public_address import pinned
from stabbur.io.sources_read import redacted

REDIRECTS = 5
ATTEMPTS = 4
AGAIN = {429, 502, 503, 504}
LONGEST_WAIT = 30.0
PATIENCE = 20
"""Times the limit on one silence that a whole exchange may last, all tries and redirects in it."""
LONGEST_NAME = 150  # bytes: disks take 255, and a draft's ending comes on top
SAFE_HEADERS = {"accept", "accept-language", "user-agent", "content-type"}


@dataclass(frozen=True)
class Answer:
    """What came back: where from in the end, what it is, and its bytes unless they went to a file."""

    url: str
    content_type: str
    name: str
    size: int
    content: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Request:
    """What to ask, and what it may cost; `timeout` is seconds without a byte, `PATIENCE` times that the whole."""

    url: str
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] | None = None
    limit_bytes: int = 2_000_000_000
    timeout: float = 30.0
    public_only: bool = False


def fetch(
    url: str,
    *,
    limit_bytes: int,
    timeout: float,
    headers: Mapping[str, str] | None = None,
    public_only: bool = False,
) -> Answer:
    """Get an address's content.

    With `public_only`, which is for what is fetched on someone else's behalf, only addresses of the
    open internet are connected to, checked when the connection is made, and no redirect is followed.
    """
    return ask(
        Request(url, headers=headers, limit_bytes=limit_bytes, timeout=timeout, public_only=public_only)
    )


def download(url: str, target: Path, *, limit_bytes: int, timeout: float) -> Answer:
    """Get an address's content into a file."""
    return ask(Request(url, limit_bytes=limit_bytes, timeout=timeout), target)


def ask(request: Request, target: Path | None = None) -> Answer:
    """Send a request, again after a while where that may help, and return the answer."""
    attempts = 1 if request.public_only else ATTEMPTS
    deadline = Deadline(PATIENCE * request.timeout)
    for attempt in range(1, attempts + 1):
        try:
            with deadline.watching():
                return _once(request, target, deadline)
        except Unavailable as error:
            asked = error.params.get("again_after")
            if not isinstance(asked, float) or attempt == attempts:
                raise
            wait = min(asked or 0.25 * 2**attempt * random.uniform(0.5, 1), LONGEST_WAIT)
            if wait >= deadline.left:
                raise
            time.sleep(wait)
    raise AssertionError("unreachable")


def _once(request: Request, target: Path | None, deadline: Deadline) -> Answer:
    here = request
    for _ in range(REDIRECTS + 1):
        _check(here.url, here.public_only)
        with _sent(here, deadline) as response:
            if not response.has_redirect_location:
                _refuse_status(response, here.url, here.public_only)
                return _taken(response, here, target)
            if here.public_only:
                raise NotAllowed(
                    f"'{redacted(here.url)}' leads elsewhere: that is not followed", code="redirect-refused"
                )
            here = _led(here, response)
    raise Unavailable(f"'{redacted(request.url)}' leads on more than {REDIRECTS} times", code="redirect-loop")


def _led(request: Request, response: httpx.Response) -> Request:
    """Return the request that an answer leads to."""
    url = _following(request.url, response.headers["location"])
    headers = _for_host(dict(request.headers or {}), request.url, url)
    if response.status_code in (301, 302, 303):
        return replace(request, url=url, headers=headers, method="GET", body=None)
    return replace(request, url=url, headers=headers)


def _following(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise Unavailable(f"'{redacted(url)}' leads to what is no address", code="redirect-loop") from error


def _for_host(headers: dict[str, str], old: str, new: str) -> dict[str, str]:
    """Keep every header on the same host; to another one go only those that cannot be a credential."""
    if origin(old) == origin(new):
        return headers
    return {name: value for name, value in headers.items() if name.lower() in SAFE_HEADERS}


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Return scheme, host and port: what must be the same for a credential to be sent."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _check(url: str, public_only: bool) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
        (parts.hostname or "").encode("idna")  # a name that no look-up takes
    except ValueError as error:
        raise BadInput(f"'{redacted(url)}' is not an address", code="address-unknown") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotAllowed(
            f"'{redacted(url)}' is not http or https: it is not followed", code="address-refused", port=port
        )
    if public_only and parts.username:
        raise NotAllowed("an address with a user in it is not fetched for others", code="address-refused")


@contextmanager
def _sent(request: Request, deadline: Deadline) -> Iterator[httpx.Response]:
    headers = {"User-Agent": "stabbur", **(request.headers or {})}
    extensions: dict[str, Any] = {"trace": deadline.trace}
    target = request.url
    if request.public_only:
        target, host = pinned(request.url)
        headers["Host"] = urlsplit(request.url).netloc
        extensions["sni_hostname"] = host
    shown = redacted(request.url)
    try:
        with (
            # a proxy would look the name up again, and might find another number
            httpx.Client(timeout=request.timeout, trust_env=not request.public_only) as client,
            client.stream(
                request.method, target, headers=headers, content=request.body, extensions=extensions
            ) as response,
        ):
            yield response
        if deadline.has_cut:  # a body without a length would otherwise look whole
            raise _unfinished(shown, deadline)
    except httpx.HTTPError as error:
        if deadline.has_cut:
            raise _unfinished(shown, deadline) from error
        if isinstance(error, httpx.TimeoutException):
            raise Unavailable(
                f"'{shown}' did not answer within {request.timeout:g} s",
                hint="try again, or set io.timeout_seconds in stabbur.toml",
                code="source-slow",
            ) from error
        raise Unavailable(
            f"'{shown}' could not be reached: {error}", code="source-unreachable", again_after=0.0
        ) from error
    except httpx.InvalidURL as error:
        raise BadInput(f"'{shown}' is not an address: {error}", code="address-unknown") from error


def _unfinished(shown: str, deadline: Deadline) -> Unavailable:
    return Unavailable(
        f"'{shown}' was not done after {deadline.seconds:g} s",
        hint="set io.timeout_seconds in stabbur.toml",
        code="source-slow",
    )


def _taken(response: httpx.Response, request: Request, target: Path | None) -> Answer:
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > request.limit_bytes:
        raise _too_large(request)
    name = _name(response, request.url)
    size, kept = 0, bytearray()
    with (
        target.open("wb") if target else nullcontext() as file,
        Meter(f"fetch {name}", int(length) if length.isdigit() else None) as meter,
    ):
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > request.limit_bytes:
                raise _too_large(request)
            meter.bytes(len(chunk))
            if file:
                file.write(chunk)
            else:
                kept += chunk
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Answer(request.url, content_type, name, size, bytes(kept), dict(response.headers))


def _refuse_status(response: httpx.Response, url: str, public_only: bool) -> None:
    status, shown = response.status_code, redacted(url)
    if status < 300:
        return
    if status in AGAIN or status == 500:
        after = response.headers.get("retry-after", "")
        # the server's own wish; 0 leaves it to us, None says that the same request would fail again
        wait = (float(after) if after.isdigit() else 0.0) if status in AGAIN else None
        raise Unavailable(
            f"'{shown}' answered {status}",
            hint="try again in a while",
            code="source-failed",
            status=status,
            again_after=wait,
        )
    if status in (404, 410):
        raise NotFound(f"there is nothing at '{shown}': it answered {status}", code="address-empty")
    if status in (401, 403, 407):
        raise NotAllowed(f"'{shown}' may not be read: it answered {status}", code="address-closed")
    raise BadInput(
        f"'{shown}' refused the request: it answered {status}",
        hint="" if public_only else _said(response),
        code="request-refused",
        status=status,
    )


def _said(response: httpx.Response) -> str:
    """Return the beginning of a short answer in words, for the one who asked."""
    if not response.headers.get("content-type", "").startswith(("application/json", "text/plain")):
        return ""
    try:
        start = next(response.iter_bytes(500), b"")
    except httpx.HTTPError:
        return ""
    return "it says: " + " ".join(start.decode(errors="replace").split())


def _too_large(request: Request) -> BadInput:
    return BadInput(
        f"'{redacted(request.url)}' sends more than {request.limit_bytes} bytes",
        hint="set io.max_bytes in stabbur.toml if that is what it should be",
        code="source-too-large",
    )


def _name(response: httpx.Response, url: str) -> str:
    """Return the file's name as the server or else the address says it; never with a path in it."""
    message = Message()
    message["content-disposition"] = response.headers.get("content-disposition", "")
    given = message.get_filename() or unquote(urlsplit(url).path)
    return safe_name(given.replace("\\", "/"), urlsplit(url).hostname or "address")


def safe_name(given: str, otherwise: str) -> str:
    """Return the last part of a stranger's name as a disk takes it: of a long one its end, with the suffix."""
    name = "".join(c for c in PurePosixPath(given).name if c.isprintable())
    if name in ("", ".", ".."):
        return otherwise
    return name.encode()[-LONGEST_NAME:].decode(errors="ignore")
