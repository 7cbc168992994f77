"""The pages of runs: what runs now and ran lately, one run with its log and steps, and the page that asks before a stop."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response, StreamingResponse

from stabbur.hub.jobs import facts, files, reading, reasons
from stabbur.hub.jobs.listed import line, named, published, what_of
from stabbur.hub.jobs.steps import told_of
from stabbur.hub.jobs.words import Words
from stabbur.hub.routes.jobs.content import artefact_address, notebook_address
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.runs.keeping import logs
from stabbur.runs.queue.values import ACTIVE, BAD, ENDED, STATES, Run
from stabbur.state.engine import engine
from stabbur.state.engine import reading as read_state

SHOWN = 30
NO_ZERO = r"^[^\x00]*$"  # a byte that PostgreSQL takes in no text

router = APIRouter(dependencies=[right("runs:read")])


@router.get("/runs")
def listed(
    page: Page,
    state: Annotated[str, Query(max_length=20)] = "",
    pipeline: Annotated[str, Query(max_length=200, pattern=NO_ZERO)] = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """What runs now, and the runs that ended lately."""
    words = Words(page)
    chosen = [state] if state in STATES else []
    with read_state(engine(page.settings)) as connection:
        live, active = reading.active(connection, page.actor, pipeline or None, SHOWN)
        found = reading.runs(
            connection,
            page.actor,
            pipeline=pipeline or None,
            states=chosen,
            ended=not chosen,
            before=before,
            limit=SHOWN + 1,
        )
        became = reading.became(connection, found)
    return page(
        "runs/list.html",
        live=[line(words, one) for one in live],
        active=active,
        lines=[line(words, one, became.get(one.id, ())) for one in found[:SHOWN]],
        more=found[SHOWN - 1].id if len(found) > SHOWN else None,
        chosen=words.state(state) if state in STATES else None,
        states=[words.state(one) for one in ENDED],
        pipeline=pipeline,
        before=before,
    )


@router.get("/runs/{id:int}")
def show(id: int, page: Page) -> Response:
    """One run: how it goes or went, its steps, its log, what it read and wrote."""
    words = Words(page)
    run, usual, tries = found(page, id)
    folder = files.folder_of(run)
    told = told_of(words, run, folder)
    log = files.tail(folder)
    with read_state(engine(page.settings)) as connection:
        became = reading.became(connection, [run]).get(run.id, ())
    return page(
        "runs/show.html",
        run=run,
        name=run.pipeline or named(run.entry),
        state=words.state(run.state),
        live=run.state in ACTIVE,
        bad=run.state in BAD,
        cause=words.cause(run.cause, run.actor),
        since=words.when(run.started or run.created),
        passed=words.duration(words.passed(run)) if run.started else "",
        usual=words.duration(usual) if usual is not None else "",
        progress=facts.progress(words, run, told, usual),
        what=what_of(words, run),
        reason=reasons.reason(words, run.reason) if run.reason else "",
        message=reasons.message(run.reason, log.text) if run.reason else "",
        code=(told.failed.code if told.failed else "") or reasons.code(run.reason or ""),
        told=told,
        log=log,
        published=published(run, became),
        facts=facts.facts(words, run),
        tries=[line(words, one) for one in tries] if len(tries) > 1 else [],
        notebooks=[(kind, notebook_address(page, run, kind)) for kind in files.notebooks(folder)],
        left=[
            (one, artefact_address(page, run, one.path) if one.there else "")
            for one in files.left(run, folder)
        ],
        mine=run.purpose == "test",
    )


@router.get("/runs/{id:int}/notebook")
def notebook(id: int, page: Page, code: Annotated[str, Query(max_length=3)] = "yes") -> Response:
    """The notebook of a run as it was executed, from the content host."""
    run, _, _ = found(page, id)
    there = files.notebooks(files.folder_of(run))
    kind = "without" if code == "no" else "with"
    return page(
        "runs/notebook.html",
        run=run,
        name=run.pipeline or named(run.entry),
        kind=kind,
        kinds=there,
        frame=notebook_address(page, run, kind) if kind in there else "",
    )


@router.get("/runs/{id:int}/log")
def log(id: int, page: Page) -> Response:
    """The whole log as a file of text."""
    run, _, _ = found(page, id)
    folder = files.folder_of(run)

    def text() -> Iterator[bytes]:
        for part in logs.whole(folder):
            yield logs.plain(part).encode()

    headers = {"Content-Disposition": f'attachment; filename="run-{id}.log"', "Cache-Control": "no-store"}
    return StreamingResponse(text(), media_type="text/plain; charset=utf-8", headers=headers)


@router.get("/runs/{id:int}/stop")
def ask_to_stop(id: int, page: Page) -> Response:
    """Ask before a run is stopped."""
    words = Words(page)
    run, _, _ = found(page, id)
    if run.state not in ACTIVE:
        return RedirectResponse(f"/runs/{id}", status_code=303)  # it ended meanwhile: its page tells how
    passed = words.duration(words.passed(run)) if run.started else ""
    return page("runs/stop.html", run=run, name=run.pipeline or named(run.entry), passed=passed)


def found(page: PageMaker, id: int) -> tuple[Run, float | None, list[Run]]:
    """Return a run, the seconds that its like usually take, and every attempt at it."""
    with read_state(engine(page.settings)) as connection:
        run = reading.one_run(connection, id, page.actor)
        return run, reading.usual(connection, run), reading.attempts(connection, run)
