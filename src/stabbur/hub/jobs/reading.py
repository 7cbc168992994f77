"""Read runs and changes for the pages, a page's worth at a time; a test run is its starter's alone."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, union_all

from stabbur.accounts.actor import Actor
from stabbur.runs.keeping.files import LARGEST
from stabbur.runs.keeping.statistics import spread
from stabbur.runs.queue.reading import missing
from stabbur.runs.queue.rows import LISTED, run_of
from stabbur.runs.queue.values import ACTIVE, Run
from stabbur.runs.testing.published import ACTION
from stabbur.state import audit
from stabbur.state.tables import audit as log
from stabbur.state.tables import pipeline, run

CHANGES = 5
LATELY = 10  # runs by which the usual time is told


def one_run(connection: Connection, id: int, actor: Actor) -> Run:
    """Return a run that the actor may see.

    Raises
    ------
    NotFound
        There is none of that number, or it is another's test run.
    """
    if id > LARGEST:  # no database takes it
        raise missing(id)
    found = connection.execute(select(run).where(run.c.id == id, seen(actor))).one_or_none()
    if found is None:
        raise missing(id)
    return run_of(found)


def runs(
    connection: Connection,
    actor: Actor,
    *,
    pipeline: str | None = None,
    states: Iterable[str] = (),
    ended: bool = False,
    before: int | None = None,
    limit: int = 50,
) -> list[Run]:
    """Return runs, the newest first; `before` goes on from a number."""
    found = select(*LISTED).where(seen(actor)).order_by(run.c.id.desc()).limit(limit)
    if pipeline is not None:
        found = found.where(run.c.pipeline == pipeline)
    if chosen := list(states):
        found = found.where(run.c.state.in_(chosen))
    if ended:  # said so, not by the states one by one, it is read in the order of the numbers
        found = found.where(run.c.state.not_in(ACTIVE))
    if before is not None:
        found = found.where(run.c.id < before)
    return [run_of(row) for row in connection.execute(found)]


def seen(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a run is one that the actor may see."""
    return or_(run.c.purpose != "test", run.c.actor == actor.slug)


def counted(connection: Connection, pipeline: str, actor: Actor) -> int:
    """Return how many runs a pipeline has had."""
    asked = select(func.count()).select_from(run).where(run.c.pipeline == pipeline, seen(actor))
    return int(connection.execute(asked).scalar_one())


def active(
    connection: Connection, actor: Actor, pipeline: str | None = None, limit: int = 50
) -> tuple[list[Run], int]:
    """Return the runs at work and then those that wait, the newest first of each, and how many there are in all."""
    alike = [seen(actor), run.c.state.in_(ACTIVE)]
    if pipeline is not None:
        alike.append(run.c.pipeline == pipeline)
    found = select(*LISTED).where(*alike).order_by(run.c.state.desc(), run.c.id.desc()).limit(limit)
    count = connection.execute(select(func.count()).select_from(run).where(*alike)).scalar_one()
    return [run_of(row) for row in connection.execute(found)], int(count)


@dataclass(frozen=True)
class Last:
    """The last run of a pipeline, as much of it as a list shows: what it left is not read."""

    id: int
    state: str
    began: datetime


def latest(connection: Connection) -> dict[str, Last]:
    """Return the last run of each pipeline, whatever state it is in; what never started does not count."""
    # one look into the index a pipeline: a group over all runs would read every one of them
    last = (
        select(func.max(run.c.id))
        .where(run.c.pipeline == pipeline.c.id, run.c.purpose == "run", run.c.state != "skipped")
        .scalar_subquery()
    )
    wanted = select(run.c.pipeline, run.c.id, run.c.state, run.c.started, run.c.created)
    rows = connection.execute(wanted.where(run.c.id.in_(select(last).select_from(pipeline))))
    return {row.pipeline: Last(row.id, row.state, row.started or row.created) for row in rows}


def attempts(connection: Connection, one: Run) -> list[Run]:
    """Return every attempt at what a run is an attempt at, in order."""
    same = (run.c.pipeline == one.pipeline, run.c.occurrence == one.occurrence)
    return [run_of(row) for row in connection.execute(select(*LISTED).where(*same).order_by(run.c.attempt))]


def changes(connection: Connection, id: str) -> Sequence[audit.Row]:
    """Return who changed a pipeline lately."""
    return audit.read(connection, subject=id, limit=CHANGES)


def became(connection: Connection, runs: Iterable[Run]) -> Mapping[int, list[str]]:
    """Return the versions that test runs have become since, as ID@VERSION; asked once for a whole list."""
    ids = [str(one.id) for one in runs if one.purpose == "test"]
    if not ids:
        return {}
    asked = select(log.c.subject, log.c.details).where(log.c.action == ACTION, log.c.subject.in_(ids))
    found: dict[int, dict[str, None]] = {}
    for row in connection.execute(asked.order_by(log.c.seq)):
        names = json.loads(row.details).get("versions") or ()
        found.setdefault(int(row.subject), {}).update(dict.fromkeys(map(str, names)))
    return {id: list(names) for id, names in found.items()}


def usual(connection: Connection, one: Run) -> float | None:
    """Return the seconds that runs of the same pipeline which succeeded usually take; None where none has."""
    if not one.pipeline:
        return None
    return usual_of(connection, [one.pipeline], one.purpose, but=one.id).get(one.pipeline)


def usual_of(
    connection: Connection, pipelines: Sequence[str], purpose: str = "run", but: int = 0
) -> dict[str, float]:
    """Return the seconds that the last runs of pipelines which succeeded usually took, where one has."""
    if not pipelines:
        return {}
    times = [_lately(one, purpose, but) for one in pipelines]
    took: dict[str, list[float]] = {}
    for row in connection.execute(union_all(*times)):
        if row.started and row.ended:
            took.setdefault(row.pipeline, []).append((row.ended - row.started).total_seconds())
    return {id: usual.middle for id, seconds in took.items() if (usual := spread(seconds))}


def _lately(pipeline: str, purpose: str, but: int) -> Select[Any]:
    like = (run.c.pipeline == pipeline, run.c.state == "succeeded", run.c.purpose == purpose)
    asked = select(run.c.pipeline, run.c.started, run.c.ended).where(*like, run.c.id != but)
    return select(asked.order_by(run.c.id.desc()).limit(LATELY).subquery())
