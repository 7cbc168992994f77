"""Which pages there are, and how a test opens one in each state."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error, JSHandle, Page, ViewportSize

from stabbur.hub.app import CONTENT_ROUTERS, PRIVATE_ROUTERS, ROUTERS

AXE = Path(__file__).resolve().parents[3] / "front" / "node_modules" / "axe-core" / "axe.min.js"
OVERFLOW = """() => { const wide = document.documentElement.scrollWidth - innerWidth; if (wide <= 0) return []
  return [wide, ...[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1
    && !e.closest('.scroll, .scroll-x, pre, .sr')).map(e => e.outerHTML.slice(0, 120)).slice(0, 4)] }"""
"""What reaches beyond the right edge of the page, first by how much."""
ORDINARY: ViewportSize = {"width": 1280, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FAULTS = """async ([rules, part]) => !('axe' in window) ? null :
  (await axe.run(part ?? document, {runOnly: rules, resultTypes: ['violations']})).violations
    .map(v => ({id: v.id, nodes: v.nodes.map(n => n.html.slice(0, 160)).slice(0, 4)}))"""
PACKAGE = "/p/{owner}/{name}"
VERSION = PACKAGE + "/v{number:int}"

PAGES: dict[str, list[str]] = {
    "/": ["/", "bare:/"],
    "/search": [
        "/search",
        "/search?q=folketall",
        "/search?q=zzzzzz",
        "/search?kind=package&sort=new",
        "/search?kind=story",
        "/search?page=0",
        "bare:/search",
        "bare:/search?q=folketall",
    ],
    "/topics/{slug:path}": ["/topics/befolkning", "/topics/ukjent"],
    "/help": ["/help", "own:/help"],
    "/help/{chapter}": ["/help/git", "/help/vanlige-feil"],
    "/help/how-to/{guide}": ["/help/how-to/read"],
    "/accessibility": ["/accessibility"],
    "/api": ["/api"],
    "/enter": ["/enter?token=used"],
    PACKAGE: ["/p/demo/folketall", "/p/demo/towns", "/p/demo/naken", "own:/p/demo/hemmelig", "/p/demo/nope"],
    VERSION: ["/p/demo/folketall/v1", "/p/demo/trukket/v1"],
    PACKAGE + "/versions": [
        "/p/demo/folketall/versions",
        "/p/demo/folketall/versions?from=1&to=2",
        "/p/demo/naken/versions",
    ],
    VERSION + "/{table}": [
        "/p/demo/folketall/v3/kommuner",
        "/p/demo/folketall/v3/kommuner?folketall>=lots&sort=-folketall",
        "/p/demo/folketall/v3/kommuner?fylke=Nordland&show=kommune",
        "/p/demo/folketall/v3/hendelser?page=2",
        "/p/demo/folketall/v3/hendelser?hendelse=gift",
    ],
    VERSION + "/notebooks/{item}": ["/p/demo/folketall/v3/notebooks/eldre"],
    VERSION + "/stories/{item}": ["/p/demo/folketall/v3/stories/bak"],
    "/s/{owner}/{name}": ["/s/demo/vekst"],
    "/s/{owner}/{name}/v{number:int}": ["/s/demo/vekst/v1"],
    "/s/{owner}/{name}/{draft}": ["own:{draft}"],
    "/pipelines": ["own:/pipelines"],
    "/pipelines/calendar": ["own:/pipelines/calendar"],
    "/pipelines/new": ["own:/pipelines/new", "own:/pipelines/new?again=9"],
    "/pipelines/{owner}/{name}": [
        "own:/pipelines/demo/folketall-kommuner?measure=volume",
        "own:/pipelines/demo/erklart",
    ],
    "/pipelines/{owner}/{name}/change": ["own:/pipelines/demo/folketall-kommuner/change"],
    "/pipelines/{owner}/{name}/delete": ["own:/pipelines/demo/folketall-kommuner/delete"],
    "/n/{owner}/{name}": ["own:{saved}"],
    "/runs": ["own:/runs"],
    "/runs/start": ["own:/runs/start?pipeline=demo/folketall-kommuner"],
    "/runs/{id:int}": ["own:/runs/31", "own:/runs/9"],
    "/runs/{id:int}/notebook": ["own:/runs/29/notebook"],
    "/runs/{id:int}/stop": ["own:/runs/31/stop"],
    "/runs/{id:int}/test": ["own:/runs/34/test"],
    "/{key}/s/{owner}/{name}/{mark}/{path:path}": ["content:/public/s/demo/vekst/v2/index.html"],
    "/{key}/p/{owner}/{name}/v{number:int}/{path:path}": [
        "content:/public/p/demo/folketall/v3/notebooks/eldre.html",
        "content:/public/p/demo/folketall/v3/stories/bak/index.html",
        "content:/public/p/demo/folketall/v3/kommuner.csv.gz",
    ],
}
"""A route that gives a page, and the addresses at which it is looked at."""

FAILING = ["bare:/fails/input", "bare:/fails/refused", "bare:/fails/down", "bare:/fails/ours"]

NOT_PAGES = {
    *(
        "/choices",
        "/leave",
        "/health",
        "/robots.txt",
        "/sitemap.xml",
        "/static/{name}",
        "/feed.atom",
        PACKAGE + "/feed.atom",
    ),
    *(PACKAGE + "/datapackage.json", VERSION + "/cite", VERSION + "/{path:path}", PACKAGE + "/{path:path}"),
    *("/catalog.ttl", "/catalog.jsonld", "/hooks/push/{owner}/{name}"),
    *("/runs/{id:int}/log", "/runs/{id:int}/live", "/{key}/r/{id:int}/{launch:int}/{name}"),
    "/{key}/r/{id:int}/{launch:int}/artefacts/{path:path}",
    *(f"/pipelines/{{owner}}/{{name}}/{part}" for part in ("run", "pause", "resume")),
    *(
        place + form
        for place in (PACKAGE, VERSION)
        for form in ("/dcat.ttl", "/dcat.jsonld", "/schema.jsonld", "/croissant.json")
    ),
}

EVERY = [place for places in PAGES.values() for place in places] + FAILING
ONCE = [
    "own:/pipelines/calendar",
    "own:/pipelines/new?again=9",
    "own:/pipelines/demo/erklart",
    "own:/pipelines/demo/folketall-kommuner/delete",
    "own:/runs/start?pipeline=demo/folketall-kommuner",
    "own:/runs/9",
    "own:/runs/29/notebook",
    "own:/runs/31/stop",
]
"""Pages made of the same parts as others of their kind: one look is enough, where those have some forty."""
OURS = [place for place in EVERY if not place.startswith("content:") and place not in ONCE]
MADE = [place for place in EVERY if place.startswith("content:")]
"""What people made stands on a host of its own and has no head and foot of ours."""


def routes() -> Iterator[str]:
    """Yield the path of each route that gives a page."""
    for router in (*ROUTERS, *PRIVATE_ROUTERS, *CONTENT_ROUTERS):
        for route in router.routes:
            path = str(getattr(route, "path", ""))
            if path not in NOT_PAGES and not path.startswith("/api/v1"):
                yield path


@dataclass(frozen=True)
class Hubs:
    """Where the hubs answer, and what makes a browser the local person's."""

    full: str
    bare: str
    cookie: str
    draft: str
    saved: str

    def address(self, place: str, language: str = "") -> str:
        """Return the whole address of a page, in a language when one is given."""
        host, _, path = place.rpartition(":/")
        hosts = {
            "": self.full,
            "own": self.full,
            "bare": self.bare,
            "content": self.full.replace("localhost", "content.localhost"),
        }
        told = {"{draft}": self.draft, "{saved}": self.saved}.get(place.removeprefix("own:"))
        path = told or "/" + path.removeprefix("/")
        mark = "&" if "?" in path else "?"
        return hosts["own" if told else host] + path + (f"{mark}lang={language}" if language else "")


