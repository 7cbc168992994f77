"""Write down who is to be told of what, in the transaction of what happened; nothing is sent here."""

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from stabbur.errors import StabburError
from stabbur.runs.notices.receivers import Receiver, receiver, shown
from stabbur.runs.queue.moments import now
from stabbur.runs.queue.values import SUCCEEDED, WENT, Run
from stabbur.state.engine import inserting
from stabbur.state.tables import notice, pipeline, run

LOG = logging.getLogger("stabbur")
OF = {"failed": "failure", "recovered": "recovery", "succeeded": "success", "missing": "missing"}
"""The kinds of notice of a pipeline, and what it says that it wants to be told of."""
USUAL = Receiver("usual")
"""Stands for whom the settings name, until it is sent."""


def tell(connection: Connection, ended: Run) -> None:
    """Write the notices of a run that has ended; none while another attempt follows, or when a person stopped it."""
    if not ended.pipeline or ended.purpose != "run" or ended.state not in WENT or _follows(connection, ended):
        return
    row = connection.execute(select(pipeline.c.tell).where(pipeline.c.id == ended.pipeline)).one_or_none()
    if row is None:
        return
    kind = "failed" if ended.state != SUCCEEDED else _good(connection, ended)
    said = json.loads(row.tell)
    if OF[kind] in said.get("of", ()):
        whom = list(receivers(said.get("to", ())))
        add(connection, kind, ended.pipeline, str(ended.id), whom, run=ended.id)


def receivers(texts: Iterable[str]) -> Iterable[Receiver]:
    """Return whom a pipeline names, or who stands for whom the settings name.

    What was right when it was set may be so no more, such as a channel that is not installed here: then the log
    is told, and the run that ended has ended all the same.
    """
    found: dict[Receiver, None] = {}
    for text in texts:
        try:
            found[receiver(text)] = None
        except StabburError as error:
            LOG.warning("the log is told instead of '%s'", shown(text), extra={"code": error.code})
            found[Receiver("log")] = None
    return list(found) or [USUAL]


def add(
    connection: Connection,
    kind: str,
    subject: str,
    event: str,
    whom: Iterable[Receiver],
    *,
    run: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> int:
    """Write a notice for each receiver; one event is told once, whoever sees it. Return how many are new."""
    at = now(connection)
    rows = [
        {
            "key": key_of(kind, subject, event, one),
            "at": at,
            "kind": kind,
            "subject": subject,
            "run": run,
            "channel": one.channel,
            "receiver": one.address,
            "state": "waiting",
            "tries": 0,
            "not_before": at,
            "details": json.dumps(dict(details or {}), ensure_ascii=False, default=_text),
        }
        for one in whom
    ]
    made = 0
    for row in rows:
        wanted = inserting(connection, notice).values(**row).on_conflict_do_nothing(index_elements=["key"])
        made += connection.execute(wanted.returning(notice.c.seq)).first() is not None
    return made


def key_of(kind: str, subject: str, event: str, one: Receiver) -> str:
    """Return what a notice is known by: the same event and receiver have one, and it gives neither away."""
    told = json.dumps([kind, subject, event, one.channel, one.address])
    return f"{kind}:{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:40]}"


def _follows(connection: Connection, ended: Run) -> bool:
    same = (run.c.pipeline == ended.pipeline, run.c.occurrence == ended.occurrence)
    wanted = select(run.c.id).where(*same, run.c.attempt == ended.attempt + 1)
    return connection.execute(wanted).first() is not None


def _good(connection: Connection, ended: Run) -> str:
    """Return what a success is: good news after a failure that was told of, or one more."""
    before = (
        select(run.c.state)
        .where(run.c.pipeline == ended.pipeline, run.c.state.in_(WENT), run.c.purpose == "run")
        .where(run.c.id < ended.id, run.c.occurrence != ended.occurrence)
        .order_by(run.c.id.desc())
        .limit(1)
    )
    last = connection.execute(before).scalar()
    return "succeeded" if last in (None, SUCCEEDED) else "recovered"


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
