"""The JSON API of pipelines and runs: what there is and was, a log from any byte on, and what a person may do."""

from os.path import isabs
from pathlib import Path as File
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path
from fastapi import Query as Value
from starlette.responses import JSONResponse, Response

from stabbur.errors import BadInput
from stabbur.hub.api.catalogue import MOST, After, Limit, Name, Owner, answered
from stabbur.hub.api.job_models import (
    Ask,
    LogPart,
    NewPipeline,
    PipelineItem,
    PipelinePage,
    RunFull,
    RunItem,
    RunPage,
    Why,
)
from stabbur.hub.jobs import files, reading
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.runs.pipelines import rows, setting
from stabbur.runs.pipelines.starting import run_now, try_now
from stabbur.runs.pipelines.values import size
from stabbur.runs.queue.cancelling import cancel
from stabbur.runs.queue.values import ENDED, Run
from stabbur.runs.starting import Limits, start
from stabbur.state.engine import engine
from stabbur.state.engine import reading as read_state

router = APIRouter(prefix="/api/v1")

Number = Annotated[int, Path(ge=1, le=2**62, description="The number of a run.")]
State = Annotated[
    str, Value(max_length=20, description="`queued`, `running`, `succeeded` or how else it stands.")
]
Of = Annotated[str, Value(max_length=200, description="The id of a pipeline, such as `demo/folketall`.")]
Before = Annotated[
    int | None,
    Value(ge=1, le=2**62, description="The number that the page before ended with; its `next` has it."),
]
Since = Annotated[int, Value(alias="from", ge=0, le=2**62, description="The byte of the log to begin at.")]
Changes = Annotated[dict[str, Any], Body(description="Settings of the pipeline by name, as in stabbur.toml.")]


@router.get("/runs", response_model=RunPage, dependencies=[right("runs:read")])
def runs(
    page: Page, state: State = "", pipeline: Of = "", before: Before = None, limit: Limit = 50
) -> Response:
    """Runs, the newest first."""
    with read_state(engine(page.settings)) as connection:
        found = reading.runs(
            connection,
            page.actor,
            pipeline=pipeline or None,
            states=[state] if state else (),
            before=before,
            limit=limit + 1,
        )
    items = [RunItem.model_validate(one) for one in found[:limit]]
    more = str(page.request.url.include_query_params(before=items[-1].id)) if len(found) > limit else None
    return answered(page.request, RunPage(items=items, next=more))


@router.get("/runs/{id}", response_model=RunFull, dependencies=[right("runs:read")])
def run(page: Page, id: Number) -> Response:
    """One run: what it was given, what it used and what it moved."""
    return answered(page.request, RunFull.of(one(page, id)))


@router.get("/runs/{id}/log", response_model=LogPart, dependencies=[right("runs:read")])
def log(page: Page, id: Number, since: Since = 0) -> Response:
    """A part of a run's log; ask again from `next` until it has ended."""
    found = one(page, id)
    part = files.after(files.folder_of(found), since)
    ended = found.state in ENDED and part.end == since
    return answered(page.request, LogPart(text=part.text, next=part.end, ended=ended))


@router.post("/runs", response_model=RunFull, status_code=201, dependencies=[right("runs:start")])
def begin(page: Page, ask: Ask) -> Response:
    """Start a run; the same `key` sent again gives the same run."""
    state = engine(page.settings)
    if ask.pipeline:
        of_pipeline = try_now if ask.test else run_now
        number = of_pipeline(state, ask.pipeline, parameters=ask.parameters, key=ask.key, actor=page.actor)
    else:
        if not ask.project or not ask.entry:
            raise BadInput(
                "a run needs a pipeline, or a project and an entry",
                hint='{"pipeline": "demo/tall"}',
                code="run-of-what",
            )
        number = start(
            ask.entry,
            ask.parameters,
            folder=_whole(ask.project),
            commit=ask.commit,
            purpose="test" if ask.test else "run",
            limits=Limits(ask.cpu, size(ask.memory), ask.timeout),
            actor=page.actor,
            occurrence=ask.key,
            engine=state,
        )
    return JSONResponse(RunFull.of(one(page, number)).model_dump(mode="json"), status_code=201)


