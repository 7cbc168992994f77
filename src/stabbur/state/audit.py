"""The audit log: who did what to what; each row carries the hash of the one before, so a gap shows."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from stabbur.state import clock, witness
from stabbur.state.tables import audit

FIRST = "0" * 64


@dataclass(frozen=True)
class Row:
    """One line of the log."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


def record(
    connection: Connection,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, object] | None = None,
) -> witness.Head:
    """Add a line in the transaction of what it tells of, and return how it is known."""
    if connection.dialect.name == "postgresql":  # one writer at a time, as SQLite has it by itself
        connection.execute(text("LOCK TABLE audit IN EXCLUSIVE MODE"))
    # by number, not by time: a clock that is set back must not break the chain
    last = connection.execute(select(audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).scalar()
    row: dict[str, Any] = {
        "at": clock.now(),
        "actor": actor,
        "action": action,
        "subject": subject,
        "details": json.dumps(dict(details or {}), ensure_ascii=False, sort_keys=True, default=str),
        "previous": last or FIRST,
    }
    digest = _hash(row)
    seq = connection.execute(insert(audit).values(**row, hash=digest).returning(audit.c.seq)).scalar_one()
    head = witness.Head(seq, digest, clock.text(row["at"]))
    connection.info[witness.WRITTEN] = head
    return head


def read(connection: Connection, *, subject: str | None = None, limit: int = 100) -> list[Row]:
    """Return the newest lines first, of one subject with its versions (`skatt@2`) or of all."""
    found = select(audit).order_by(audit.c.seq.desc()).limit(limit)
    if subject is not None:
        of_version = audit.c.subject.startswith(f"{subject}@", autoescape=True)
        found = found.where((audit.c.subject == subject) | of_version)
    return [
        Row(one.seq, one.at, one.actor, one.action, one.subject, json.loads(one.details))
        for one in connection.execute(found)
    ]


def broken(connection: Connection) -> int | None:
    """Return the number of the first line that was changed or whose predecessor is gone, else None."""
    previous = FIRST
    for one in connection.execute(select(audit).order_by(audit.c.seq)):
        row = {key: getattr(one, key) for key in ("at", "actor", "action", "subject", "details", "previous")}
        if one.previous != previous or one.hash != _hash(row):
            return int(one.seq)
        previous = one.hash
    return None


def length(connection: Connection) -> int:
    """Return how many lines there are."""
    return int(connection.execute(select(func.count()).select_from(audit)).scalar_one())


def _hash(row: Mapping[str, Any]) -> str:
    told = [
        clock.text(row["at"]),
        *(row[key] for key in ("actor", "action", "subject", "details", "previous")),
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
