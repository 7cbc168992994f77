"""Cancel a run: one that waits ends at once, one that runs when its tree is dead."""

from sqlalchemy import Connection, Engine, select, update

from stabbur.errors import Conflict
from stabbur.runs.queue import moments, waking
from stabbur.runs.queue.happening import CANCELLING, note
from stabbur.runs.queue.reading import missing
from stabbur.runs.queue.rows import run_of
from stabbur.runs.queue.values import CANCELLED, QUEUED, RUNNING, Run
from stabbur.state import audit
from stabbur.state.engine import writing
from stabbur.state.tables import run


def cancel(engine: Engine, id: int, actor: str, why: str = "") -> Run:
    """Ask a run to end, and return it; asking again changes nothing.

    Raises
    ------
    NotFound
        There is no such run.
    Conflict
        It has ended by itself.
    """
    with writing(engine) as connection:
        wanted = select(run).where(run.c.id == id).with_for_update()
        row = connection.execute(wanted).one_or_none()
        if row is None:
            raise missing(id)
        before = run_of(row)
        if before.cancel or before.state == CANCELLED:
            return before
        if before.state not in (QUEUED, RUNNING):
            raise Conflict(
                f"run '{id}' has ended: {before.state}",
                hint=f"stabbur runs show {id}",
                code="run-ended",
                id=id,
            )
        return _cancel(connection, before, actor, why)


def cancel_waiting(connection: Connection, pipeline: str, actor: str, why: str) -> None:
    """Cancel what waits of a pipeline, in the transaction that is the reason for it."""
    wanted = select(run).where(run.c.pipeline == pipeline, run.c.state == QUEUED)
    # all are held before the first is cancelled: whoever cancels a run holds it before the audit log
    for row in connection.execute(wanted.order_by(run.c.id).with_for_update()).all():
        _cancel(connection, run_of(row), actor, why)


def _cancel(connection: Connection, before: Run, actor: str, why: str) -> Run:
    why = why.replace("\0", "")  # PostgreSQL takes it in no text
    reason = f"cancelled by {actor}" + (f": {why}" if why else "")
    now = moments.now(connection)
    at_once = {"state": CANCELLED, "ended": now} if before.state == QUEUED else {}
    changed = update(run).where(run.c.id == before.id).values(cancel=1, reason=reason, **at_once)
    after = run_of(connection.execute(changed.returning(*run.c)).one())
    note(connection, [after.id], now, CANCELLED if at_once else CANCELLING, {"reason": reason})
    audit.record(connection, actor, "run.cancelled", str(after.id), {"pipeline": after.pipeline, "why": why})
    waking.ring(connection)
    return after
