"""The content host: what people made, from an origin of its own, sandboxed and without cookies.

What is not public is reached by an address with a key that a page of ours hands out; the key names one
version, lasts a day, and gives nothing else.
"""

import mimetypes
import os
import re
import time
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from stabbur.accounts.actor import PUBLIC, Actor, local
from stabbur.errors import NotFound
from stabbur.hub.serving import entry
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import PageMaker
from stabbur.registry.base import Registry

KEY_SECONDS = 24 * 3600
OPEN_KEY = "public"
METHODS = ["GET", "HEAD"]
SHOWN = ("notebooks/", "stories/")
VERSION = re.compile(r"v[0-9]{1,9}")
POLICY = (
    "sandbox allow-scripts allow-popups; default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' "
    "'unsafe-eval' data: blob:; style-src 'self' 'unsafe-inline' data:; connect-src 'self' data: blob:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors {portal}"
)

router = APIRouter()


def content_address(page: PageMaker, access: str, kind: str, id: str, mark: str, path: str) -> str:
    """Return the address on the content host of a file of a version; with a key when it is not public."""
    key = OPEN_KEY if access == "public" and not mark.startswith("draft") else signed_key(kind, id, mark)
    return f"{origin(page)}/{key}/{kind}/{id}/{mark}/{quote(path)}"


def origin(page: PageMaker) -> str:
    """Return the origin of the content host as this reader reaches it."""
    return getattr(page.request.state, "content_origin", "") or f"http://{page.settings.hub.content_host}"


@router.api_route(
    "/{key}/s/{owner}/{name}/{mark}/{path:path}", methods=METHODS, dependencies=[right("stories:read")]
)
def story_file(key: str, owner: str, name: str, mark: str, path: str, request: Request) -> Response:
    """A file of a story."""
    id = f"{owner}/{name}"
    number = int(mark[1:]) if VERSION.fullmatch(mark) else mark
    registry: Registry = request.app.state.registry
    story = registry.open_story(id, number, actor=asking(request, key, "s", id, mark))
    return made(request, story.file(path or story.entry), path or story.entry)


@router.api_route(
    "/{key}/p/{owner}/{name}/v{number:int}/{path:path}",
    methods=METHODS,
    dependencies=[right("packages:read")],
)
def package_file(key: str, owner: str, name: str, number: int, path: str, request: Request) -> Response:
    """A page of a notebook or of a story in a package; its tables are not handed out here."""
    id = f"{owner}/{name}"
    if not path.startswith(SHOWN):
        raise NotFound("no such page here", code="file-unknown")
    registry: Registry = request.app.state.registry
    version = registry.open(id, number, actor=asking(request, key, "p", id, f"v{number}"))
    return made(request, version.file(path), path)


def made(request: Request, file: Path | IO[bytes], path: str) -> Response:
    """Return a file that people made: sandboxed, of no origin, shown in a frame by our own pages alone.

    One that is open already is sent as it was found, whatever has its name by then.
    """
    mediatype = mimetypes.guess_type(PurePosixPath(path).name)[0] or "application/octet-stream"
    portal = _portal(request)
    headers = {
        "Content-Security-Policy": POLICY.format(portal=portal),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Access-Control-Allow-Origin": "*",  # the sandbox is no origin, so its own files are another's
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": "private, max-age=3600",
    }
    if isinstance(file, Path):
        return FileResponse(file, media_type=mediatype, headers=headers)
    return Opened(file, media_type=mediatype, headers=headers)


class Opened(FileResponse):
    """A file that was opened when it was looked at, and is closed when it was sent."""

    def __init__(self, inside: IO[bytes], **more: Any) -> None:
        number = inside.fileno()
        super().__init__(f"/proc/self/fd/{number}", stat_result=os.fstat(number), **more)
        self._inside = inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        with self._inside:
            await super().__call__(scope, receive, send)


def _portal(request: Request) -> str:
    """Return the origins that may show a page in a frame: the hub's own names on the same port."""
    port = f":{request.url.port}" if request.url.port else ""
    return " ".join(f"http://{host}{port}" for host in ("localhost", "127.0.0.1"))


def signed_key(kind: str, id: str, mark: str) -> str:
    """Return the key that opens one thing on the content host for a day."""
    until = str(int(time.time()) // 3600 * 3600 + KEY_SECONDS)
    return f"{until}-{entry.sign(f'content {kind} {id} {mark} {until}')}"


def asking(request: Request, key: str, kind: str, id: str, mark: str) -> Actor:
    """Return who asks: the public, or whoever a page of ours gave the key to."""
    if request.app.state.public_only and (key != OPEN_KEY or not VERSION.fullmatch(mark)):
        raise NotFound("no such page here", code="file-unknown")  # a key of the whole hub opens nothing here
    until, _, signature = key.partition("-")
    good = until.isdecimal() and len(until) < 12 and int(until) > time.time()
    if good and entry.signed(f"content {kind} {id} {mark} {until}", signature):
        return local()
    if key != OPEN_KEY:
        raise NotFound("the address has expired: open the page again", code="content-key")
    return PUBLIC
