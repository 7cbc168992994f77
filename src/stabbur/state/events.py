"""The outbox: what others must still be told of (the index, feeds), written with the deed itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from stabbur.state import clock, turns
from stabbur.state.tables import event

TURN = "event"
PIECE = 1000  # numbers in one statement; databases take no more than some thousands


@dataclass(frozen=True)
class Event:
    """One thing that happened and that is not applied yet."""

    seq: int
    kind: str
    subject: str
    details: dict[str, Any]


def add(connection: Connection, kind: str, subject: str, details: Mapping[str, object] | None = None) -> None:
    """Add an event in the transaction of what it tells of, best as the last thing that it does.

    Numbers come in the order of the commits, so that whoever reads on from a number leaves nothing out:
    who has added one holds up the others until its transaction ends.
    """
    turns.take(connection, TURN)
    told = json.dumps(dict(details or {}), ensure_ascii=False, default=str)
    connection.execute(insert(event).values(at=clock.now(), kind=kind, subject=subject, details=told))


def waiting(connection: Connection, limit: int = 1000) -> list[Event]:
    """Return what is not applied yet, oldest first."""
    found = select(event).where(event.c.applied.is_(None)).order_by(event.c.seq).limit(limit)
    return [
        Event(one.seq, one.kind, one.subject, json.loads(one.details)) for one in connection.execute(found)
    ]


def applied(connection: Connection, numbers: Sequence[int]) -> None:
    """Note that events are applied."""
    for start in range(0, len(numbers), PIECE):
        some = numbers[start : start + PIECE]
        connection.execute(update(event).where(event.c.seq.in_(some)).values(applied=clock.now()))
