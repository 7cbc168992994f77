"""Which pages there are, and how a test opens one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from stabbur.hub.app import ROUTERS

AXE = Path(__file__).resolve().parents[3] / "front" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "/": "/",
    "/search": "/search?q=folketall",
    "/topics/{slug}": "/topics/befolkning",
    "/help": "/help",
    "/accessibility": "/accessibility",
    "/api": "/api",
    "/enter": "/enter?token=used",
    "/p/{owner}/{name}": "/p/demo/folketall",
    "/p/{owner}/{name}/v{number:int}": "/p/demo/folketall/v1",
    "/p/{owner}/{name}/versions": "/p/demo/folketall/versions",
    "/p/{owner}/{name}/v{number:int}/{table}": "/p/demo/folketall/v2/kommuner",
}
EXTRA = {
    "no hits": "/search?q=zzzzzz",
    "filtered": "/search?kind=package&sort=new",
    "missing": "/p/demo/nope",
}
EVERY = [*PAGES.values(), *EXTRA.values()]
NOT_PAGES = (
    ".txt",
    ".json",
    ".atom",
    "/health",
    "/static/",
    "/choices",
    "/api/v1",
    "{path:path}",
    "/cite",
    "/s/",
)
PARTS = ("/notebooks/", "/stories/")  # shown only where a package has them


def routes() -> Iterator[str]:
    """Yield the path of each route that gives a page."""
    for router in ROUTERS:
        for route in router.routes:
            path = str(getattr(route, "path", ""))
            if not any(part in path for part in (*NOT_PAGES, *PARTS)):
                yield path


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Give a page of the browser in a context of its own."""
    context = browser.new_context(**({"locale": "nb-NO"} | options))
    page = context.new_page()
    page.goto(address)
    try:
        yield page
    finally:
        context.close()


def faults(page: Page) -> list[dict[str, Any]]:
    """Return what axe finds wrong by WCAG 2.2 A and AA."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate(
        "async tags => (await axe.run({runOnly: tags})).violations"
        ".map(v => ({id: v.id, nodes: v.nodes.map(n => n.html.slice(0, 160)).slice(0, 4)}))",
        rules,
    )
    return list(json.loads(json.dumps(found)))