@router.post("/runs/{id}/cancel", response_model=RunFull, dependencies=[right("runs:start")])
def stop(page: Page, id: Number, why: Why | None = None) -> Response:
    """Stop a run and all that it started."""
    one(page, id)  # another's test run is not there
    cancel(engine(page.settings), id, page.actor.slug, why.why if why else "")
    return JSONResponse(RunFull.of(one(page, id)).model_dump(mode="json"))


@router.get("/pipelines", response_model=PipelinePage, dependencies=[right("pipelines:read")])
def pipelines(page: Page, after: After = "", limit: Limit = MOST) -> Response:
    """Pipelines with their plans, by id."""
    with read_state(engine(page.settings)) as connection:
        rest = [row for row in rows.every(connection) if row.id > after]
    items = [PipelineItem.of(row) for row in rest[:limit]]
    more = str(page.request.url.include_query_params(after=items[-1].id)) if len(rest) > limit else None
    return answered(page.request, PipelinePage(items=items, next=more))


@router.post(
    "/pipelines", response_model=PipelineItem, status_code=201, dependencies=[right("pipelines:change")]
)
def make(page: Page, ask: NewPipeline) -> Response:
    """Make a pipeline of an entry of a project."""
    row = setting.make(
        engine(page.settings),
        _whole(ask.project),
        ask.name or setting.named(ask.entry),
        {**ask.settings, "entry": ask.entry},
        actor=page.actor,
    )
    return JSONResponse(PipelineItem.of(row).model_dump(mode="json"), status_code=201)


@router.get("/pipelines/{owner}/{name}", response_model=PipelineItem, dependencies=[right("pipelines:read")])
def pipeline(page: Page, owner: Owner, name: Name) -> Response:
    """One pipeline with its plan."""
    with read_state(engine(page.settings)) as connection:
        row = rows.known(connection, f"{owner}/{name}")
    return answered(page.request, PipelineItem.of(row))


@router.patch(
    "/pipelines/{owner}/{name}", response_model=PipelineItem, dependencies=[right("pipelines:change")]
)
def change(page: Page, owner: Owner, name: Name, changes: Changes) -> Response:
    """Change what is named of a pipeline; what its project declares is changed there alone."""
    row = setting.change(engine(page.settings), f"{owner}/{name}", changes, actor=page.actor)
    return JSONResponse(PipelineItem.of(row).model_dump(mode="json"))


@router.post(
    "/pipelines/{owner}/{name}/pause", response_model=PipelineItem, dependencies=[right("pipelines:change")]
)
def pause(page: Page, owner: Owner, name: Name) -> Response:
    """Let nothing but a person start a pipeline."""
    setting.pause(engine(page.settings), f"{owner}/{name}", actor=page.actor)
    return pipeline(page, owner, name)


@router.post(
    "/pipelines/{owner}/{name}/resume", response_model=PipelineItem, dependencies=[right("pipelines:change")]
)
def resume(page: Page, owner: Owner, name: Name) -> Response:
    """Let a pipeline go on by itself."""
    setting.resume(engine(page.settings), f"{owner}/{name}", actor=page.actor)
    return pipeline(page, owner, name)


@router.delete("/pipelines/{owner}/{name}", status_code=204, dependencies=[right("pipelines:change")])
def delete(page: Page, owner: Owner, name: Name) -> Response:
    """Delete a pipeline; its runs stay."""
    setting.delete(engine(page.settings), f"{owner}/{name}", actor=page.actor)
    return Response(status_code=204)


def one(page: PageMaker, id: int) -> Run:
    """Return a run that the asker may see."""
    with read_state(engine(page.settings)) as connection:
        return reading.one_run(connection, id, page.actor)


def _whole(project: str) -> File:
    """Return the folder of a project that is named by its whole path."""
    if not isabs(project):
        raise BadInput(
            f"{project[:80]!a} is no whole path: it would be looked for where the hub happens to stand",
            hint='{"project": "/home/…/my-project", "entry": "notebooks/a.ipynb"}',
            code="run-of-what",
        )
    return File(project)
