"""Write the public catalogue as a folder of pages that needs no server: `stabbur export-site`.

Every page is asked for as the public would, its addresses are made relative, and what it links to follows.
"""

import asyncio
import html
import posixpath
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from stabbur.errors import BadInput, Unavailable
from stabbur.hub.app import create_app
from stabbur.hub.files import TYPES
from stabbur.settings import Settings

ORIGIN = "http://localhost"
STARTS = ("/", "/search", "/help", "/accessibility", "/api", "/feed.atom", "/catalog.ttl", "/catalog.jsonld")
LINK = re.compile(r"""(?P<before>\b(?:href|src|action)=")(?P<address>[^"]*)(?=")""")
NEEDS_SERVER = ("/choices", "/enter", "/api/", "/health")
CONTENT = "/content-host"  # stands for the host of what users made, in addresses and in the folder
MARK = ".stabbur-site"


@dataclass
class Site:
    """A site being written: what is done, what waits, and how many files it has."""

    client: httpx.AsyncClient
    content: httpx.AsyncClient
    folder: Path
    waiting: list[str] = field(default_factory=lambda: list(STARTS))
    known: set[str] = field(default_factory=lambda: set(STARTS))

    async def write(self) -> int:
        """Follow every link from the start pages and return the number of files."""
        for name in TYPES:
            await self._save(f"/static/{name}")
        count = len(TYPES)
        while self.waiting:
            count += await self._save(self.waiting.pop())
        return count

    async def _save(self, address: str) -> int:
        own = not address.startswith(CONTENT)
        answer = await (self.client if own else self.content).get(address.removeprefix(CONTENT))
        if answer.status_code != 200:
            if address in STARTS:
                raise Unavailable(f"the page '{address}' answers {answer.status_code}", code="site-failed")
            return 0
        kind = answer.headers.get("content-type", "")
        target = self.folder / place(address, kind)
        target.parent.mkdir(parents=True, exist_ok=True)
        if kind.startswith("text/html") and not own:
            self._follow(answer.text, address)
        if own and kind.startswith("text/html"):
            target.write_text(self._relative(answer.text, address), encoding="utf-8")
        else:
            target.write_bytes(answer.content)
        return 1

    def _follow(self, page: str, address: str) -> None:
        for found in LINK.finditer(page):
            parts = urlsplit(html.unescape(found["address"]))
            if not parts.scheme and not parts.netloc and parts.path and not parts.path.startswith("/"):
                self._wanted(
                    CONTENT + unquote(urlsplit(urljoin(address.removeprefix(CONTENT), parts.path)).path)
                )

    def _wanted(self, address: str) -> None:
        if address not in self.known:
            self.known.add(address)
            self.waiting.append(address)

    def _relative(self, page: str, address: str) -> str:
        here = posixpath.dirname(place(address, "text/html"))

        def linked(found: re.Match[str]) -> str:
            given = html.unescape(found["address"])
            parts = urlsplit(urljoin(ORIGIN + address, given))
            origin = f"{parts.scheme}://{parts.netloc}"
            if given.startswith("#") or origin not in (ORIGIN, str(self.content.base_url).rstrip("/")):
                return found[0]
            path = unquote(parts.path)
            target = self._target(path if origin == ORIGIN else CONTENT + path, parts.query)
            ending = f"#{parts.fragment}" if parts.fragment else ""
            return found["before"] + html.escape(posixpath.relpath(target, here or ".") + ending)

        return LINK.sub(linked, page)

    def _target(self, path: str, query: str) -> str:
        if path.startswith("/static/"):
            return path.lstrip("/")
        if path.startswith(NEEDS_SERVER):
            return place("/help", "text/html")
        if query and not path.startswith(
            CONTENT
        ):  # filters and searches need a server: the whole list stands in for them
            path = path if path.startswith("/p/") else "/search"
        self._wanted(path)
        return place(path, "")


def place(address: str, kind: str) -> str:
    """Return where an address lies in the folder; a page is `index.html` in a folder of its own."""
    path = address.split("?")[0].strip("/")
    if ".." in PurePosixPath(path).parts:
        raise BadInput(f"the address '{address}' leaves the folder", code="path-outside")
    # what people made keeps its own names, because their pages link to each other by them
    made = address.startswith(CONTENT) and PurePosixPath(path).suffix in {".html", ".htm"}
    named = made or ("." in PurePosixPath(path).name and not kind.startswith("text/html"))
    return path if named else f"{path}/index.html".lstrip("/")


def export_site(settings: Settings, folder: Path) -> int:
    """Write what is public into a folder, replacing an earlier site there, and return the number of files."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise BadInput(
            f"'{folder}' holds files that are not an exported site",
            hint="give a new or empty folder",
            code="folder-taken",
            folder=str(folder),
        )
    draft = folder.with_name(folder.name + ".part")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        (draft / MARK).write_text("written by stabbur export-site\n", encoding="utf-8")
        with ThreadPoolExecutor(1) as own:  # a notebook's thread has a loop already, this one has none
            count = own.submit(lambda: asyncio.run(_crawl(settings, draft))).result()
    except OSError as error:
        raise Unavailable(
            f"'{folder}' could not be written: {error.strerror}",
            hint="give a folder where you may write",
            code="site-failed",
        ) from error
    shutil.rmtree(folder, ignore_errors=True)
    draft.replace(folder)
    return count


async def _crawl(settings: Settings, folder: Path) -> int:
    app = create_app(settings, public_only=True, site=True)
    transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 0), raise_app_exceptions=False)
    headers = {"accept": "text/html,*/*", "accept-language": settings.language}
    content = f"http://{settings.hub.content_host}"
    async with (
        httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers) as client,
        httpx.AsyncClient(transport=transport, base_url=content, headers=headers) as other,
    ):
        return await Site(client, other, folder).write()
