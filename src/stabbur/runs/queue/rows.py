"""Runs between the state's rows and our values."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, case, func

from stabbur.runs.queue.values import COLUMNS, QUEUED, NewRun, Run
from stabbur.state.tables import run

COPIED = (
    "project",
    "entry",
    "actor",
    "cause",
    "pipeline",
    "attempt",
    "purpose",
    "commit",
    "retries",
    "backoff_seconds",
    "timeout_seconds",
    "cpu",
    "memory_bytes",
    "gpu",
    "group_name",
    "launcher",
    "priority",
    "scheduled_at",
    "interval_start",
    "interval_end",
)

SHORT = 16_000  # characters of a report that a list takes along
LISTED = [
    *(column for column in run.c if column.name != "report"),
    case((func.length(run.c.report) <= SHORT, run.c.report)).label("report"),
]
"""What a list reads of each run: a long report is read for its own page alone."""


def run_of(row: Row[Any]) -> Run:
    """Return a row of the table `run` as a value."""
    known = {name: getattr(row, name) for name in COLUMNS}
    known["parameters"] = values_of(row.parameters)
    known["report"] = json.loads(row.report) if row.report else None
    known["repeat_if_lost"], known["cancel"] = bool(row.repeat_if_lost), bool(row.cancel)
    return Run(**known)


def row_of(new: NewRun, occurrence: str, now: datetime) -> dict[str, Any]:
    """Return the columns of a run that is queued now."""
    return {name: getattr(new, name) for name in COPIED} | {
        "occurrence": occurrence,
        "state": QUEUED,
        "parameters": text_of(new.parameters),
        "repeat_if_lost": int(new.repeat_if_lost),
        "not_before": now + timedelta(seconds=new.delay_seconds),
        "created": now,
        "ended": None,
        "reason": None,
        "token": 0,
        "launch": 0,
        "cancel": 0,
    }


def again(run: Run, delay_seconds: float) -> NewRun:
    """Return the next attempt of a run."""
    copied = {name: getattr(run, name) for name in COPIED if name not in ("attempt", "cause")}
    return NewRun(
        **copied,
        attempt=run.attempt + 1,
        cause="retry",
        occurrence=run.occurrence,
        parameters=run.parameters,
        repeat_if_lost=run.repeat_if_lost,
        delay_seconds=delay_seconds,
    )


def text_of(values: Mapping[str, Any]) -> str:
    """Return values as the JSON that a column holds."""
    text = json.dumps(dict(values), ensure_ascii=False, sort_keys=True, default=str)
    return text.encode("utf-8", "replace").decode()  # half a character, such as a name of a file may hold


def values_of(text: str) -> dict[str, Any]:
    """Return the values of a column that holds JSON."""
    found: dict[str, Any] = json.loads(text)
    return found
