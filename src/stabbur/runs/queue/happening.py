"""What happened to a run: a line for each state that it came to, and for what was learnt too late."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from stabbur.runs.queue.rows import text_of
from stabbur.state.tables import run_event

CANCELLING = "cancelling"
LATE = "late"


@dataclass(frozen=True)
class Happened:
    """One line of a run's history."""

    at: datetime
    kind: str
    details: dict[str, Any]


def note(
    connection: Connection, runs: Iterable[int], at: datetime, kind: str, details: Mapping[str, Any]
) -> None:
    """Add the same line to the history of runs, in the transaction of what it tells of."""
    note_each(connection, at, [(one, kind, details) for one in runs])


def note_each(
    connection: Connection, at: datetime, lines: Iterable[tuple[int, str, Mapping[str, Any]]]
) -> None:
    """Add lines to the histories of runs: the run, what kind of line, and its details."""
    rows = [
        {
            "run": one,
            "at": at,
            "kind": kind,
            "details": text_of({key: value for key, value in details.items() if value is not None}),
        }
        for one, kind, details in lines
    ]
    if rows:
        connection.execute(insert(run_event), rows)


def history(connection: Connection, run: int) -> list[Happened]:
    """Return what happened to a run, oldest first."""
    found = select(run_event).where(run_event.c.run == run).order_by(run_event.c.seq)
    return [Happened(one.at, one.kind, json.loads(one.details)) for one in connection.execute(found)]
