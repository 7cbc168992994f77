"""Cancel a run: one that waits ends at once, one that runs when its tree is dead."""

from sqlalchemy import Engine, select, update

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
    reason = f"cancelled by {actor}" + (f": {why}" if why else "")
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
        now = moments.now(connection)
        at_once = {"state": CANCELLED, "ended": now} if before.state == QUEUED else {}
        changed = update(run).where(run.c.id == id).values(cancel=1, reason=reason, **at_once)
        after = run_of(connection.execute(changed.returning(*run.c)).one())
        kind = CANCELLED if at_once else CANCELLING
        note(connection, [id], now, kind, {"reason": reason})
        audit.record(connection, actor, "run.cancelled", str(id), {"pipeline": after.pipeline, "why": why})
        waking.ring(connection)
        return after
