"""Change a pipeline from pages: pause and resume, plan and resources by a form, delete after asking."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from stabbur.errors import BadInput, Conflict, NotFound, StabburError
from stabbur.hub.jobs import forms, planform
from stabbur.hub.jobs.words import Words
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.runs.pipelines import rows, setting
from stabbur.runs.pipelines.values import Pipeline
from stabbur.runs.schedule import cron
from stabbur.state.engine import engine
from stabbur.state.engine import reading as read_state

COMING = 5

router = APIRouter(prefix="/pipelines/{owner}/{name}", dependencies=[right("pipelines:change")])
Sent = Annotated[dict[str, str], Depends(forms.posted)]


@router.post("/pause")
def pause(owner: str, name: str, page: Page) -> Response:
    """Let nothing but a person start it."""
    setting.pause(engine(page.settings), f"{owner}/{name}", actor=page.actor)
    return RedirectResponse(f"/pipelines/{owner}/{name}", status_code=303)


@router.post("/resume")
def resume(owner: str, name: str, page: Page) -> Response:
    """Let it go on by itself."""
    setting.resume(engine(page.settings), f"{owner}/{name}", actor=page.actor)
    return RedirectResponse(f"/pipelines/{owner}/{name}", status_code=303)


@router.get("/change")
def change(owner: str, name: str, page: Page) -> Response:
    """The form of its plan and resources."""
    row = own(page, f"{owner}/{name}")
    return shown(page, row, planform.typed(row), {})


@router.post("/change")
def changed(owner: str, name: str, page: Page, sent: Sent) -> Response:
    """Keep what the form says, show the next times only, or tell what is wrong."""
    row = own(page, f"{owner}/{name}")
    typed = {key: sent.get(key, "") for key in planform.typed(row)}
    wish, errors = planform.wished(page, typed)
    if errors or sent.get("look"):
        return shown(page, row, typed, errors, status=422 if errors else 200)
    try:
        setting.change(engine(page.settings), row.id, wish, actor=page.actor)
    except (BadInput, Conflict, NotFound) as error:
        field = planform.field_of(error)
        wrong = {field: planform.told(page, field)} if field else {}
        return shown(page, row, typed, wrong, said=str(error), status=422)
    return RedirectResponse(f"/pipelines/{row.id}", status_code=303)


@router.get("/delete")
def ask(owner: str, name: str, page: Page) -> Response:
    """Ask before it is deleted."""
    return page("pipelines/delete.html", id=own(page, f"{owner}/{name}").id)


@router.post("/delete")
def delete(owner: str, name: str, page: Page) -> Response:
    """Delete it; its runs stay."""
    setting.delete(engine(page.settings), f"{owner}/{name}", actor=page.actor)
    return RedirectResponse("/pipelines", status_code=303)


def own(page: PageMaker, id: str) -> Pipeline:
    """Return a pipeline that may be changed here."""
    with read_state(engine(page.settings)) as connection:
        row = rows.known(connection, id)
    if row.declared and not row.gone:
        raise Conflict(
            f"pipeline '{id}' is declared by its repository, and is changed there",
            hint=f"edit [pipelines.{id.rpartition('/')[2]}] in stabbur.toml, then: stabbur build",
            code="pipeline-declared",
            pipeline=id,
        )
    return row


def shown(
    page: PageMaker,
    row: Pipeline,
    typed: dict[str, str],
    errors: dict[str, str],
    *,
    said: str = "",
    status: int = 200,
) -> Response:
    """Return the form, with the next times of the schedule that stands in it."""
    words = Words(page)
    return page(
        "pipelines/change.html",
        status=status,
        id=row.id,
        name=row.id.rpartition("/")[2],
        groups=planform.groups(page, typed, errors),
        next=[(one, words.when(one)) for one in coming(typed, words.now)] if not errors else [],
        said=said,
    )


def coming(typed: dict[str, Any], now: datetime) -> list[datetime]:
    """Return the next times of what stands in the form; none when it is no schedule."""
    try:
        kept = cron.parse(typed["schedule"], typed["timezone"])
        return cron.following(kept, typed["timezone"], now, COMING)
    except StabburError:
        return []
