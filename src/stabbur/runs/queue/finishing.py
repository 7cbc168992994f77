"""End a run, or give it back to the queue; what follows of it is written in the same transaction."""

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select, update

from stabbur.errors import BadInput
from stabbur.runs.queue import moments, waking
from stabbur.runs.queue.adding import add_all
from stabbur.runs.queue.claiming import held
from stabbur.runs.queue.firing import lock_with_waiting, of_pipeline
from stabbur.runs.queue.happening import LATE, note
from stabbur.runs.queue.rows import again, run_of, text_of
from stabbur.runs.queue.values import (
    CANCELLED,
    FAILED,
    LOST,
    OUTCOMES,
    QUEUED,
    SUCCEEDED,
    TIMED_OUT,
    Outcome,
    Run,
)
from stabbur.state.engine import writing
from stabbur.state.tables import run

LOST_AT_MOST = 3  # attempts of a run that loses itself each time, such as one that takes its machine down
LONGEST_BACKOFF = 86_400.0  # seconds

Telling = Callable[[Connection, Run], None]


def finish(engine: Engine, one: Run, outcome: Outcome, tell: Telling | None = None) -> bool:
    """Write down how a run ended; False when it is another's by now, and then only its history has it.

    The next attempt, the pipelines that wait for this one and, by `tell`, the notices come in the same
    transaction.

    Raises
    ------
    BadInput
        The state is none that a run ends in.
    """
    if outcome.state not in OUTCOMES:
        raise BadInput(f"a run cannot end as '{outcome.state}'", hint=f"one of {', '.join(OUTCOMES)}")
    with writing(engine) as connection:
        pipelines = (
            lock_with_waiting(connection, "pipeline", one.pipeline, one.pipeline) if one.pipeline else []
        )
        now = moments.now(connection)
        values = _values(outcome) | {"ended": now, "lease": None}
        if outcome.state != CANCELLED or outcome.reason:  # else the reason stands there: who asked for it
            values["reason"] = outcome.reason
        row = connection.execute(
            update(run).where(held(one)).values(**values).returning(*run.c)
        ).one_or_none()
        if row is None:
            _too_late(connection, one, outcome, now)
            return False
        ended = run_of(row)
        told = {"exit_code": ended.exit_code, "reason": ended.reason, "worker": ended.worker}
        note(connection, [ended.id], now, ended.state, told)
        _follow(connection, ended, pipelines)
        if tell is not None:
            tell(connection, ended)
        waking.ring(connection)
        return True


def requeue(engine: Engine, one: Run, reason: str, *, delay_seconds: float = 0.0) -> bool:
    """Give a run back that never started: it stays the same attempt; False when it is another's by now."""
    with writing(engine) as connection:
        now = moments.now(connection)
        back: dict[str, Any] = {
            "state": QUEUED,
            "lease": None,
            "worker": None,
            "host": None,
            "handle": None,
            "started": None,
        }
        if delay_seconds:
            back |= {"not_before": now + timedelta(seconds=delay_seconds)}
        ended = {"state": CANCELLED, "ended": now, "lease": None}  # somebody asked for that meanwhile
        for asked, values in ((0, back), (1, ended)):
            given = update(run).where(held(one), run.c.cancel == asked).values(**values)
            if connection.execute(given).rowcount:
                note(connection, [one.id], now, str(values["state"]), {"reason": reason})
                waking.ring(connection)
                return True
        return False


def _values(outcome: Outcome) -> dict[str, Any]:
    known = {one.name: getattr(outcome, one.name) for one in fields(outcome)}
    known["report"] = text_of(outcome.report) if outcome.report is not None else None
    return {name: value for name, value in known.items() if value is not None}


def _follow(connection: Connection, ended: Run, pipelines: list[Row[Any]]) -> None:
    """Put into the queue what follows of a run: its next attempt, or the pipelines that wait for it."""
    if ended.purpose != "run":
        return
    own = [row for row in pipelines if row.id == ended.pipeline]
    if (own or not ended.pipeline) and (times := _wanted_again(connection, ended)):
        delay = min(ended.backoff_seconds * 2.0 ** (times - 1), LONGEST_BACKOFF)
        add_all(connection, [again(ended, delay)], {})
    if ended.state == SUCCEEDED and ended.pipeline:
        waiting = [row for row in pipelines if row.waits and not row.paused]
        news = [of_pipeline(row, f"after:{ended.id}", "pipeline") for row in waiting]
        add_all(connection, news, {row.id: row.overlap for row in waiting})


def _wanted_again(connection: Connection, ended: Run) -> int:
    """Return how often an occurrence has ended in this way if that is not too often yet, else 0."""
    if ended.cancel:
        return 0
    alike, most = [FAILED, TIMED_OUT], ended.retries
    if ended.state == LOST:
        alike, most = [LOST], max(ended.retries, LOST_AT_MOST) if ended.repeat_if_lost else 0
    if not most or ended.state not in alike:
        return 0
    same = (run.c.pipeline == ended.pipeline, run.c.occurrence == ended.occurrence)
    counted = select(func.count()).select_from(run).where(*same, run.c.state.in_(alike))
    times = int(connection.execute(counted).scalar_one())
    return times if times <= most else 0


def _too_late(connection: Connection, one: Run, outcome: Outcome, now: datetime) -> None:
    """Keep what somebody learnt of a run that was taken from it; a repeated answer tells nothing new."""
    current = connection.execute(select(run.c.state, run.c.token).where(run.c.id == one.id)).one_or_none()
    if current is None or (current.token == one.token and current.state == outcome.state):
        return
    told = {"state": outcome.state, "exit_code": outcome.exit_code, "reason": outcome.reason}
    note(connection, [one.id], now, LATE, told | {"worker": one.worker, "token": one.token})
