"""Put runs into the queue: once for each occurrence, and as the pipeline wants them while one still runs."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update

from stabbur.runs.queue import moments, waking
from stabbur.runs.queue.happening import CANCELLING, note, note_each
from stabbur.runs.queue.rows import row_of
from stabbur.runs.queue.values import ACTIVE, CANCELLED, NEWS, QUEUED, RUNNING, SKIPPED, NewRun
from stabbur.state import audit, turns
from stabbur.state.tables import pipeline, run

Row = dict[str, Any]
Key = tuple[str, str, int]
LONGEST = 300  # characters of what the audit log names
PIECE = 500  # names in one statement; databases take no more than some thousands


def add(connection: Connection, new: NewRun) -> int | None:
    """Put a run into the queue and return its number; None when its occurrence is there already.

    The pipeline says what happens while another run of it is not ended: the new one is skipped, waits,
    or takes the place of the other. What tells of something new is not skipped for one that has begun, as
    that may have read too early; it is for one that waits.
    """
    return add_all(connection, [new], locked(connection, new))[0]


def locked(connection: Connection, new: NewRun) -> dict[str, str]:
    """Let one transaction at a time decide about a pipeline, and return what its overlap policy is."""
    if new.pipeline:
        wanted = select(pipeline.c.overlap).where(pipeline.c.id == new.pipeline).with_for_update()
        overlap = connection.execute(wanted).scalar()
        if overlap is not None:
            return {new.pipeline: overlap}
    if new.occurrence:  # what nobody can ask for twice waits for nobody
        turns.take(connection, f"{new.pipeline}:{new.occurrence}")
    return {}


def add_all(connection: Connection, news: Sequence[NewRun], overlaps: Mapping[str, str]) -> list[int | None]:
    """Put runs into the queue whose pipelines are locked; a pipeline without a policy lets its runs wait."""
    at = moments.now(connection)
    rows = [row_of(new, new.occurrence or f"free:{uuid.uuid4()}", at) for new in news]
    known = _known(connection, news)
    choosy = [one for one in news if overlaps.get(one.pipeline, "queue") != "queue"]
    active = _active(connection, [one.pipeline for one in choosy])
    waiting = _active(connection, [one.pipeline for one in choosy if one.cause in NEWS], begun=False)
    fresh: dict[Key, Row] = {}
    for row in rows:
        key = key_of(row)
        if key in known or key in fresh:  # a repeat must not even replace
            continue
        overlap = overlaps.get(row["pipeline"], "queue")
        others = waiting if overlap == "skip" and row["cause"] in NEWS else active
        if row["purpose"] == "run" and row["pipeline"] in others:
            _meet(connection, row, others[row["pipeline"]], overlap)
        fresh[key] = row
    made = _insert(connection, list(fresh.values()), at)
    # a key that was asked for twice here is the first one's
    return [made.pop(key_of(row), None) for row in rows]


def skip(connection: Connection, new: NewRun, reason: str) -> None:
    """Write down an occurrence of a locked pipeline that does not run, and why."""
    at = moments.now(connection)
    row = row_of(new, new.occurrence, at) | {"state": SKIPPED, "reason": reason, "ended": at}
    if key_of(row) not in _known(connection, [new]):
        _insert(connection, [row], at)


def key_of(row: Row) -> Key:
    """Return what there can be only one of."""
    return row["pipeline"], row["occurrence"], row["attempt"]


def _known(connection: Connection, news: Sequence[NewRun]) -> set[Key]:
    found: set[Key] = set()
    keyed = [one for one in news if one.occurrence]
    for start in range(0, len(keyed), PIECE):
        some = keyed[start : start + PIECE]
        wanted = select(run.c.pipeline, run.c.occurrence, run.c.attempt).where(
            run.c.pipeline.in_({one.pipeline for one in some}),
            run.c.occurrence.in_({one.occurrence for one in some}),
        )
        found |= {(one.pipeline, one.occurrence, one.attempt) for one in connection.execute(wanted)}
    return found


def _active(connection: Connection, pipelines: Sequence[str], *, begun: bool = True) -> dict[str, int]:
    """Return the first run that has not ended, or has not even begun, of those pipelines that have one."""
    found: dict[str, int] = {}
    # a later attempt that waits has the commit of the first
    kind = run.c.state.in_(ACTIVE) if begun else and_(run.c.state == QUEUED, run.c.attempt == 1)
    for start in range(0, len(pipelines), PIECE):
        wanted = (
            select(run.c.pipeline, func.min(run.c.id).label("first"))
            .where(run.c.pipeline.in_(pipelines[start : start + PIECE]))
            .where(kind, run.c.purpose == "run")
            .group_by(run.c.pipeline)
        )
        found |= {one.pipeline: one.first for one in connection.execute(wanted)}
    return found


def _meet(connection: Connection, row: Row, other: int, overlap: str) -> None:
    """Decide between a new run and the one that has not ended."""
    at = row["created"]
    if overlap == "skip":
        row |= {"state": SKIPPED, "reason": f"run {other} had not ended", "ended": at}
        return
    why = {"reason": f"replaced by {row['occurrence']}"}
    mine = update(run).where(run.c.pipeline == row["pipeline"], run.c.purpose == "run").returning(run.c.id)
    waiting = mine.where(run.c.state == QUEUED).values(state=CANCELLED, ended=at, **why)
    note(connection, connection.scalars(waiting).all(), at, CANCELLED, why)
    running = mine.where(run.c.state == RUNNING, run.c.cancel == 0).values(cancel=1, **why)
    note(connection, connection.scalars(running).all(), at, CANCELLING, why)


def _insert(connection: Connection, rows: Sequence[Row], at: datetime) -> dict[Key, int]:
    """Write runs with the first line of their histories, and wake who waits for them."""
    if not rows:
        return {}
    wanted = insert(run).returning(run.c.id, run.c.pipeline, run.c.occurrence, run.c.attempt)
    found = connection.execute(wanted, rows)
    made = {(one.pipeline, one.occurrence, one.attempt): one.id for one in found}
    note_each(connection, at, [(made[key_of(row)], row["state"], {"reason": row["reason"]}) for row in rows])
    for row in rows:
        if row["cause"] == "person":
            about = {"run": made[key_of(row)], "purpose": row["purpose"], "state": row["state"]}
            audit.record(
                connection, row["actor"], "run.started", row["pipeline"] or row["entry"][:LONGEST], about
            )
    waking.ring(connection)
    return made
