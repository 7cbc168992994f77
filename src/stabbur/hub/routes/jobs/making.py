"""Make a pipeline from pages: choose what is to run among what the known projects have, then say when and how."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import RedirectResponse, Response

from stabbur import settings
from stabbur.errors import BadInput, Conflict, NotFound, StabburError
from stabbur.hub.jobs import forms, reading
from stabbur.hub.jobs.listed import named
from stabbur.hub.jobs.planning import fields, form
from stabbur.hub.jobs.plans import coming
from stabbur.hub.jobs.words import Words
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.runs.parameters.entry import Entry
from stabbur.runs.pipelines import found, setting
from stabbur.runs.pipelines.entries import looked_at, not_committed
from stabbur.state.engine import engine
from stabbur.state.engine import reading as read_state

MOST_PROJECTS = 20

router = APIRouter(dependencies=[right("pipelines:change")])
Sent = Annotated[dict[str, str], Depends(forms.posted)]


@router.get("/pipelines/new")
def new(
    page: Page,
    project: Annotated[str, Query(max_length=1000)] = "",
    entry: Annotated[str, Query(max_length=1000)] = "",
    again: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> Response:
    """The form of a pipeline that is yet to be made: of an entry, or of what a run ran; else what there is."""
    sent = dict(page.request.query_params)
    values = {key: value for key, value in sent.items() if key.startswith("p.")}
    if again:
        with read_state(engine(page.settings)) as connection:
            run = reading.one_run(connection, again, page.actor)
        project, entry = run.project, run.entry
        values = {f"p.{name}": forms.written(one) for name, one in run.parameters.items()} | values
    if not project or not entry.strip():
        return choice(page, project, entry)
    try:
        root, read = meant(page, project, entry.strip())
    except (NotFound, BadInput) as error:
        return choice(page, project, entry, error=error)
    if "click" in sent:  # it comes from the form of a run, where what is not ticked is not sent
        values = {f"p.{one.name}": "false" for one in read.parameters if one.type == "bool"} | values
    zone = settings.load(root).timezone
    return shown(page, root, read, form.usual(setting.named(read.name), zone) | values, {})


@router.post("/pipelines/new")
def make(page: Page, sent: Sent) -> Response:
    """Make the pipeline, show the next times only, or tell what is wrong."""
    try:
        root, read = meant(page, sent.get("project", ""), sent.get("entry", ""))
    except (NotFound, BadInput) as error:
        return choice(page, sent.get("project", ""), sent.get("entry", ""), error=error)
    wish, typed, errors = form.asked(page, read, sent, {})
    typed["name"] = sent.get("name", "").strip()
    if not typed["name"]:
        errors["name"] = form.told(page, "name")
    if errors or sent.get("look"):
        return shown(page, root, read, typed, errors, status=422 if errors else 200)
    try:
        made = setting.make(
            engine(page.settings), root, typed["name"], {**wish, "entry": read.name}, actor=page.actor
        )
    except (BadInput, Conflict, NotFound) as error:
        field = form.field_of(error, typed["name"])
        wrong = {field: form.told(page, field)} if field else {}
        return shown(page, root, read, typed, wrong, said=str(error), status=422)
    return RedirectResponse(f"/pipelines/{made.id}", status_code=303)


def meant(page: PageMaker, project: str, entry: str) -> tuple[Path, Entry]:
    """Return the project and the entry that are meant.

    Raises
    ------
    NotFound
        It is no project that this state knows, or has no such entry.
    BadInput
        The entry is nothing that runs.
    """
    with read_state(engine(page.settings)) as connection:
        known = found.projects(connection, page.actor.slug)
    root = next((one for one in known if str(one) == project), None)
    if root is None:
        raise NotFound(
            f"there is no project '{project[:200]}' here",
            hint="run something of it once, or schedule it there: stabbur schedule ENTRY",
            code="project-unknown",
            path=project[:200],
        )
    return root, looked_at(root, entry)


def choice(page: PageMaker, project: str, entry: str, *, error: StabburError | None = None) -> Response:
    """Return the page of what could be scheduled: the entries of each project, and a field for any other."""
    with read_state(engine(page.settings)) as connection:
        known = found.projects(connection, page.actor.slug)
    return page(
        "pipelines/choose.html",
        status=200 if error is None else 404 if isinstance(error, NotFound) else 422,
        projects=[found.entries(root) for root in known[:MOST_PROJECTS]],
        left=len(known) - MOST_PROJECTS,
        roots=known,
        project=project,
        entry=entry,
        said=str(error) if error else "",
    )


def shown(
    page: PageMaker,
    root: Path,
    read: Entry,
    typed: dict[str, str],
    errors: dict[str, str],
    *,
    said: str = "",
    status: int = 200,
) -> Response:
    """Return the form, with the next times of the schedule that stands in it."""
    words = Words(page)
    groups = fields.groups(page, read.parameters, typed, errors, new=True)
    return page(
        "pipelines/change.html",
        status=status,
        id="",
        name=named(read.name),
        entry=read.name,
        project=str(root),
        place=root.name,
        groups=groups,
        every=[one for group in groups for one in group.fields],
        next=[(one, words.when(one)) for one in coming(typed, words.now)] if not errors else [],
        loose=bool(not_committed(root, read.path)),
        said=said,
    )
