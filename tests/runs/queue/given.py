"""What the tests of the queue begin with: pipelines, and runs of them that nobody starts."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, select, update

from stabbur.runs.queue import adding, claiming, reading
from stabbur.runs.queue.finishing import finish
from stabbur.runs.queue.firing import of_pipeline
from stabbur.runs.queue.values import NewRun, Outcome, Run
from stabbur.state import clock
from stabbur.state.engine import reading as read_state
from stabbur.state.engine import writing
from stabbur.state.tables import pipeline, trigger

ROW = {
    "project": "/p",
    "entry": "notebooks/å.ipynb",
    "parameters": '{"år": 2026}',
    "declared": 0,
    "paused": 0,
    "schedule": "",
    "timezone": "Europe/Oslo",
    "overlap": "queue",
    "catch_up": "last",
    "retries": 0,
    "repeat_if_lost": 0,
    "backoff_seconds": 60.0,
    "gpu": 0,
    "launcher": "local",
    "tell": "{}",
    "actor": "kari",
}


def make(engine: Engine, id: str, *waits: tuple[str, str], **more: Any) -> str:
    """Make a pipeline, and what it waits for as kind and subject."""
    with writing(engine) as connection:
        connection.execute(insert(pipeline).values(**(ROW | {"id": id, "created": clock.now()} | more)))
        for kind, subject in waits:
            connection.execute(insert(trigger).values(pipeline=id, kind=kind, subject=subject))
    return id


def change(engine: Engine, id: str, **values: Any) -> None:
    """Change a pipeline."""
    with writing(engine) as connection:
        connection.execute(update(pipeline).where(pipeline.c.id == id).values(**values))


def click(engine: Engine, id: str, key: str) -> int | None:
    """Start a pipeline by hand."""
    with writing(engine) as connection:
        row = connection.execute(select(pipeline).where(pipeline.c.id == id)).one()
        return adding.add(connection, of_pipeline(row, key, "person", actor="ola"))


def put(engine: Engine, **more: Any) -> int:
    """Put a run of no pipeline into the queue."""
    known: dict[str, Any] = {"project": "/p", "entry": "a.py", "actor": "ola", "cause": "person"}
    with writing(engine) as connection:
        number = adding.add(connection, NewRun(**(known | more)))
    assert number is not None
    return number


def claimed(engine: Engine, worker: str = "w", host: str = "h", lease_seconds: float = 30) -> Run:
    """Claim a run that must be there."""
    found = claiming.claim(engine, host, worker, lease_seconds=lease_seconds)
    assert found is not None
    return found


def nothing(engine: Engine) -> bool:
    """Tell whether there is nothing to claim."""
    return claiming.claim(engine, "h", "w", lease_seconds=30) is None


def end(engine: Engine, run: Run, state: str = "succeeded", **more: Any) -> Run:
    """End a run and return it."""
    assert finish(engine, run, Outcome(state, **more))
    return reading.one(engine, run.id)


def states(engine: Engine, id: str | None = None) -> Counter[str]:
    """Count the runs of a pipeline, or all, by state."""
    return Counter(one.state for one in reading.listed(engine, pipeline=id, limit=10_000))


def next_at(engine: Engine, id: str) -> datetime | None:
    """Return when a pipeline is due next."""
    with read_state(engine) as connection:
        found: datetime | None = connection.scalar(select(pipeline.c.next_at).where(pipeline.c.id == id))
        return found


def ago(seconds: float) -> datetime:
    """Return a time that many seconds ago, to the second."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=seconds)
