"""Read runs and changes for the pages, a page's worth at a time; a test run is its starter's alone."""

from collections.abc import Iterable, Sequence
from statistics import median

from sqlalchemy import ColumnElement, Connection, func, or_, select

from stabbur.accounts.actor import Actor
from stabbur.runs.keeping.files import LARGEST
from stabbur.runs.queue.reading import missing
from stabbur.runs.queue.rows import LISTED, run_of
from stabbur.runs.queue.values import ACTIVE, Run
from stabbur.state import audit
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


def latest(connection: Connection) -> dict[str, Run]:
    """Return the last run of each pipeline, whatever state it is in; what never started does not count."""
    # one look into the index a pipeline: a group over all runs would read every one of them
    last = (
        select(func.max(run.c.id))
        .where(run.c.pipeline == pipeline.c.id, run.c.purpose == "run", run.c.state != "skipped")
        .scalar_subquery()
    )
    rows = connection.execute(select(*LISTED).where(run.c.id.in_(select(last).select_from(pipeline))))
    return {row.pipeline: run_of(row) for row in rows}


def attempts(connection: Connection, one: Run) -> list[Run]:
    """Return every attempt at what a run is an attempt at, in order."""
    same = (run.c.pipeline == one.pipeline, run.c.occurrence == one.occurrence)
    return [run_of(row) for row in connection.execute(select(*LISTED).where(*same).order_by(run.c.attempt))]


def changes(connection: Connection, id: str) -> Sequence[audit.Row]:
    """Return who changed a pipeline lately."""
    return audit.read(connection, subject=id, limit=CHANGES)


def usual(connection: Connection, one: Run) -> float | None:
    """Return the seconds that runs of the same pipeline which succeeded usually take; None where none has."""
    if not one.pipeline:
        return None
    return usual_of(connection, one.pipeline, one.purpose, but=one.id)


def usual_of(connection: Connection, pipeline: str, purpose: str = "run", but: int = 0) -> float | None:
    """Return the seconds that the last runs of a pipeline which succeeded usually took; None where none has."""
    like = (run.c.pipeline == pipeline, run.c.state == "succeeded", run.c.purpose == purpose)
    asked = select(run.c.started, run.c.ended).where(*like, run.c.id != but)
    rows = connection.execute(asked.order_by(run.c.id.desc()).limit(LATELY)).all()
    took = [(row.ended - row.started).total_seconds() for row in rows if row.started and row.ended]
    return median(took) if took else None
