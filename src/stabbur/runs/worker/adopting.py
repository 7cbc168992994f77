"""Take over what dead workers left: at once on this machine, after the lease on another."""

from datetime import timedelta

from sqlalchemy import Engine, and_, or_, select

from stabbur.runs.queue import claiming, moments
from stabbur.runs.queue.rows import run_of
from stabbur.runs.queue.values import QUEUED, RUNNING, Run
from stabbur.runs.worker import presence
from stabbur.state.engine import reading
from stabbur.state.tables import run

MARGIN_SECONDS = 10.0  # after a lease: by then a shim that nobody renews has ended its tree
SOON_SECONDS = 60.0  # a worker that ends when nothing waits does wait for the next attempt of a run


def orphans(engine: Engine, host: str, worker: str) -> list[Run]:
    """Return the runs whose worker is dead, or on a machine that has been silent for too long."""
    with reading(engine) as connection:
        late = moments.now(connection) - timedelta(seconds=MARGIN_SECONDS)
        suspect = or_(run.c.host == host, and_(run.c.host != host, run.c.lease < late))
        found = select(run).where(run.c.state == RUNNING, run.c.worker != worker, suspect)
        rows = [run_of(one) for one in connection.execute(found)]
    return [one for one in rows if one.host != host or not presence.lives(one.worker or "")]


def take(engine: Engine, one: Run, host: str, worker: str, lease_seconds: float) -> Run | None:
    """Make a run one's own; None when somebody else was faster."""
    return claiming.take_over(engine, one, host, worker, lease_seconds=lease_seconds)


def soon(engine: Engine) -> bool:
    """Say whether anything waits in the queue that may start now or soon."""
    with reading(engine) as connection:
        then = moments.now(connection) + timedelta(seconds=SOON_SECONDS)
        wanted = select(run.c.id).where(run.c.state == QUEUED, run.c.not_before <= then).limit(1)
        return connection.execute(wanted).first() is not None
