"""Make runs of the past for tests, as rows of a state or as values."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert

from stabbur.runs.queue import reading
from stabbur.runs.queue.values import Run
from stabbur.state.engine import writing
from stabbur.state.tables import run

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROW: dict[str, Any] = {
    "pipeline": "demo/tall", "attempt": 1, "purpose": "run", "state": "succeeded", "cause": "schedule",
    "actor": "kari", "project": "/p", "entry": "a.py", "parameters": "{}", "retries": 0, "repeat_if_lost": 0,
    "backoff_seconds": 60.0, "gpu": 0, "launcher": "local", "priority": 0, "not_before": NOON, "token": 1,
    "launch": 1, "cancel": 0, "created": NOON, "started": NOON,
}  # fmt: skip


def past(engine: Engine, occurrence: str, seconds: float = 10.0, **more: Any) -> Run:
    """Put a run into the state that has ended, and return it."""
    row = ROW | {"occurrence": occurrence, "ended": NOON + timedelta(seconds=seconds)} | more
    with writing(engine) as connection:
        number = connection.execute(insert(run).values(**row).returning(run.c.id)).scalar_one()
    return reading.one(engine, number)


def made(seconds: float = 10.0, **more: Any) -> Run:
    """Return a run that has ended, without any state."""
    missing: dict[str, Any] = dict.fromkeys(Run.__dataclass_fields__)
    ended = {"id": 1, "occurrence": "x", "ended": NOON + timedelta(seconds=seconds), "cancel": False}
    return Run(**(missing | ROW | ended | more))
