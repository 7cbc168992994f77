"""Take over what dead workers left: at once on this machine, after the lease on another."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, Select, or_, select

from stabbur.runs.queue import moments
from stabbur.runs.queue.rows import run_of
from stabbur.runs.queue.values import QUEUED, RUNNING, Run
from stabbur.runs.worker import presence
from stabbur.state.engine import reading
from stabbur.state.tables import run

MARGIN_SECONDS = 10.0  # after a lease: by then a shim that nobody renews has ended its tree
SOON_SECONDS = 60.0  # a worker that ends when nothing waits does wait for the next attempt of a run


@dataclass(frozen=True)
class Orphan:
    """A run whose worker is dead or silent, and whether its files lie on this machine."""

    run: Run
    near: bool


def orphans(engine: Engine, host: str, worker: str) -> list[Orphan]:
    """Return the runs whose worker is dead, or on a machine that has been silent for too long."""
    with reading(engine) as connection:
        late = moments.now(connection) - timedelta(seconds=MARGIN_SECONDS)
        near = presence.near(engine, host)
        found: Select[Any] = select(*run.c, near.label("near"))
        found = found.where(run.c.state == RUNNING, run.c.worker != worker)
        suspect = connection.execute(found.where(or_(near, run.c.lease < late)))
        rows = [Orphan(run_of(one), bool(one.near)) for one in suspect]
    return [one for one in rows if not one.near or not presence.lives(one.run.worker or "")]


def soon(engine: Engine) -> bool:
    """Say whether anything waits in the queue that may start now or soon."""
    with reading(engine) as connection:
        then = moments.now(connection) + timedelta(seconds=SOON_SECONDS)
        wanted = select(run.c.id).where(run.c.state == QUEUED, run.c.not_before <= then).limit(1)
        return connection.execute(wanted).first() is not None
