"""What every request passes before a route sees it: who may connect, which host, how much, whose it is.

Order: loopback only, Host and Origin, size of body and ranges, then the actor. Answers get the headers that
keep a browser from being turned against the reader.
"""

import ipaddress
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stabbur.accounts.actor import PUBLIC, local
from stabbur.hub.serving import entry, log
from stabbur.settings import Settings

OWN_HOSTS = ("localhost", "127.0.0.1", "[::1]")
MAX_BODY = 1_000_000  # bytes; no page of ours takes more
MAX_RANGES = 8
SAFE = ("GET", "HEAD", "OPTIONS")


def policy(frames: str) -> str:
    """Return the Content-Security-Policy of our pages; `frames` is the origin of what users made."""
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "style-src-attr": "'unsafe-inline'",  # bars and histograms set their size by attribute
        "font-src": "'self'",
        "img-src": f"'self' data: {frames}",
        "connect-src": "'self'",
        "frame-src": frames,
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class Guard:
    """Pass a request on to the pages or to the content host, or refuse it with a clear word."""

    def __init__(
        self, pages: ASGIApp, content: ASGIApp, settings: Settings, *, public_only: bool = False
    ) -> None:
        self.pages = pages
        self.content = content
        self.content_host = settings.hub.content_host
        self.public_only = public_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self.pages(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal:
            status, text = refusal
            await PlainTextResponse(text + "\n", status, headers={"Connection": "close"})(
                scope, receive, send
            )
            return
        host = headers["host"].lower()
        name, _, port = host.rpartition(":") if _port_of(host) else (host, "", "")
        if name == "[::1]" and scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
            # no policy can name an IPv6 address as one that may show a frame, so stories would stay blank there
            await RedirectResponse(_at_localhost(scope, port), 307)(scope, receive, send)
            return
        is_content = name == self.content_host
        cookie = "" if is_content else cookie_parser(headers.get("cookie", "")).get(entry.COOKIE, "")
        is_local = not self.public_only and bool(cookie) and entry.is_local(cookie)
        scope.setdefault("state", {})["actor"] = local() if is_local else PUBLIC
        origin = f"http://{self.content_host}" + (f":{port}" if port else "")
        scope["state"]["content_origin"] = origin
        added = _content_headers() if is_content else _page_headers(policy(origin))
        if scope["method"] not in SAFE:
            # who is refused while still sending would otherwise be read to the end of whatever they send
            added.append(("Connection", "close"))
        part = self.content if is_content else self.pages
        try:
            await part(scope, _limited(receive), _with(send, added))
        except Exception as error:
            if "told" not in scope["state"]:  # cut off in the middle of an answer: no page can say so
                log.failed("an answer was cut off", error)
            raise

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        client = scope.get("client")
        if client and not _is_loopback(client[0]):
            return 403, "this Stabbur has no sign-in yet and answers only on the machine it runs on"
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            return 400, "the Host header names no host of this Stabbur; open http://localhost instead"
        origin = headers.get("origin")
        if scope["method"] not in SAFE and origin and origin != f"http://{hosts[0]}":
            return 400, "the Origin header names another site"
        if scope["method"] not in SAFE and headers.get("sec-fetch-site", "same-origin") not in (
            "same-origin",
            "none",
        ):
            return 400, "the request comes from another site"
        length = headers.get("content-length", "0")
        if scope["method"] in SAFE and ("transfer-encoding" in headers or length != "0"):
            return 400, "a request that only reads has no body"
        if not length.isdecimal() or int(length[:12]) > MAX_BODY:
            return 413, f"the body is larger than {MAX_BODY} bytes"
        if headers.get("range", "").count(",") >= MAX_RANGES:
            return 416, f"more than {MAX_RANGES} ranges in one request"
        return None

    def _is_ours(self, host: str) -> bool:
        name = host.lower().rpartition(":")[0] if _port_of(host) else host.lower()
        return name in (*OWN_HOSTS, self.content_host)


def _port_of(host: str) -> str:
    port = host.rpartition(":")[2] if ":" in host and not host.endswith("]") else ""
    return port if port.isdecimal() and len(port) <= 5 else ""


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address in ("testclient", "")  # a socket in the process or on disk has no address
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def _at_localhost(scope: Scope, port: str) -> str:
    place = scope["raw_path"].decode("ascii", "replace")
    query = scope["query_string"].decode("ascii", "replace")
    return f"http://localhost{f':{port}' if port else ''}{place}" + (f"?{query}" if query else "")


def _page_headers(csp: str) -> list[tuple[str, str]]:
    return [
        ("Content-Security-Policy", csp),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-site"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ]


def _content_headers() -> list[tuple[str, str]]:
    return [
        ("Content-Security-Policy", "sandbox allow-scripts"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    ]


def _with(send: Send, added: Iterable[tuple[str, str]]) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in added:
                headers.setdefault(name, value)
        await send(message)

    return sent


def _limited(receive: Receive) -> Receive:
    taken = 0

    async def received() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY:  # a chunked body says no length beforehand
            raise HTTPException(413, f"the body is larger than {MAX_BODY} bytes")
        return message

    return received
