"""Help: its front page, the chapters of the handbook and the how-to guides."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from stabbur.errors import NotFound
from stabbur.hub.handbook.pages import page as found
from stabbur.hub.handbook.pages import pages
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker

router = APIRouter()


@router.get("/help", dependencies=[right("help:read")])
def help_page(page: Page) -> HTMLResponse:
    """Show the chapters of the handbook, and in short how to find, use and publish data."""
    mistakes = found("nb", "vanlige-feil")
    return page("help/index.html", chapters=pages("nb"), guides=pages("en"), mistakes=mistakes)


@router.get("/help/{chapter}", dependencies=[right("help:read")])
def chapter(chapter: str, page: Page) -> HTMLResponse:
    """Show a chapter of the handbook."""
    return show(page, "nb", chapter)


@router.get("/help/how-to/{guide}", dependencies=[right("help:read")])
def guide(guide: str, page: Page) -> HTMLResponse:
    """Show a how-to guide."""
    return show(page, "en", guide)


def show(page: PageMaker, language: str, slug: str) -> HTMLResponse:
    """Return a page of help with its neighbours."""
    one = found(language, slug)
    if one is None:
        names = ", ".join(other.slug for other in pages(language))
        raise NotFound(f"no page of help '{slug[:80]}': there are {names}", code="page-unknown")
    every = pages(language)
    at = every.index(one)
    return page(
        "help/page.html",
        one=one,
        document=one.document,
        every=every,
        before=every[at - 1] if at else None,
        after=every[at + 1] if at + 1 < len(every) else None,
    )
