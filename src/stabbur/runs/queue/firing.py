"""Let pipelines run for what they wait for: another pipeline, a package, files, a push, a save."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from stabbur.runs.queue.adding import add_all
from stabbur.runs.queue.rows import values_of
from stabbur.runs.queue.values import PERSON_WAITS, USUAL, NewRun
from stabbur.state.tables import pipeline, trigger


def of_pipeline(row: Row[Any], occurrence: str, cause: str, *, actor: str | None = None) -> NewRun:
    """Return the run of a pipeline's row for one occurrence; by itself it runs for whoever made the pipeline."""
    return NewRun(
        project=row.project,
        entry=row.entry,
        actor=actor or row.actor,
        cause=cause,
        pipeline=row.id,
        occurrence=occurrence,
        parameters=values_of(row.parameters),
        commit=None if cause == "save" else "HEAD",  # what was saved is committed later, if at all
        retries=row.retries,
        repeat_if_lost=bool(row.repeat_if_lost),
        backoff_seconds=row.backoff_seconds,
        timeout_seconds=row.timeout_seconds,
        cpu=row.cpu,
        memory_bytes=row.memory_bytes,
        gpu=row.gpu,
        group_name=row.group_name,
        launcher=row.launcher,
        priority=PERSON_WAITS if cause == "person" else USUAL,
    )


def fire(
    connection: Connection,
    kind: str,
    subject: str,
    occurrence: str,
    *,
    project: str | None = None,
    entry: str | None = None,
    actor: str | None = None,
    place: str | None = None,
) -> list[int]:
    """Put a run of each pipeline into the queue that waits for this; the numbers of those that are new.

    What runs lies in `place` where one is given: a clone that has the commit, which the folder that the pipeline
    was made in may not have yet.
    """
    rows = [row for row in lock_with_waiting(connection, kind, subject) if not row.paused]
    rows = [row for row in rows if project in (None, row.project) and entry in (None, row.entry)]
    news = [of_pipeline(row, occurrence, kind, actor=actor) for row in rows]
    news = [replace(one, project=place) for one in news] if place else news
    numbers = add_all(connection, news, {row.id: row.overlap for row in rows})
    return [one for one in numbers if one is not None]


def lock_with_waiting(connection: Connection, kind: str, subject: str, own: str = "") -> list[Row[Any]]:
    """Lock the pipelines that wait for something, and one's own with them, always in the same order."""
    waiting = select(trigger.c.pipeline).where(trigger.c.kind == kind, trigger.c.subject == subject)
    waits = pipeline.c.id.in_(waiting)
    wanted = select(*pipeline.c, waits.label("waits")).where(or_(pipeline.c.id == own, waits))
    return list(connection.execute(wanted.order_by(pipeline.c.id).with_for_update()))
