"""Start runs from pages: at once, with values of one's own, as a test; and stop one that was asked about."""

import re
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import RedirectResponse, Response

from stabbur.errors import BadInput, Conflict, NotFound, StabburError
from stabbur.hub.jobs import forms, reading
from stabbur.hub.jobs.listed import named
from stabbur.hub.routes.jobs import making
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.runs.parameters.entry import Entry
from stabbur.runs.pipelines import rows
from stabbur.runs.pipelines.entries import looked_at
from stabbur.runs.pipelines.starting import run_now, try_now
from stabbur.runs.pipelines.values import Pipeline
from stabbur.runs.queue.cancelling import cancel
from stabbur.runs.queue.values import Run
from stabbur.runs.starting import Limits, start
from stabbur.state.engine import engine
from stabbur.state.engine import reading as read_state

CLICK = re.compile(r"[0-9a-f]{32}")

router = APIRouter(dependencies=[right("runs:start")])
Sent = Annotated[dict[str, str], Depends(forms.posted)]
Name = Annotated[str, Query(max_length=200)]
Where = Annotated[str, Query(max_length=1000)]


@dataclass(frozen=True)
class Chosen:
    """An entry of a known project, which runs as it lies in its folder."""

    project: str
    entry: str
    commit: None = None
    cpu: None = None
    memory_bytes: None = None
    timeout_seconds: None = None
    gpu: int = 0


What = Pipeline | Run | Chosen


@router.get("/runs/start")
def choose(
    page: Page,
    pipeline: Name = "",
    again: Annotated[int, Query(ge=0, le=2**62)] = 0,
    project: Where = "",
    entry: Where = "",
) -> Response:
    """The values of a run before it starts: of a pipeline, of an entry, or as an earlier run had them."""
    what, values = meant(page, pipeline, again, project, entry)
    return shown(page, what, values, {}, again=again)


@router.post("/runs/start")
def begin(page: Page, sent: Sent) -> Response:
    """Start a run with the values of the form, or show what is wrong with them."""
    number = sent.get("again", "")
    again = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    what, _ = meant(page, sent.get("pipeline", ""), again, sent.get("project", ""), sent.get("entry", ""))
    entry = looked_at(Path(what.project), what.entry)
    values, typed, errors = forms.given(page, entry.parameters, sent)
    if errors:
        return shown(page, what, typed, errors, again=again, status=422)
    try:
        run = begun(page, what, values, sent)
    except (BadInput, Conflict, NotFound) as error:
        return shown(page, what, typed, {}, again=again, said=str(error), status=422)
    return RedirectResponse(f"/runs/{run}", status_code=303)


@router.post("/pipelines/{owner}/{name}/run")
def at_once(owner: str, name: str, page: Page, sent: Sent) -> Response:
    """Run a pipeline now; the same click sent again gives the same run."""
    state, id = engine(page.settings), f"{owner}/{name}"
    try:
        run = run_now(state, id, key=click(sent), actor=page.actor)
    except (BadInput, NotFound) as error:  # its notebook or a value is not what it was
        with read_state(state) as connection:
            row = rows.known(connection, id)
        return shown(page, row, row.parameters, {}, again=0, said=str(error), status=422)
    return RedirectResponse(f"/runs/{run}", status_code=303)


@router.post("/runs/{id:int}/stop")
def stop(id: int, page: Page) -> Response:
    """Stop a run that the page before has asked about."""
    state = engine(page.settings)
    with read_state(state) as connection:
        reading.one_run(connection, id, page.actor)  # another's test run is not there
    with suppress(Conflict):  # it ended meanwhile: its page tells how
        cancel(state, id, page.actor.slug)
    return RedirectResponse(f"/runs/{id}", status_code=303)


def meant(
    page: PageMaker, pipeline: str, again: int, project: str = "", entry: str = ""
) -> tuple[What, dict[str, Any]]:
    """Return what is to run and the values that it has: a pipeline, an entry, or a run of no pipeline any more."""
    if project:
        root, read = making.meant(page, project, entry)
        return Chosen(str(root), read.name), {}
    with read_state(engine(page.settings)) as connection:
        if pipeline:
            known = rows.known(connection, pipeline)
            return known, dict(known.parameters)
        run = reading.one_run(connection, again, page.actor)
        of = rows.one(connection, run.pipeline) if run.pipeline else None
        return of or run, dict(run.parameters)


def begun(page: PageMaker, what: What, values: dict[str, Any], sent: dict[str, str]) -> int:
    """Start what is meant and return the run's number."""
    test, key, state = sent.get("purpose") == "test", click(sent), engine(page.settings)
    if isinstance(what, Pipeline):
        begin = try_now if test else run_now
        return begin(state, what.id, parameters=values, key=key, actor=page.actor)
    return start(
        what.entry,
        values,
        folder=Path(what.project),
        commit=what.commit,
        purpose="test" if test else "run",
        limits=Limits(what.cpu, what.memory_bytes, what.timeout_seconds, what.gpu),
        actor=page.actor,
        occurrence=key,
        engine=state,
    )


def click(sent: dict[str, str]) -> str:
    """Return what a click is known by, so that it counts once; a form without it is a click of its own."""
    found = sent.get("click", "")
    return found if CLICK.fullmatch(found) else uuid.uuid4().hex


def shown(
    page: PageMaker,
    what: What,
    values: dict[str, Any],
    errors: dict[str, str],
    *,
    again: int,
    said: str = "",
    status: int = 200,
) -> Response:
    """Return the form."""
    pipeline = what.id if isinstance(what, Pipeline) else ""
    entry = looked(what)
    if isinstance(entry, StabburError):
        said = said or str(entry)
    fields = forms.of_parameters(page, entry.parameters, values, errors) if isinstance(entry, Entry) else []
    return page(
        "runs/start.html",
        status=status,
        name=pipeline or named(what.entry),
        pipeline=pipeline,
        again=again,
        project=what.project if isinstance(what, Chosen) else "",
        entry=what.entry,
        back=f"/pipelines/{pipeline}" if pipeline else f"/runs/{again}" if again else "/pipelines/new",
        backname=pipeline
        or (page.text("Run %(number)s", number=again) if again else page.text("New pipeline")),
        fields=fields,
        said=said,
        click=uuid.uuid4().hex,
    )


def looked(what: What) -> Entry | StabburError:
    """Return the entry that is to run, or why it can't be read."""
    try:
        return looked_at(Path(what.project), what.entry)
    except StabburError as error:
        return error
