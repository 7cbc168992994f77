"""What is public as a list of addresses for search engines: /sitemap.xml, and /robots.txt that names it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import quote
from xml.etree import ElementTree

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from stabbur.accounts.actor import PUBLIC
from stabbur.catalogue.base import Query
from stabbur.hub.handbook.pages import pages
from stabbur.hub.routes.search import topics
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000  # addresses; the format allows no more in one file
STEADY = ("/", "/search", "/help", "/accessibility", "/api")

router = APIRouter()


@router.get("/sitemap.xml", dependencies=[right("packages:read")])
def sitemap(page: Page) -> Response:
    """The addresses of all public pages, whoever asks: a signed-in reader's list may be passed on."""
    ElementTree.register_namespace("", SITEMAP)
    root = ElementTree.Element(f"{{{SITEMAP}}}urlset")
    for path, updated in islice(listed(page), MOST):
        entry = ElementTree.SubElement(root, f"{{{SITEMAP}}}url")
        ElementTree.SubElement(entry, f"{{{SITEMAP}}}loc").text = page.base + quote(path)
        if updated:
            moment = f"{updated.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
            ElementTree.SubElement(entry, f"{{{SITEMAP}}}lastmod").text = moment
    document = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(document, media_type="application/xml", headers={"Cache-Control": "private, max-age=300"})


def listed(page: PageMaker) -> Iterator[tuple[str, datetime | None]]:
    """Yield the path of each public page, and when it was last changed where that is known."""
    yield from ((path, None) for path in STEADY)
    yield from ((one.address, None) for language in ("nb", "en") for one in pages(language))
    yield from ((f"/topics/{name}", None) for name, _ in topics(page.registry.search(Query(limit=1), PUBLIC)))
    for package in page.registry.packages(PUBLIC):
        if package.withdrawn is None:
            yield f"/p/{package.id}", package.updated
    for story in page.registry.stories(PUBLIC):
        if story.withdrawn is None:
            yield f"/s/{story.id}", story.updated


@router.get("/robots.txt")
def robots(page: Page) -> Response:
    """Tell crawlers where the pages are, and that no search of someone's is one to keep."""
    return PlainTextResponse(f"User-agent: *\nDisallow: /search?\nSitemap: {page.base}/sitemap.xml\n")
