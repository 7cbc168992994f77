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
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from stabbur.errors import BadInput, Unavailable
from stabbur.hub.app import create_app
from stabbur.hub.routes.files import TYPES
from stabbur.io.notice import notice
from stabbur.settings import Settings

ORIGIN = "http://localhost"
STARTS = ("/", "/search", "/help", "/accessibility", "/api", "/feed.atom", "/catalog.ttl", "/catalog.jsonld")
OF_ADDRESS = ("/sitemap.xml", "/robots.txt")  # search engines take whole addresses only
WRITTEN = ("text/", "application/ld+json", "application/atom+xml", "application/xml", "application/json")
OWN = re.compile(r"http://localhost(?P<path>/[^\s\"'<>\\?#]*)?(?=[\s\"'<>\\?#]|$)")
LINKED_DATA = re.compile(r"""(?<=<script type="application/ld\+json">).*?(?=</script>)""", re.DOTALL)
ADDRESS = re.compile(r"https?://[^\s/?#<>\"]+(/[^\s?#<>\"]*)?")
LISTED = 20  # of what failed, in the error
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
    failed: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Links inside what people made that lead nowhere: theirs to mend, and no failure of the site."""
    theirs: set[str] = field(default_factory=set)
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
        if answer.status_code != 200 and address in self.theirs:
            self.broken.append(f"'{address.removeprefix(CONTENT)}' ({answer.status_code})")
            return 0
        if answer.status_code != 200:
            self.failed.append(f"'{address}' ({answer.status_code})")
            return 0
        kind = answer.headers.get("content-type", "")
        target = self.folder / place(address, kind)
        target.parent.mkdir(parents=True, exist_ok=True)
        if kind.startswith("text/html") and not own:
            self._follow(answer.text, address)
        if own and kind.startswith("text/html"):
            target.write_text(_placed(self._relative(answer.text, address), address), encoding="utf-8")
        elif own and kind.startswith(WRITTEN) and "csv" not in kind:
            target.write_text(_moved(answer.text, address), encoding="utf-8")
        else:
            target.write_bytes(answer.content)
        if own and address.endswith("/datapackage.json"):
            self._files_beside(answer.json(), address)
        return 1

    def _files_beside(self, descriptor: dict[str, Any], address: str) -> None:
        """Want the files that a descriptor names: whoever reads it looks for them beside it."""
        for one in descriptor.get("resources", ()):
            for entry in (one, *one.get("alternatives", ())):
                paths = entry.get("path") or ()
                for path in [paths] if isinstance(paths, str) else paths:
                    parts = urlsplit(urljoin(ORIGIN + address, path))
                    if f"{parts.scheme}://{parts.netloc}" == ORIGIN:
                        self._wanted(unquote(parts.path))

    def _follow(self, page: str, address: str) -> None:
        for found in LINK.finditer(page):
            parts = urlsplit(html.unescape(found["address"]))
            if not parts.scheme and not parts.netloc and parts.path and not parts.path.startswith("/"):
                inside = CONTENT + unquote(urlsplit(urljoin(address.removeprefix(CONTENT), parts.path)).path)
                if inside not in self.known:
                    self.theirs.add(inside)
                self._wanted(inside)

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
        self.theirs.discard(path)
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


def _moved(text: str, address: str) -> str:
    """Make each address of ours relative to the file that it stands in; who knows the site's own has none."""
    here = posixpath.dirname(place(address, "text/html" if address.endswith("/") else "")) or "."
    return OWN.sub(lambda found: posixpath.relpath(place(unquote(found["path"] or "/"), ""), here), text)


def _placed(page: str, address: str) -> str:
    """Do the same in a page: its data for machines as seen from it, code and citations from the site's folder."""
    inside = place(address, "text/html")
    page = LINKED_DATA.sub(lambda found: _moved(found[0], inside), page)
    return OWN.sub(lambda found: place(unquote(found["path"] or "/"), ""), page)


def export_site(settings: Settings, folder: Path, address: str = "") -> int:
    """Write what is public into a folder, replacing an earlier site there, and return the number of files.

    `address` is where the site will be found, for what must name it whole: feeds, citations, the sitemap.

    Raises
    ------
    BadInput
        The folder holds other files, or the address is none.
    Unavailable
        The folder cannot be written; or pages failed, which are named, while the rest of the site stands.
    """
    if address and not ADDRESS.fullmatch(address):
        raise BadInput(
            f"'{address[:80]}' is no address of a site",
            hint="--address https://data.example.no",
            code="site-address",
            address=address[:80],
        )
    known = address.rstrip("/") or settings.hub.address
    settings = settings.model_copy(update={"hub": settings.hub.model_copy(update={"address": known})})
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
            count, failed, broken = own.submit(lambda: asyncio.run(_crawl(settings, draft))).result()
    except OSError as error:
        raise Unavailable(
            f"'{folder}' could not be written: {error.strerror}",
            hint="give a folder where you may write",
            code="site-failed",
        ) from error
    shutil.rmtree(folder, ignore_errors=True)
    draft.replace(folder)
    if broken:
        more = f" and {len(broken) - LISTED} more" if len(broken) > LISTED else ""
        notice(f"links in pages that people made lead nowhere: {', '.join(broken[:LISTED])}{more}")
    if failed:
        more = f" and {len(failed) - LISTED} more" if len(failed) > LISTED else ""
        raise Unavailable(
            f"{len(failed)} of the site's addresses could not be written: {', '.join(failed[:LISTED])}{more}",
            hint="stabbur report tells what failed; the rest of the site stands",
            code="site-failed",
            failed=len(failed),
        )
    return count


async def _crawl(settings: Settings, folder: Path) -> tuple[int, list[str], list[str]]:
    app = create_app(settings, public_only=True, site=True)
    transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 0), raise_app_exceptions=False)
    headers = {"accept": "text/html,*/*", "accept-language": settings.language}
    content = f"http://{settings.hub.content_host}"
    async with (
        httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers) as client,
        httpx.AsyncClient(transport=transport, base_url=content, headers=headers) as other,
    ):
        site = Site(client, other, folder)
        if settings.hub.address:
            site.waiting += OF_ADDRESS
        return await site.write(), site.failed, site.broken
