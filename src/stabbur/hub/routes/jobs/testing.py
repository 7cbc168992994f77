"""The page of a test run: what it would publish and write, and the button that publishes just that."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from stabbur.errors import BadInput, Conflict
from stabbur.hub.jobs.forms import posted
from stabbur.hub.jobs.listed import named
from stabbur.hub.jobs.tested import shown_of
from stabbur.hub.jobs.words import Words
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page
from stabbur.runs.testing.outcome import outcome
from stabbur.runs.testing.publishing import publish_test
from stabbur.state.engine import engine

router = APIRouter(dependencies=[right("runs:read")])


@router.get("/runs/{id:int}/test")
def show(id: int, page: Page) -> Response:
    """What a test run would publish and write; only who started it sees it."""
    words = Words(page)
    found = outcome(engine(page.settings), id, page.settings, actor=page.actor)
    items = shown_of(page, found)
    return page(
        "runs/test.html",
        run=found.run,
        name=named(found.run.entry),
        state=words.state(found.run.state),
        until=words.when(found.until) if found.until else "",
        found=found,
        items=items,
        todo=[one for one in items if not one.item.done],
        publishable=found.whole and not any(one.item.refused for one in items),
    )


@router.post("/runs/{id:int}/test", dependencies=[right("runs:start")])
def publish(id: int, page: Page, sent: Annotated[dict[str, str], Depends(posted)]) -> Response:
    """Publish exactly what a test run made; why that cannot be is said on its page."""
    with suppress(Conflict, BadInput):
        publish_test(
            engine(page.settings), id, page.settings, actor=page.actor, anyway=sent.get("anyway") == "yes"
        )
    return RedirectResponse(f"/runs/{id}/test", status_code=303)
