"""The one place that speaks http: five redirects at most, credentials to one host only, limits on size and time."""

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from stabbur.errors import BadInput, NotAllowed, NotFound, Unavailable
from stabbur.io.progress import Meter
from stabbur.io.public_address import pinned
from stabbur.io.sources_read import redacted

REDIRECTS = 5
ATTEMPTS = 4
AGAIN = {429, 502, 503, 504}
LONGEST_WAIT = 30.0
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
    """What to ask, and what it may cost; `timeout` is seconds without a byte, twenty times that the whole."""

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
    for attempt in range(1, attempts + 1):
        try:
            return _once(request, target)
        except Unavailable as error:
            wait = error.params.get("again_after")
            if not isinstance(wait, float) or attempt == attempts:
                raise
            time.sleep(min(wait or 0.25 * 2**attempt * random.uniform(0.5, 1), LONGEST_WAIT))
    raise AssertionError("unreachable")


def _once(request: Request, target: Path | None, deadline: Deadline) -> Answer:
    url, headers, method, body = request.url, dict(request.headers or {}), request.method, request.body
    for _ in range(REDIRECTS + 1):
        _check(url, request.public_only)
        with _sent(Request(url, method, body, headers, **limits), deadline) as response:
            if not response.has_redirect_location:
                _refuse_status(response, url, request.public_only)
                return _taken(response, url, request.limit_bytes, target)
            if request.public_only:
                raise NotAllowed(
                    f"'{redacted(url)}' leads elsewhere: that is not followed", code="redirect-refused"
                )
            following = _following(url, response.headers["location"])
            if response.status_code in (301, 302, 303) and method != "HEAD":
                method, body = "GET", None
        headers = _for_host(headers, url, following)
        url = following
    raise Unavailable(f"'{redacted(request.url)}' leads on more than {REDIRECTS} times", code="redirect-loop")


def _following(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise Unavailable(f"'{redacted(url)}' leads to what is no address", code="redirect-loop") from error


def _for_host(headers: dict[str, str], old: str, new: str) -> dict[str, str]:
    """Keep every header on the same host; to another one go only those that cannot be a credential."""
    if _origin(old) == _origin(new):
        return headers
    return {name: value for name, value in headers.items() if name.lower() in SAFE_HEADERS}


def _origin(url: str) -> tuple[str, str | None, int | None]:
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
def _sent(
    method: str, url: str, headers: dict[str, str], body: bytes | None, request: Request
) -> Iterator[httpx.Response]:
    extensions: dict[str, Any] = {}
    target = url
    if request.public_only:
        target, host = pinned(url)
        headers = {**headers, "Host": urlsplit(url).netloc}
        extensions["sni_hostname"] = host
    shown = redacted(url)
    timeout = httpx.Timeout(request.timeout)
    try:
        with (
            httpx.Client(
                timeout=timeout, follow_redirects=False, trust_env=not request.public_only
            ) as client,
            client.stream(
                method,
                target,
                headers={"User-Agent": "stabbur", **headers},
                content=body,
                extensions=extensions,
            ) as response,
        ):
            yield response
    except httpx.TimeoutException as error:
        raise Unavailable(
            f"'{shown}' did not answer within {request.timeout:g} s",
            hint="try again, or set io.timeout_seconds in stabbur.toml",
            code="source-slow",
        ) from error
    except httpx.HTTPError as error:
        raise Unavailable(
            f"'{shown}' could not be reached: {error}", code="source-unreachable", again_after=0.0
        ) from error
    except httpx.InvalidURL as error:
        raise BadInput(f"'{shown}' is not an address: {error}", code="address-unknown") from error


def _taken(
    response: httpx.Response, url: str, request: Request, target: Path | None, deadline: float
) -> Answer:
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > request.limit_bytes:
        raise _too_large(url, request.limit_bytes)
    shown = redacted(url)
    size, kept = 0, bytearray()
    file: IO[bytes] | None = target.open("wb") if target else None
    try:
        with Meter(f"fetch {_name(response, url)}", int(length) if length.isdigit() else None) as meter:
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > request.limit_bytes:
                    raise _too_large(url, request.limit_bytes)
                if time.monotonic() > deadline:
                    raise Unavailable(
                        f"'{shown}' was not done after {20 * request.timeout:g} s",
                        hint="set io.timeout_seconds in stabbur.toml",
                        code="source-slow",
                    )
                meter.bytes(len(chunk))
                if file:
                    file.write(chunk)
                else:
                    kept += chunk
    finally:
        if file:
            file.close()
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Answer(url, content_type, _name(response, url), size, bytes(kept), dict(response.headers))


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


def _too_large(url: str, limit: int) -> BadInput:
    return BadInput(
        f"'{redacted(url)}' sends more than {limit} bytes",
        hint="set io.max_bytes in stabbur.toml if that is what it should be",
        code="source-too-large",
    )


def _name(response: httpx.Response, url: str) -> str:
    """Return the file's name as the server or else the address says it; never with a path in it."""
    message = Message()
    message["content-disposition"] = response.headers.get("content-disposition", "")
    given = message.get_filename() or unquote(urlsplit(url).path)
    return PurePosixPath(given.replace("\\", "/")).name or urlsplit(url).hostname or "address"
