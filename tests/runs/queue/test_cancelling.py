"""A person ends a run: at once while it waits, else by its worker; the audit log has who it was."""

import pytest
from sqlalchemy import Engine

from stabbur.errors import Conflict, NotFound
from stabbur.runs.queue import reading
from stabbur.runs.queue.cancelling import cancel
from stabbur.state import audit
from stabbur.state.engine import reading as read_state
from tests.runs.queue.given import claimed, end, nothing, put


def cancelled(engine: Engine) -> list[tuple[str, str, dict[str, object]]]:
    """Return who cancelled what, newest first."""
    with read_state(engine) as connection:
        rows = audit.read(connection)
    return [(one.actor, one.subject, one.details) for one in rows if one.action == "run.cancelled"]


def test_what_waits_ends_at_once(engine: Engine) -> None:
    number = put(engine)
    run = cancel(engine, number, "ida", "wrong year")
    assert (run.state, run.reason) == ("cancelled", "cancelled by ida: wrong year")
    assert run.ended is not None
    assert nothing(engine)
    assert cancelled(engine) == [("ida", str(number), {"pipeline": "", "why": "wrong year"})]


def test_what_runs_is_asked_to_end_and_asking_again_changes_nothing(engine: Engine) -> None:
    put(engine)
    run = claimed(engine)
    assert cancel(engine, run.id, "ida").state == "running"
    assert cancel(engine, run.id, "ola").reason == "cancelled by ida"
    assert end(engine, run, "cancelled").state == "cancelled"
    assert cancel(engine, run.id, "ola").state == "cancelled"
    assert [one.kind for one in reading.history(engine, run.id)][2:] == ["cancelling", "cancelled"]
    assert len(cancelled(engine)) == 1


def test_what_has_ended_by_itself_is_not_cancelled(engine: Engine) -> None:
    put(engine)
    run = claimed(engine)
    end(engine, run)
    with pytest.raises(Conflict, match=f"run '{run.id}' has ended: succeeded") as refused:
        cancel(engine, run.id, "ida")
    assert refused.value.hint == f"stabbur runs show {run.id}"
    assert cancelled(engine) == []


def test_there_is_no_such_run(engine: Engine) -> None:
    with pytest.raises(NotFound, match="no run '7'"):
        cancel(engine, 7, "ida")
