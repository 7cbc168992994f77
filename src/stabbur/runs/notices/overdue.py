"""Tell of what did not happen: a pipeline that has not run since, and a package that was not renewed in time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, select

from stabbur.runs.notices.telling import add, receivers
from stabbur.runs.pipelines import rows
from stabbur.runs.pipelines.values import Pipeline
from stabbur.runs.queue.moments import now
from stabbur.runs.queue.values import QUEUED, RUNNING
from stabbur.runs.schedule import cron
from stabbur.state import audit
from stabbur.state.engine import reading, writing
from stabbur.state.tables import run

GRACE = timedelta(minutes=10)
WAITS = timedelta(hours=1)
"""How long a run may wait in the queue before its pipeline is one that does not run."""
BEGINS = {"pipeline.made", "pipeline.changed", "pipeline.resumed"}


def tell(engine: Engine) -> int:
    """Tell of each pipeline whose schedule was due twice since it last began, once; return how many.

    One time alone may be skipped for a reason; one that is paused, runs or has just been put into the queue
    is left alone.
    """
    with reading(engine) as connection:
        at = now(connection)
        found = [one for one in rows.every(connection) if one.schedule and not one.paused]
        asked = [one for one in found if "missing" in one.tell_of]
        begun, busy = _begun(connection), _busy(connection, at)
        late = [one for one in asked if one.id not in busy and _late(one, begun.get(one.id), at)]
        silent = [(one, since, due) for one in late for since, due in _really(connection, one, begun, at)]
    told = 0
    for one, since, due in silent:
        details = {"since": since, "due": due}
        with writing(engine) as connection:
            told += bool(
                add(connection, "missing", one.id, since.isoformat(), receivers(one.tell), details=details)
            )
    return told


def _late(one: Pipeline, begun: datetime | None, at: datetime) -> datetime | None:
    """Return the first of two times that passed without a run."""
    since = max(begun or one.created, one.created)
    due = cron.following(one.schedule, one.timezone, since, 2)
    return due[0] if len(due) == 2 and due[1] + GRACE < at else None


def _really(
    connection: Connection, one: Pipeline, begun: dict[str, datetime], at: datetime
) -> Iterable[tuple[datetime, datetime]]:
    """Yield since when and what was due, unless somebody has paused or changed it meanwhile."""
    changed = [row.at for row in audit.read(connection, subject=one.id, limit=20) if row.action in BEGINS]
    since = max([begun.get(one.id, one.created), one.created, *changed])
    due = _late(one, since, at)
    if due is not None:
        yield begun.get(one.id, one.created), due


def _begun(connection: Connection) -> dict[str, datetime]:
    """Return when a run of each pipeline last began."""
    wanted = select(run.c.pipeline, func.max(run.c.started).label("at"))
    wanted = wanted.where(run.c.pipeline != "", run.c.purpose == "run").group_by(run.c.pipeline)
    return {row.pipeline: row.at for row in connection.execute(wanted) if row.at is not None}


def _busy(connection: Connection, at: datetime) -> set[str]:
    """Return the pipelines that run, or whose run has not waited for long."""
    wanted = select(run.c.pipeline, run.c.state, run.c.created).where(run.c.state.in_((RUNNING, QUEUED)))
    return {
        row.pipeline for row in connection.execute(wanted) if row.state == RUNNING or row.created + WAITS > at
    }
