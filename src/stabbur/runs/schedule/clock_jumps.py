"""A clock that was ahead and was set back: what it did too early is undone, so that no schedule falls silent."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from cronsim import CronSimError
from sqlalchemy import Engine, Row, String, cast, select, update

from stabbur.errors import BadInput
from stabbur.runs.queue import moments
from stabbur.runs.queue.values import QUEUED
from stabbur.runs.schedule import cron, cursors
from stabbur.state.engine import writing
from stabbur.state.tables import pipeline, run

CURSOR = "clock"  # the last run of a time that has not come yet
AHEAD = timedelta(seconds=60)  # clocks are set right by less than that all the time


def noticed(newest: int | None, created: datetime | None, mended: int, now: datetime) -> bool:
    """Tell whether the newest run was made at a time that has not come, and nobody has seen to it."""
    return newest is not None and created is not None and created > now + AHEAD and mended < newest


def mend(engine: Engine) -> None:
    """Take up every schedule from now; what ran before its time runs again when that comes."""
    with writing(engine) as connection:
        seen = cursors.lock(connection, CURSOR)
        newest = connection.execute(select(run.c.id).order_by(run.c.id.desc()).limit(1)).scalar() or 0
        if newest <= seen:
            return
        now = moments.now(connection)
        wanted = select(pipeline).where(pipeline.c.paused == 0, pipeline.c.next_at > now)
        for row in connection.execute(wanted.order_by(pipeline.c.id).with_for_update()).all():
            sooner = _next(row, now)
            if sooner < row.next_at:
                connection.execute(update(pipeline).where(pipeline.c.id == row.id).values(next_at=sooner))
        early = update(run).where(run.c.scheduled_at > now, run.c.id > seen)
        # with its number: the clock may be ahead and set back over the same time again
        undone = run.c.occurrence.op("||")(" too early: run ").op("||")(cast(run.c.id, String))
        connection.execute(early.values(occurrence=undone))
        waiting = update(run).where(run.c.state == QUEUED, run.c.created > now)
        connection.execute(waiting.values(not_before=now))
        cursors.move(connection, CURSOR, newest)


def _next(row: Row[Any], now: datetime) -> datetime:
    """Return when a pipeline is due; as it was where its schedule cannot be read, which its turn will tell."""
    found: datetime = row.next_at
    with suppress(BadInput, CronSimError):
        found = min(cron.following(row.schedule, row.timezone, now), default=found)
    return found
