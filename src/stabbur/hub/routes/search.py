"""The catalogue: /search with facets, as a page or (htmx) as the results alone; /topics/<slug>."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Header
from fastapi import Query as Value
from pydantic import Field
from starlette.responses import HTMLResponse

from stabbur.catalogue.base import Hits, Query
from stabbur.errors import NotFound
from stabbur.hub.serving.asking import Asked
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker

PER_PAGE = 10
AT_ONCE = 100  # hits that the index gives at a time
DEEPEST = 500  # pages; whoever wants more asks the API, which goes by key

router = APIRouter()


class Wish(Asked):
    """What the address of the search page asks for; makes the addresses of its neighbours."""

    page: Annotated[int, Field(ge=1, le=DEEPEST)] = 1

    def address(self, **changes: object) -> str:
        """Return the address with some values changed; what is empty or usual is left out."""
        values = {"q": self.q, **self.chosen, "sort": self.sort, "page": 1} | changes
        usual = {"sort": "relevance", "page": 1}
        kept = {name: value for name, value in values.items() if value and value != usual.get(name)}
        return "/search" + (f"?{urlencode(kept, doseq=True)}" if kept else "")

    @property
    def picked(self) -> list[tuple[str, str]]:
        """Every value of every filter that is set, with the filter's name."""
        return [(name, value) for name, values in self.chosen.items() for value in values]

    def without(self, name: str, value: str) -> str:
        """Return the address without one value of a filter."""
        return self.address(**{name: [one for one in self.chosen[name] if one != value]})


@router.get("/search", dependencies=[right("catalogue:search")])
def search(
    page: Page, wish: Annotated[Wish, Value()], hx_request_type: Annotated[str, Header()] = ""
) -> HTMLResponse:
    """Show what the catalogue finds; htmx asks for the results alone."""
    is_site = page.request.app.state.is_site
    asked = wish.query((wish.page - 1) * PER_PAGE, PER_PAGE)
    hits = everything(page) if is_site else page.registry.search(asked, page.actor)
    near = [] if hits.total else topics(page.registry.search(Query(limit=1), page.actor))
    partial = hx_request_type == "partial"
    template = "search/answer.html" if partial else "search/page.html"
    return page(template, wish=wish, hits=hits, topics=near, per_page=max(PER_PAGE, len(hits.items)))


@router.get("/topics/{slug:path}", dependencies=[right("catalogue:search")])
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
