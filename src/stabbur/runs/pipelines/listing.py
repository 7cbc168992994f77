"""What pipelines there are, how each does, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select

from stabbur.runs.pipelines import rows
from stabbur.runs.pipelines.values import Pipeline
from stabbur.runs.queue.moments import now
from stabbur.runs.queue.rows import run_of
from stabbur.runs.queue.values import ACTIVE, CANCELLED, RUNNING, WENT, Run
from stabbur.runs.schedule import cron
from stabbur.state.engine import reading
from stabbur.state.tables import run

PIECE = 500
USUAL_RUNS = 30


@dataclass(frozen=True)
class Summary:
    """A pipeline with what a list shows of it."""

    pipeline: Pipeline
    last: Run | None
    """The newest run that went to an end."""
    active: Run | None
    """The run that has not ended: one that runs before one that waits."""
    cancelled: Run | None = None
    """The newest run that was cancelled, where none ever went to an end."""

    @property
    def state(self) -> str:
        """How it is: gone, paused, running, queued, the state of its last run, or never run."""
        if self.pipeline.gone:
            return "project gone"
        if self.active:
            return self.active.state
        if self.pipeline.paused:
            return "paused"
        ended = self.last or self.cancelled
        return ended.state if ended else "never run"


@dataclass(frozen=True)
class Shown:
    """A pipeline with its history, newest first, and the times that it is due next."""

    summary: Summary
    runs: tuple[Run, ...]
    next: tuple[datetime, ...]


def listed(engine: Engine, *, project: Path | None = None) -> list[Summary]:
    """Return the pipelines of a project, or all, by id."""
    with reading(engine) as connection:
        found = rows.every(connection, project=project)
        return _summaries(connection, found)


def shown(engine: Engine, id: str, *, limit: int = USUAL_RUNS, count: int = 5) -> Shown:
    """Return a pipeline with its last runs and its next times.

    Raises
    ------
    NotFound
        There is none of that name.
    """
    with reading(engine) as connection:
        known = rows.known(connection, id)
        wanted = select(run).where(run.c.pipeline == id, run.c.purpose == "run")
        found = [run_of(row) for row in connection.execute(wanted.order_by(run.c.id.desc()).limit(limit))]
        (summary,) = _summaries(connection, [known])
        at = now(connection)
    return Shown(summary, tuple(found), tuple(coming(known, at, count)))


def coming(pipeline: Pipeline, after: datetime, count: int = 5) -> list[datetime]:
    """Return the next times that a pipeline is due; none when it is paused, gone or has no schedule."""
    if not pipeline.schedule or pipeline.paused or pipeline.gone:
        return []
    return cron.following(pipeline.schedule, pipeline.timezone, after, count)


def _summaries(connection: Connection, found: Sequence[Pipeline]) -> list[Summary]:
    ids = [one.id for one in found]
    last, active = _newest(connection, ids, WENT), _active(connection, ids)
    cancelled = _newest(connection, [id for id in ids if id not in last], (CANCELLED,))
    return [Summary(one, *(each.get(one.id) for each in (last, active, cancelled))) for one in found]


def _newest(connection: Connection, ids: Sequence[str], states: Sequence[str]) -> dict[str, Run]:
    found: dict[str, Run] = {}
    for start in range(0, len(ids), PIECE):
        newest = (
            select(func.max(run.c.id))
            .where(run.c.pipeline.in_(ids[start : start + PIECE]))
            .where(run.c.state.in_(states), run.c.purpose == "run")
            .group_by(run.c.pipeline)
        )
        wanted = select(run).where(run.c.id.in_(newest))
        found |= {row.pipeline: run_of(row) for row in connection.execute(wanted)}
    return found


def _active(connection: Connection, ids: Sequence[str]) -> dict[str, Run]:
    return _newest(connection, ids, ACTIVE) | _newest(connection, ids, (RUNNING,))
