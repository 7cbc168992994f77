"""Change a pipeline from pages: pause and resume, plan and resources by a form, delete after asking."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from stabbur.errors import BadInput, Conflict, NotFound, StabburError
from stabbur.hub.jobs import forms
from stabbur.hub.jobs.planning import fields, form
from stabbur.hub.jobs.plans import coming
from stabbur.hub.jobs.words import Words
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.runs.parameters.entry import Entry
from stabbur.runs.pipelines import rows, setting
from stabbur.runs.pipelines.entries import looked_at
from stabbur.runs.pipelines.values import Pipeline
from stabbur.state.engine import engine
from stabbur.state.engine import reading as read_state

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
    return shown(page, row, read(row), form.typed(row), {})


@router.post("/change")
def changed(owner: str, name: str, page: Page, sent: Sent) -> Response:
    """Keep what the form says, show the next times only, or tell what is wrong."""
    row = own(page, f"{owner}/{name}")
    entry = read(row)
    wish, typed, errors = form.asked(page, entry, sent, row.parameters)
    if errors or sent.get("look"):
        return shown(page, row, entry, typed, errors, status=422 if errors else 200)
    try:
        setting.change(engine(page.settings), row.id, wish, actor=page.actor)
    except (BadInput, Conflict, NotFound) as error:
        field = form.field_of(error)
        wrong = {field: form.told(page, field)} if field else {}
        return shown(page, row, entry, typed, wrong, said=str(error), status=422)
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
    if not row.gone:  # what a project that is gone has declared nobody else can take away
        setting.of_ours(row, "changed")
    return row


def read(row: Pipeline) -> Entry | None:
    """Return what a pipeline runs; None when it can't be read, and its values stay as they are."""
    try:
        return looked_at(Path(row.project), row.entry)
    except StabburError:
        return None


def shown(
    page: PageMaker,
    row: Pipeline,
    entry: Entry | None,
    typed: dict[str, str],
    errors: dict[str, str],
    *,
    said: str = "",
    status: int = 200,
) -> Response:
    """Return the form, with the next times of the schedule that stands in it."""
    words = Words(page)
    groups = fields.groups(page, entry.parameters if entry else (), typed, errors)
    return page(
        "pipelines/change.html",
        status=status,
        id=row.id,
        name=row.id.rpartition("/")[2],
        groups=groups,
        every=[one for group in groups for one in group.fields],
        next=[(one, words.when(one)) for one in coming(typed, words.now)] if not errors else [],
        said=said,
    )
