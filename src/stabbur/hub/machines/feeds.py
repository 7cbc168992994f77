"""What is new, as Atom: one feed for all packages that the reader may know of, one for each of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from fastapi import APIRouter
from starlette.responses import Response

from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page
from stabbur.hub.telling.cells import Cells
from stabbur.hub.telling.changes import summary_text

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50

router = APIRouter()


@dataclass(frozen=True)
class Entry:
    """One version in a feed."""

    address: str
    title: str
    summary: str
    updated: datetime
    author: str


def feed(address: str, page: str, title: str, entries: Iterable[Entry]) -> bytes:
    """Return an Atom document; every text in it is escaped by the writer."""
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed")
    listed = list(entries)[:ENTRIES]

    def add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
        made = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        made.text = _writable(text) or None
        return made

    add(root, "id", address)
    add(root, "title", title)
    add(
        root,
        "updated",
        _moment(max((one.updated for one in listed), default=datetime(1970, 1, 1, tzinfo=UTC))),
    )
    add(root, "link", rel="self", href=address, type="application/atom+xml")
    add(root, "link", rel="alternate", href=page, type="text/html")
    for one in listed:
        entry = add(root, "entry")
        add(entry, "id", one.address)
        add(entry, "title", one.title)
        add(entry, "updated", _moment(one.updated))
        add(entry, "link", rel="alternate", href=one.address, type="text/html")
        add(add(entry, "author"), "name", one.author)
        add(entry, "summary", one.summary)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


@router.get("/feed.atom", dependencies=[right("packages:read")])
def everything(page: Page) -> Response:
    """The packages with a new version, newest first; one that is withdrawn altogether is no news."""
    base = page.base
    standing = (one for one in page.registry.packages(page.actor) if one.withdrawn is None)
    newest = sorted(standing, key=lambda one: one.updated, reverse=True)
    entries = [
        Entry(
            f"{base}/p/{one.id}/v{one.latest}",
            page.text("%(title)s, version %(number)s", title=one.title or one.name, number=one.latest),
            one.id,
            one.updated,
            one.owner,
        )
        for one in newest[:ENTRIES]
    ]
    return answer(feed(f"{base}/feed.atom", f"{base}/", page.text("New versions in Stabbur"), entries))


@router.get("/p/{owner}/{name}/feed.atom", dependencies=[right("packages:read")])
def one_package(owner: str, name: str, page: Page) -> Response:
    """The versions of one package, newest first."""
    base, id = page.base, f"{owner}/{name}"
    newest = page.registry.open(id, actor=page.actor)
    title = str(newest.descriptor.get("title") or name)
    cells = Cells(page.text, page.formats)
    entries = [
        Entry(
            f"{base}/p/{id}/v{one.number}",
            page.text("%(title)s, version %(number)s", title=title, number=one.number),
            page.text("Withdrawn: %(reason)s", reason=one.withdrawn)
            if one.withdrawn
            else summary_text(one.summary, page.text, cells),
            one.published,
            owner,
        )
        for one in page.registry.versions(id, page.actor)
    ]
    return answer(feed(f"{base}/p/{id}/feed.atom", f"{base}/p/{id}", title, entries))


def answer(document: bytes) -> Response:
    """Return a feed as an answer that readers may keep for five minutes."""
    return Response(
        document, media_type="application/atom+xml", headers={"Cache-Control": "private, max-age=300"}
    )


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _writable(text: str) -> str:
    """Leave out the control characters that XML has no way to write."""
    return "".join(
        c
        for c in text
        if c in "\t\n\r"
        or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) < 0xFFFE)
        or ord(c) > 0xFFFF
    )
