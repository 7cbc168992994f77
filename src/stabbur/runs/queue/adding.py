"""Put runs into the queue: once for each occurrence, and as the pipeline wants them while one still runs."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update

from stabbur.runs.queue import moments, waking
from stabbur.runs.queue.happening import note
from stabbur.runs.queue.rows import row_of
from stabbur.runs.queue.values import ACTIVE, CANCELLED, QUEUED, RUNNING, SKIPPED, NewRun
from stabbur.state import audit
from stabbur.state.tables import pipeline, run

PIECE = 500  # names in one statement; databases take no more than some thousands
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext(:key))")


def add(connection: Connection, new: NewRun) -> int | None:
    """Put a run into the queue and return its number; None when its occurrence is there already.

    The pipeline says what happens while another run of it is not ended: the new one is skipped, waits,
    or takes the place of the other.
    """
    return add_all(connection, [new], locked(connection, new))[0]


def locked(connection: Connection, new: NewRun) -> dict[str, str]:
    """Let one transaction at a time decide about a pipeline, and return what its overlap policy is."""
    if new.pipeline:
        wanted = select(pipeline.c.overlap).where(pipeline.c.id == new.pipeline).with_for_update()
        overlap = connection.execute(wanted).scalar()
        if overlap is not None:
            return {new.pipeline: overlap}
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        connection.execute(ONE_AT_A_TIME, {"key": f"{new.pipeline}:{new.occurrence}"})
    return {}


def add_all(connection: Connection, news: Sequence[NewRun], overlaps: Mapping[str, str]) -> list[int | None]:
    """Put runs into the queue whose pipelines are locked; a pipeline without a policy lets its runs wait."""
    at = moments.now(connection)
    known = _known(connection, news)
    active = _active(
        connection, [one.pipeline for one in news if overlaps.get(one.pipeline, "queue") != "queue"]
    )
    rows: list[dict[str, Any]] = []
    places: dict[tuple[str, str, int], int] = {}
    for place, new in enumerate(news):
        row = row_of(new, new.occurrence or f"free:{uuid.uuid4()}", at)
        key = (row["pipeline"], row["occurrence"], row["attempt"])
        if key in known or key in places:  # a repeat must not even replace
            continue
        if new.attempt == 1 and new.purpose == "run" and new.pipeline in active:
            _meet(connection, row, active[new.pipeline], overlaps[new.pipeline], at)
        places[key] = place
        rows.append(row)
    return _inserted(connection, rows, places, len(news), at)


def skip(connection: Connection, new: NewRun, reason: str) -> int | None:
    """Write down an occurrence of a locked pipeline that does not run, and why."""
    if _known(connection, [new]):
        return None
    at = moments.now(connection)
    row = row_of(new, new.occurrence, at) | {"state": SKIPPED, "reason": reason, "ended": at}
    return _inserted(connection, [row], {(new.pipeline, new.occurrence, new.attempt): 0}, 1, at)[0]


def _known(connection: Connection, news: Sequence[NewRun]) -> set[tuple[str, str, int]]:
    found: set[tuple[str, str, int]] = set()
    keyed = [one for one in news if one.occurrence]
    for start in range(0, len(keyed), PIECE):
        some = keyed[start : start + PIECE]
        wanted = select(run.c.pipeline, run.c.occurrence, run.c.attempt).where(
            run.c.pipeline.in_({one.pipeline for one in some}),
            run.c.occurrence.in_({one.occurrence for one in some}),
        )
        found |= {(one.pipeline, one.occurrence, one.attempt) for one in connection.execute(wanted)}
    return found


def _active(connection: Connection, pipelines: Sequence[str]) -> dict[str, int]:
    """Return the first run that has not ended, of those pipelines that have one."""
    found: dict[str, int] = {}
    for start in range(0, len(pipelines), PIECE):
        wanted = (
            select(run.c.pipeline, func.min(run.c.id).label("first"))
            .where(run.c.pipeline.in_(pipelines[start : start + PIECE]))
            .where(run.c.state.in_(ACTIVE), run.c.purpose == "run")
            .group_by(run.c.pipeline)
        )
        found |= {one.pipeline: one.first for one in connection.execute(wanted)}
    return found


def _meet(connection: Connection, row: dict[str, Any], other: int, overlap: str, at: datetime) -> None:
    """Decide between a new run and the one that has not ended."""
    if overlap == "skip":
        row |= {"state": SKIPPED, "reason": f"run {other} had not ended", "ended": at}
        return
    why = f"replaced by {row['occurrence']}"
    mine = (run.c.pipeline == row["pipeline"], run.c.purpose == "run")
    waiting = update(run).where(*mine, run.c.state == QUEUED).values(state=CANCELLED, ended=at, reason=why)
    note(
        connection, connection.execute(waiting.returning(run.c.id)).scalars(), at, CANCELLED, {"reason": why}
    )
    connection.execute(update(run).where(*mine, run.c.state == RUNNING).values(cancel=1, reason=why))


def _inserted(
    connection: Connection,
    rows: Sequence[dict[str, Any]],
    places: Mapping[tuple[str, str, int], int],
    count: int,
    at: datetime,
) -> list[int | None]:
    numbers: list[int | None] = [None] * count
    if not rows:
        return numbers
    wanted = insert(run).returning(run.c.id, run.c.pipeline, run.c.occurrence, run.c.attempt)
    for one in connection.execute(wanted, rows).all():
        numbers[places[one.pipeline, one.occurrence, one.attempt]] = one.id
    for row in rows:
        number = numbers[places[row["pipeline"], row["occurrence"], row["attempt"]]]
        if number is not None and row["cause"] == "person":
            told = {"run": number, "purpose": row["purpose"], "state": row["state"]}
            audit.record(connection, row["actor"], "run.started", row["pipeline"] or row["entry"], told)
    for state in {row["state"] for row in rows}:
        mine = [row for row in rows if row["state"] == state]
        made = [numbers[places[row["pipeline"], row["occurrence"], row["attempt"]]] for row in mine]
        reason = mine[0]["reason"] if len(mine) == 1 else None
        note(connection, [one for one in made if one is not None], at, state, {"reason": reason})
    waking.ring(connection)
    return numbers
