"""The catalogue: /search with facets, as a page or (htmx) as the results alone; /topics/<slug>."""

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Header
from fastapi import Query as Value
from starlette.responses import HTMLResponse

from stabbur.catalogue.base import Hits, Query, Sort
from stabbur.errors import NotFound
from stabbur.hub.needs import right
from stabbur.hub.page import Page, PageMaker

PER_PAGE = 10
AT_ONCE = 100  # hits that the index gives at a time
DEEPEST = 500  # pages; whoever wants more asks the API, which goes by key
LONGEST = 200  # characters of a query
FILTERS = ("kind", "topic", "access", "owner", "time")
SORTS: dict[str, Sort] = {"relevance": "relevance", "new": "new", "title": "title"}

router = APIRouter()


@dataclass(frozen=True)
class Wish:
    """What the address asks for; makes the addresses of its neighbours."""

    q: str = ""
    kind: str = ""
    topic: str = ""
    access: str = ""
    owner: str = ""
    time: str = ""
    sort: str = "relevance"
    page: int = 1

    def address(self, **changes: object) -> str:
        """Return the address with some values changed; what is empty or usual is left out."""
        values = vars(self) | {"page": 1} | changes
        usual = {"sort": "relevance", "page": 1}
        kept = {name: value for name, value in values.items() if value and value != usual.get(name)}
        return "/search" + (f"?{urlencode(kept)}" if kept else "")

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set, by name."""
        return {name: getattr(self, name) for name in FILTERS if getattr(self, name)}

    def query(self) -> Query:
        """Return the question to the catalogue."""
        return Query(
            text=self.q.strip(),
            kind=self.kind or None,
            topic=self.topic or None,
            access=self.access or None,
            owner=self.owner or None,
            freshness=self.time or None,
            sort=SORTS.get(self.sort, "relevance"),
            offset=(self.page - 1) * PER_PAGE,
            limit=PER_PAGE,
        )


Text = Annotated[str, Value(max_length=LONGEST)]


@router.get("/search", dependencies=[right("catalogue:search")])
def search(
    page: Page,
    q: Text = "",
    kind: Text = "",
    topic: Text = "",
    access: Text = "",
    owner: Text = "",
    time: Annotated[str, Value(pattern="^(week|month|year|older|)$")] = "",
    sort: Annotated[str, Value(pattern="^(relevance|new|title|)$")] = "relevance",
    number: Annotated[int, Value(alias="page", ge=1, le=DEEPEST)] = 1,
    hx_request_type: Annotated[str, Header()] = "",
) -> HTMLResponse:
    """Show what the catalogue finds; htmx asks for the results alone."""
    wish = Wish(q, kind, topic, access, owner, time, sort or "relevance", number)
    is_site = page.request.app.state.is_site
    hits = everything(page) if is_site else page.registry.search(wish.query(), page.actor)
    near = [] if hits.total else topics(page.registry.search(Query(limit=1), page.actor))
    partial = hx_request_type == "partial"
    template = "search/answer.html" if partial else "search/page.html"
    return page(template, wish=wish, hits=hits, topics=near, per_page=max(PER_PAGE, len(hits.items)))


@router.get("/topics/{slug}", dependencies=[right("catalogue:search")])
def topic(page: Page, slug: str) -> HTMLResponse:
    """Show what there is about one topic."""
    found = page.registry.search(Query(topic=slug, sort="new", limit=100), page.actor)
    if not found.total:
        known = ", ".join(name for name, _ in topics(page.registry.search(Query(limit=1), page.actor)))
        raise NotFound(f"no topic '{slug}': there are {known or 'none'}", code="topic-unknown", topic=slug)
    packages = [hit for hit in found.items if hit.document.kind != "story"]
    stories = [hit for hit in found.items if hit.document.kind == "story"]
    owners = found.facets.get("owner", ())
    return page(
        "topics/show.html", topic=slug, packages=packages, stories=stories, owners=owners, total=found.total
    )


def topics(hits: Hits) -> list[tuple[str, int]]:
    """Return the topics with the number of things in each, by name."""
    return sorted(hits.facets.get("topic", ()))


def everything(page: PageMaker) -> Hits:
    """Return all there is: without a server it stands on one page, and script filters it."""
    hits = page.registry.search(Query(sort="title", limit=AT_ONCE), page.actor)
    items = list(hits.items)
    while len(items) < hits.total:
        more = page.registry.search(Query(sort="title", limit=AT_ONCE, offset=len(items)), page.actor)
        if not more.items:
            break
        items += more.items
    return replace(hits, items=tuple(items))
