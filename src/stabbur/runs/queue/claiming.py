"""Take runs from the queue: one claim at a time, because the places of a group are counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    ScalarSelect,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from stabbur.runs.queue import moments
from stabbur.runs.queue.happening import note
from stabbur.runs.queue.rows import run_of
from stabbur.runs.queue.values import QUEUED, RUNNING, Run
from stabbur.state.engine import reading, writing
from stabbur.state.tables import concurrency_group, run

LOCK_NUMBER = 7_314_230  # any fixed number: who claims in a PostgreSQL state holds it
ONE_AT_A_TIME = text(f"SELECT pg_advisory_xact_lock({LOCK_NUMBER})")
LEASE_SECONDS = 60.0  # on a state that several machines share
BEAT_SECONDS = 1.0
PLACES = 1  # of a group that nobody gave a number


@dataclass(frozen=True)
class Beat:
    """What a worker learns of a run of its own when it says that it is alive."""

    id: int
    token: int
    launch: int
    cancel: bool


def claim(
    engine: Engine, host: str, worker: str, *, lease_seconds: float, launchers: Sequence[str] | None = None
) -> Run | None:
    """Take the next run that may start now, None when there is none; a lease of 0 seconds never ends."""
    if not _waiting(engine):
        return None
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(ONE_AT_A_TIME)
        now = moments.now(connection)
        given = {"now": now, "by": worker, "on": host, "until": _until(now, lease_seconds)}
        wanted = CLAIM if launchers is None else CLAIM_OF_LAUNCHERS
        row = connection.execute(wanted, given | {"launchers": launchers or ()}).one_or_none()
        if row is None:
            return None
        told = {"host": host, "worker": worker, "launch": row.launch}
        note(connection, [row.id], now, RUNNING, told)
        return run_of(row)


def take(connection: Connection, number: int, host: str, worker: str, *, lease_seconds: float) -> Run:
    """Take a run in the transaction that adds it, so that no worker is faster than whoever waits for it."""
    now = moments.now(connection)
    told = {"host": host, "worker": worker, "launch": 1}
    values = told | {"state": RUNNING, "token": 1, "started": now, "lease": _until(now, lease_seconds)}
    row = connection.execute(update(run).where(run.c.id == number).values(**values).returning(*run.c)).one()
    note(connection, [number], now, RUNNING, told)
    return run_of(row)


def lease_of(engine: Engine) -> float:
    """Return for how many seconds a claim holds; 0 where no other machine could take over."""
    return 0.0 if engine.dialect.name == "sqlite" else LEASE_SECONDS


def heartbeat(engine: Engine, worker: str, *, lease_seconds: float) -> list[Beat]:
    """Make the leases of a worker longer, and tell which of its runs are to be cancelled."""
    mine = and_(run.c.worker == worker, run.c.state == RUNNING)
    seen = (run.c.id, run.c.token, run.c.launch, run.c.cancel)
    if not lease_seconds:  # nothing is written on a machine that is alone
        with reading(engine) as connection:
            rows = connection.execute(select(*seen).where(mine)).all()
    else:
        with writing(engine) as connection:
            until = _until(moments.now(connection), lease_seconds)
            rows = connection.execute(update(run).where(mine).values(lease=until).returning(*seen)).all()
    return [Beat(one.id, one.token, one.launch, bool(one.cancel)) for one in rows]


def take_over(engine: Engine, one: Run, host: str, worker: str, *, lease_seconds: float) -> Run | None:
    """Make a run one's own whose worker is dead; None when somebody else was faster."""
    with writing(engine) as connection:
        now = moments.now(connection)
        taken = {
            "host": host,
            "worker": worker,
            "token": run.c.token + 1,
            "lease": _until(now, lease_seconds),
        }
        row = connection.execute(update(run).where(held(one)).values(**taken).returning(*run.c)).one_or_none()
        if row is None:
            return None
        told = {"host": host, "worker": worker, "from": one.worker}
        note(connection, [row.id], now, "taken over", told)
        return run_of(row)


def keep(engine: Engine, one: Run, *, handle: str | None = None, commit: str | None = None) -> bool:
    """Note what a launcher knows its work by, or which commit runs; False when the run is another's by now."""
    values = {key: value for key, value in (("handle", handle), ("commit", commit)) if value is not None}
    with writing(engine) as connection:
        return bool(connection.execute(update(run).where(held(one)).values(**values)).rowcount)


def held(one: Run) -> ColumnElement[bool]:
    """Return the condition that a run is still held as whoever has its value knows it."""
    return and_(run.c.id == one.id, run.c.token == one.token, run.c.state == RUNNING)


def _waiting(engine: Engine) -> bool:
    """Look before the lock is taken: mostly nothing waits."""
    with reading(engine) as connection:
        now = moments.now(connection)
        wanted = select(run.c.id).where(run.c.state == QUEUED, run.c.not_before <= now).limit(1)
        return connection.execute(wanted).first() is not None


def _until(now: datetime, lease_seconds: float) -> datetime | None:
    return now + timedelta(seconds=lease_seconds) if lease_seconds else None


def _next(of_launchers: bool) -> ScalarSelect[int]:
    mine, other, member = run.alias("mine"), run.alias("other"), run.alias("member")
    serial = (other.c.pipeline == mine.c.pipeline, other.c.state == RUNNING, other.c.purpose == "run")
    alone = or_(
        mine.c.pipeline == "", mine.c.purpose != "run", not_(select(other.c.id).where(*serial).exists())
    )
    members = (member.c.group_name == mine.c.group_name, member.c.state == RUNNING)
    taken = select(func.count()).select_from(member).where(*members).scalar_subquery()
    cap = select(concurrency_group.c.cap).where(concurrency_group.c.name == mine.c.group_name)
    room = or_(mine.c.group_name.is_(None), taken < func.coalesce(cap.scalar_subquery(), PLACES))
    wanted = select(mine.c.id).where(
        mine.c.state == QUEUED, mine.c.not_before <= bindparam("now"), alone, room
    )
    if of_launchers:
        wanted = wanted.where(mine.c.launcher.in_(bindparam("launchers", expanding=True)))
    return wanted.order_by(mine.c.priority, mine.c.id).limit(1).scalar_subquery()


def _claim(of_launchers: bool) -> ReturningUpdate[Any]:
    taken = {
        "state": RUNNING,
        "host": bindparam("on"),
        "worker": bindparam("by"),
        "handle": None,
        "token": run.c.token + 1,
        "launch": run.c.launch + 1,
        "lease": bindparam("until"),
        "started": bindparam("now"),
    }
    wanted = update(run).where(run.c.state == QUEUED, run.c.id == _next(of_launchers))
    return wanted.values(**taken).returning(*run.c)


# made once: building it takes longer than the database's answer
CLAIM, CLAIM_OF_LAUNCHERS = _claim(False), _claim(True)
