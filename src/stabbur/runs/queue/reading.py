"""Look at runs: one, those of a pipeline or a project, and what runs now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, or_, select

from stabbur.errors import NotFound
from stabbur.runs.keeping.files import LARGEST
from stabbur.runs.queue import happening
from stabbur.runs.queue.happening import Happened
from stabbur.runs.queue.rows import LISTED, run_of
from stabbur.runs.queue.values import ACTIVE, RUNNING, Run
from stabbur.state.engine import reading
from stabbur.state.tables import run


def one(engine: Engine, id: int) -> Run:
    """Return a run.

    Raises
    ------
    NotFound
        There is no such run.
    """
    if id > LARGEST:  # no database takes it
        raise missing(id)
    with reading(engine) as connection:
        row = connection.execute(select(run).where(run.c.id == id)).one_or_none()
    if row is None:
        raise missing(id)
    return run_of(row)


def missing(id: int) -> NotFound:
    """Return the error of a number that no run has."""
    return NotFound(f"no run '{id}'", hint="stabbur runs list", code="run-missing", id=id)


def listed(
    engine: Engine,
    *,
    pipeline: str | None = None,
    project: str | None = None,
    state: str | Sequence[str] | None = None,
    purpose: str | None = None,
    since: datetime | None = None,
    limit: int = 100,
    seen_by: str | None = None,
) -> list[Run]:
    """Return runs, newest first; `since` looks at when they were put into the queue.

    With `seen_by` the tests of everybody else are left out.
    """
    wanted = select(*LISTED).order_by(run.c.id.desc()).limit(limit)
    for column, value in ((run.c.pipeline, pipeline), (run.c.project, project), (run.c.purpose, purpose)):
        if value is not None:
            wanted = wanted.where(column == value)
    if state is not None:
        wanted = wanted.where(run.c.state.in_([state] if isinstance(state, str) else state))
    if since is not None:
        wanted = wanted.where(run.c.created >= since)
    if seen_by is not None:
        wanted = wanted.where(or_(run.c.purpose != "test", run.c.actor == seen_by))
    with reading(engine) as connection:
        return [run_of(row) for row in connection.execute(wanted)]


def active(engine: Engine, *, host: str | None = None) -> list[Run]:
    """Return what has not ended, in the order in which it came; on one host only what runs there."""
    wanted = select(run).where(run.c.state.in_(ACTIVE)).order_by(run.c.id)
    if host is not None:
        wanted = wanted.where(run.c.state == RUNNING, run.c.host == host)
    with reading(engine) as connection:
        return [run_of(row) for row in connection.execute(wanted)]


def history(engine: Engine, id: int) -> list[Happened]:
    """Return what happened to a run, oldest first."""
    with reading(engine) as connection:
        return happening.history(connection, id)
