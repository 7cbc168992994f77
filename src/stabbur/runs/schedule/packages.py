"""Pipelines that run on a new version of a package: what was published is read in order, once."""

import json
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, func, select

from stabbur.runs.queue.adding import add
from stabbur.runs.queue.firing import of_pipeline
from stabbur.runs.schedule import cursors
from stabbur.state.engine import writing
from stabbur.state.tables import event, pipeline, trigger

CURSOR = "pipelines"  # the last event that was looked at
CHANGED = "package.changed"


def fire(engine: Engine) -> int:
    """Put a run of each pipeline into the queue that waits for what was published; return how many."""
    with writing(engine) as connection:
        seen = cursors.lock(connection, CURSOR)
        newest = connection.execute(select(func.max(event.c.seq))).scalar() or 0
        if newest <= seen:
            return 0
        made = 0
        for row in _met(connection, seen, newest):
            version = _new_version(row)
            if version is not None:
                new = of_pipeline(row, f"package:{row.event_subject}@{version}", "package")
                made += add(connection, new) is not None
        cursors.move(connection, CURSOR, newest)
        return made


def _met(connection: Connection, seen: int, newest: int) -> list[Row[Any]]:
    """Return each pipeline with each event that it waited for already when that came."""
    waits = and_(trigger.c.kind == "package", trigger.c.subject == event.c.subject)
    told = (event.c.subject.label("event_subject"), event.c.details.label("event_details"))
    wanted = (
        select(*pipeline.c, *told)
        .select_from(event)
        .join(trigger, waits)
        .join(pipeline, pipeline.c.id == trigger.c.pipeline)
        .where(event.c.seq > seen, event.c.seq <= newest, event.c.kind == CHANGED)
        .where(pipeline.c.paused == 0, event.c.at >= pipeline.c.created)
    )
    # by pipeline first: everybody locks pipelines in the order of their names; one that is paused or deleted
    # while this waits for its lock is none that waits
    ordered = wanted.order_by(pipeline.c.id, event.c.seq)
    return list(connection.execute(ordered.with_for_update(of=pipeline)))


def _new_version(row: Row[Any]) -> int | None:
    """Return the number of a version that came; None of an event that tells of a withdrawal or of access."""
    details = json.loads(row.event_details)
    return None if "reason" in details else details.get("version")