@dataclass
class Shown:
    """A page that a browser has open, and what it complained about meanwhile."""

    page: Page
    place: str
    noise: list[str] = field(default_factory=list)

    @contextmanager
    def state(self, width: int = 1280, height: int = 800, **media: Any) -> Iterator[Page]:
        """Give the page at a width and with wishes of the reader, and set both back afterwards."""
        turned = {"width": width, "height": height} != ORDINARY
        if turned:
            self.page.set_viewport_size({"width": width, "height": height})
        if media:
            self.page.emulate_media(**media)
        try:
            yield self.page
        finally:
            if media:
                self.page.emulate_media(
                    media="null", color_scheme="light", reduced_motion="null", forced_colors="null"
                )
            if turned:
                self.page.set_viewport_size(ORDINARY)

    def unfold(self) -> None:
        """Open everything that can be opened, also where opening one closes another."""
        self.page.evaluate(
            "for (const one of document.querySelectorAll('main details')) {"
            " one.removeAttribute('name'); one.open = true }"
        )

    def rewind(self) -> None:
        """Let the Tab key begin at the top, also where the page has put the focus somewhere else."""
        self.page.evaluate(
            "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex');"
            " document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)"
        )

    @contextmanager
    def style(self, css: str) -> Iterator[Page]:
        """Give the page with a style sheet of the reader's own, and take it off afterwards."""
        self.page.evaluate(
            "css => { const own = new CSSStyleSheet(); own.replaceSync(css); document.adoptedStyleSheets = [own]; }",
            css,
        )
        self.page.evaluate(  # scripts that measure the page answer with the next frame
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
        )
        try:
            yield self.page
        finally:
            self.page.evaluate("document.adoptedStyleSheets = []")


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


@contextmanager
def showing(browser: Browser, hubs: Hubs, place: str, language: str = "", **options: Any) -> Iterator[Shown]:
    """Give a page as whoever may see it does, listening to what the browser complains about."""
    with tab(browser, **options) as page, visiting(page, hubs, place, language) as shown:
        yield shown


@contextmanager
def tab(browser: Browser, **options: Any) -> Iterator[Page]:
    """Give an empty page of the browser that may go from place to place: a fresh one costs more than most visits."""
    context = browser.new_context(**({"locale": "nb-NO", "color_scheme": "light"} | options))
    try:
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def visiting(page: Page, hubs: Hubs, place: str, language: str = "") -> Iterator[Shown]:
    """Go to a place as whoever may see it does, with nothing left of the places before, and listen."""
    page.context.clear_cookies()
    if place.startswith("own:"):
        name, _, value = hubs.cookie.partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": hubs.full}])
    shown = Shown(page, place)
    address = hubs.address(place, language)

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and message.location.get("url") != address:  # a 404 page is a 404
            shown.noise.append(message.text)

    def fail(error: Error) -> None:
        shown.noise.append(str(error))

    page.on("console", hear)
    page.on("pageerror", fail)
    try:
        page.goto(address)
        yield shown
    finally:
        page.remove_listener("console", hear)
        page.remove_listener("pageerror", fail)


def faults(page: Page, rules: list[str] = RULES, part: JSHandle | None = None) -> list[dict[str, Any]]:
    """Return what axe finds wrong by WCAG 2.2 A and AA, or by some of its rules, in a page or a part of it."""
    found: list[dict[str, Any]] | None = page.evaluate(FAULTS, [rules, part])
    if found is None:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(FAULTS, [rules, part])
    assert found is not None, "axe is in the page"
    return found
