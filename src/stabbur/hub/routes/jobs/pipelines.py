"""The pages of pipelines: all of them, one with its history and plan, and a calendar of what comes."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from stabbur.hub.jobs import plans, reading
from stabbur.hub.jobs.calendar import week_of
from stabbur.hub.jobs.history import MEASURES, RUNS, history_of
from stabbur.hub.jobs.listed import line, published
from stabbur.hub.jobs.planning.changed import changed
from stabbur.hub.jobs.suggested import suggested
from stabbur.hub.jobs.words import Words
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.runs.pipelines import rows
from stabbur.runs.pipelines.values import Pipeline
from stabbur.runs.queue.values import BAD, Run
from stabbur.state.engine import engine
from stabbur.state.engine import reading as read_state

SHOWN = 12  # runs in the table of a pipeline's page
COMING = 5
MOST = 100  # pipelines on a page

router = APIRouter(dependencies=[right("pipelines:read")])


@router.get("/pipelines")
def listed(page: Page, number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1) -> Response:
    """All pipelines, those that did not succeed first: how each went and when it runs next."""
    words = Words(page)
    with read_state(engine(page.settings)) as connection:
        every, last = rows.every(connection), reading.latest(connection)
        bad = {id for id, run in last.items() if run.state in BAD}
        every.sort(key=lambda row: (row.id not in bad, row.id))
        found = every[(number - 1) * MOST : number * MOST]
        usual = reading.usual_of(connection, [row.id for row in found])
    lines = [shown(words, row, last.get(row.id), usual.get(row.id)) for row in found]
    return page(
        "pipelines/list.html",
        lines=lines,
        bad=len(bad & {row.id for row in every}),
        number=number,
        more=len(every) > number * MOST,
        total=len(every),
    )


@router.get("/pipelines/calendar")
def calendar(page: Page, since: Annotated[str, Query(alias="from", max_length=10)] = "") -> Response:
    """What runs in seven days, day by day."""
    words = Words(page)
    with read_state(engine(page.settings)) as connection:
        every = rows.every(connection)
    return page("pipelines/calendar.html", week=week_of(words, every, since))


@router.get("/pipelines/{owner}/{name}")
def show(
    owner: str, name: str, page: Page, measure: Annotated[str, Query(max_length=20)] = "time"
) -> Response:
    """One pipeline: its history drawn and in a table, its plan, what comes."""
    words, id = Words(page), f"{owner}/{name}"
    with read_state(engine(page.settings)) as connection:
        row = rows.known(connection, id)
        runs = reading.runs(connection, page.actor, pipeline=id, limit=2 * RUNS)
        total = reading.counted(connection, id, page.actor)
        changes = reading.changes(connection, id)
        became = reading.became(connection, runs[:SHOWN])
    began = [one for one in runs if one.state != "skipped" and one.purpose == "run"]
    history = history_of(
        words, [one for one in runs if one.purpose == "run"], measure if measure in MEASURES else "time"
    )
    state = words.state(began[0].state if began else "never")
    coming = [] if row.paused and not row.schedule else plans.following(row, words.now, COMING)
    return page(
        "pipelines/show.html",
        row=row,
        name=name,
        project=row.project.name,
        missing=row.gone,
        publishes=published_last(began),
        state=state,
        said=f"{state.word} {words.when(began[0].ended)}" if began and began[0].ended else state.word,
        paused=words.state("paused"),
        schedule=plans.schedule(page, row),
        next=[(one, words.when(one)) for one in coming],
        history=history,
        usual=words.duration(history.usual) if history else "",
        failed_on=words.short(history.failed.created) if history and history.failed else "",
        measures=measures(page),
        choices=[(key, titles(page)[key]) for key in MEASURES],
        lines=[line(words, one, became.get(one.id, ())) for one in runs[:SHOWN]],
        total=total,
        plan=plans.plan(words, row),
        parameters=plans.parameters(row.parameters),
        starters=plans.starters(words, row),
        suggestions=suggested(words, runs),
        changes=[
            {"at": one.at, "when": words.when(one.at), "actor": one.actor, "what": changed(words, one)}
            for one in changes
        ],
        click=uuid.uuid4().hex,
    )


def published_last(began: list[Run]) -> list[dict[str, str]]:
    """Return what a pipeline publishes, without a version: what the last run that made one published."""
    return next((named for one in began if (named := published(one, versions=False))), [])


def measures(page: PageMaker) -> dict[str, str]:
    """Return what a drawing shows, by its measure."""
    return {
        "time": page.text("How long each run took"),
        "memory": page.text("The most memory that each run used"),
        "volume": page.text("How much each run read and wrote"),
    }


def titles(page: PageMaker) -> dict[str, str]:
    """Return the name of each measure."""
    return {"time": page.text("Time"), "memory": page.text("Memory"), "volume": page.text("Volume")}


def shown(words: Words, row: Pipeline, last: reading.Last | None, usual: float | None) -> dict[str, Any]:
    """Return a pipeline as a line of the list."""
    return {
        "id": row.id,
        "state": words.state(last.state if last else "never"),
        "last": words.when(last.began) if last else "",
        "plan": plans.schedule(words.page, row),
        "next": words.when(row.next_at),
        "paused": row.paused,
        "usual": words.duration(usual),
    }
