"""Put into the queue what is due: safe with any number of schedulers, and one look when nothing is."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cronsim import CronSimError
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Row,
    ScalarSelect,
    Select,
    bindparam,
    func,
    select,
    update,
)

from stabbur.errors import BadInput
from stabbur.runs.queue import moments
from stabbur.runs.queue.adding import add_all, skip
from stabbur.runs.queue.firing import of_pipeline
from stabbur.runs.queue.values import NewRun
from stabbur.runs.schedule import clock_jumps, cron, packages
from stabbur.runs.schedule.due import due, said
from stabbur.state.engine import reading, writing
from stabbur.state.tables import cursor, event, pipeline, run

AT_ONCE = 1000  # pipelines in one transaction
ROOM = 5000  # runs in one transaction, after which no further pipeline is begun with
MOST = 20_000  # runs in one tick, after which the others wait for the next: who ticks has runs to look after
LOG = logging.getLogger(__name__)


def _look() -> Select[Any]:
    def newest(column: Column[Any]) -> ScalarSelect[Any]:
        return select(column).order_by(run.c.id.desc()).limit(1).scalar_subquery()

    def position(name: str) -> ScalarSelect[Any]:
        return select(cursor.c.seq).where(cursor.c.name == name).scalar_subquery()

    coming = select(func.min(pipeline.c.next_at)).where(pipeline.c.paused == 0)
    return select(
        coming.scalar_subquery().label("next_at"),
        newest(run.c.id).label("newest"),
        newest(run.c.created).label("created"),
        select(func.max(event.c.seq)).scalar_subquery().label("event"),
        position(packages.CURSOR).label("read"),
        position(clock_jumps.CURSOR).label("mended"),
    )


LOOK = _look()  # one question, because each is a way to the database and back


@dataclass(frozen=True)
class Work:
    """What there is to do at this moment."""

    due: bool
    set_back: bool
    events: bool


@dataclass(frozen=True)
class Put:
    """What one transaction did: the pipelines that moved on, and the runs that are new."""

    pipelines: int
    made: int


def tick(engine: Engine) -> int:
    """Put the runs into the queue that are due by now, and return how many; whoever calls it first does it."""
    work = look(engine)
    made = 0
    if work.set_back:
        clock_jumps.mend(engine)
    if work.events:
        made += packages.fire(engine)
    more = work.due
    while more and made < MOST:
        with writing(engine) as connection:
            now = moments.now(connection)
            rows = _due_rows(connection, now)
            put = _put(connection, rows, now)
        made += put.made
        more = len(rows) == AT_ONCE or put.pipelines < len(rows)
    return made


def look(engine: Engine) -> Work:
    """Return what there is to do; nothing is written or locked."""
    with reading(engine) as connection:
        now = moments.now(connection)
        seen = connection.execute(LOOK).one()
    return Work(
        due=seen.next_at is not None and seen.next_at <= now,
        set_back=clock_jumps.noticed(seen.newest, seen.created, seen.mended or 0, now),
        events=(seen.event or 0) > (seen.read or 0),
    )


def _due_rows(connection: Connection, now: datetime) -> list[Row[Any]]:
    wanted = select(pipeline).where(pipeline.c.paused == 0, pipeline.c.next_at <= now)
    ordered = wanted.order_by(pipeline.c.next_at, pipeline.c.id).limit(AT_ONCE)
    return list(connection.execute(ordered.with_for_update(skip_locked=True)))


def _put(connection: Connection, rows: list[Row[Any]], now: datetime) -> Put:
    """Add the runs of pipelines that are due, and move each to its next time in the same transaction."""
    news: list[NewRun] = []
    overlaps: dict[str, str] = {}
    moved = []
    for row in rows:
        if len(news) >= ROOM:
            break
        try:
            found = due(row.schedule, row.timezone, row.catch_up, row.next_at, now)
        except (BadInput, CronSimError) as error:  # one that can't be read any more does not stop the others
            LOG.warning("the schedule of %s cannot be read: %s", row.id, error)
            skip(connection, of_pipeline(row, f"unreadable:{said(now)}", "schedule"), str(error))
            moved.append({"which": row.id, "to": None})
            continue
        moved.append({"which": row.id, "to": found.following})
        if found.missed:
            missed = of_pipeline(row, f"missed:{said(row.next_at)}", "schedule")
            skip(connection, missed, found.missed)
        news += _runs(row, found.times)
        if len(found.times) == 1:  # those that are made good together did not overlap when they were due
            overlaps[row.id] = row.overlap
    made = add_all(connection, news, overlaps)
    if moved:
        steps = update(pipeline).where(pipeline.c.id == bindparam("which")).values(next_at=bindparam("to"))
        connection.execute(steps, moved)
    return Put(len(moved), len([one for one in made if one is not None]))


def _runs(row: Row[Any], times: tuple[datetime, ...]) -> list[NewRun]:
    runs = []
    for moment in times:
        before = cron.latest(row.schedule, row.timezone, moment - timedelta(seconds=1)) or [moment]
        new = of_pipeline(row, said(moment), "schedule")
        runs.append(replace(new, scheduled_at=moment, interval_start=before[0], interval_end=moment))
    return runs
