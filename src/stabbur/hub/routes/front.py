"""The front page: what is here, what is new, and a search."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from stabbur.catalogue.base import Hits, Query
from stabbur.hub.routes.search import topics
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page

router = APIRouter()


@router.get("/", dependencies=[right("catalogue:search")])
def front(page: Page) -> HTMLResponse:
    """Show topics, the five newest packages and three stories."""
    packages = page.registry.search(Query(kind="package", sort="new", limit=5), page.actor)
    stories = page.registry.search(Query(kind="story", sort="new", limit=3), page.actor)
    every = page.registry.search(Query(limit=1), page.actor)
    return page(
        "front/index.html",
        packages=packages,
        stories=stories,
        topics=topics(every),
        examples=examples(packages),
        total=every.total,
    )


def examples(packages: Hits) -> list[str]:
    """Return up to three searches that find something: the first keyword of each of the newest packages."""
    words = [
        word for hit in packages.items for word in (*hit.document.keywords[:2], *hit.document.topics[:1])
    ]
    return list(dict.fromkeys(words))[:3]
