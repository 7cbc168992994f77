"""What becomes a notice: failure, recovery, success if wanted; once an event, and none while a retry follows."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from stabbur.runs.notices.telling import tell
from stabbur.runs.pipelines import setting, starting
from stabbur.runs.queue.cancelling import cancel
from stabbur.runs.queue.claiming import claim
from stabbur.runs.queue.finishing import finish
from stabbur.runs.queue.values import Outcome
from stabbur.state.engine import reading, writing
from stabbur.state.tables import notice, pipeline, run
from tests.runs.notices.conftest import End

ALL = ("failure", "recovery", "success", "missing")


def told(engine: Engine) -> list[tuple[str, int, str, str]]:
    with reading(engine) as connection:
        rows = connection.execute(select(notice).order_by(notice.c.seq)).all()
    return [(row.kind, row.run, row.channel, row.receiver) for row in rows]


def kinds(engine: Engine) -> list[str]:
    return [kind for kind, *_ in told(engine)]


@pytest.mark.parametrize("state", ["failed", "timed_out", "lost"])
def test_failure_then_recovery_and_no_word_of_what_goes_on_well(engine: Engine, end: End, state: str) -> None:
    end("succeeded", wish={"tell": ("mailto:team@example.no", "log")})
    assert told(engine) == []
    wrong = end(state)
    assert told(engine) == [
        ("failed", wrong.id, "email", "team@example.no"),
        ("failed", wrong.id, "log", ""),
    ]
    end("succeeded")
    end("succeeded")
    assert kinds(engine) == ["failed", "failed", "recovered", "recovered"]


def test_success_is_told_where_it_is_wanted(engine: Engine, end: End) -> None:
    end("succeeded", wish={"tell_of": ALL})
    end("failed")
    end("succeeded")
    end("succeeded")
    assert kinds(engine) == ["succeeded", "failed", "recovered", "succeeded"]


def test_nothing_is_told_of_what_is_not_wanted(engine: Engine, end: End) -> None:
    end("failed", wish={"tell_of": ("recovery",)})
    assert kinds(engine) == []
    end("succeeded")
    assert kinds(engine) == ["recovered"]


def test_a_failure_is_told_when_no_attempt_follows(engine: Engine, end: End, project: Path) -> None:
    setting.make(engine, project, "job", {"entry": "job.py", "retries": 2, "backoff_seconds": 0})
    starting.run_now(engine, "skatt/job")
    for number in range(3):
        assert kinds(engine) == [], number
        attempt = claim(engine, "host", "worker", lease_seconds=30)
        assert attempt is not None
        finish(engine, attempt, Outcome("failed"), tell)
        last = attempt.id
    assert told(engine) == [("failed", last, "usual", "")]
    end("succeeded")
    assert kinds(engine) == ["failed", "recovered"]


def test_an_attempt_that_goes_well_after_one_that_failed_is_no_recovery(
    engine: Engine, project: Path
) -> None:
    setting.make(engine, project, "job", {"entry": "job.py", "retries": 1, "backoff_seconds": 0})
    starting.run_now(engine, "skatt/job")
    for state in ("failed", "succeeded"):
        attempt = claim(engine, "host", "worker", lease_seconds=30)
        assert attempt is not None
        finish(engine, attempt, Outcome(state), tell)
    assert kinds(engine) == []


def test_what_a_person_stopped_is_told_to_nobody(engine: Engine, end: End, project: Path) -> None:
    setting.make(engine, project, "job", {"entry": "job.py"})
    number = starting.run_now(engine, "skatt/job")
    cancel(engine, number, "kari")
    starting.run_now(engine, "skatt/job")
    one = claim(engine, "host", "worker", lease_seconds=30)
    assert one is not None
    finish(engine, one, Outcome("cancelled"), tell)
    assert kinds(engine) == []


def test_the_same_event_is_written_once_whoever_sees_it(engine: Engine, end: End) -> None:
    ended = end("failed", wish={"tell": ("log", "log")})
    with writing(engine) as connection:
        from stabbur.runs.queue.rows import run_of

        row = connection.execute(select(run).where(run.c.id == ended.id)).one()
        tell(connection, run_of(row))
    assert len(told(engine)) == 1


def test_a_notice_and_its_end_come_together_or_not_at_all(engine: Engine, end: End, project: Path) -> None:
    setting.make(engine, project, "job", {"entry": "job.py"})
    starting.run_now(engine, "skatt/job")
    one = claim(engine, "host", "worker", lease_seconds=30)
    assert one is not None

    def broken(connection: Any, ended: Any) -> None:
        tell(connection, ended)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        finish(engine, one, Outcome("failed"), broken)
    assert kinds(engine) == []
    assert finish(engine, one, Outcome("failed"), tell)
    assert kinds(engine) == ["failed"]


def test_keys_give_no_address_away(engine: Engine, end: End) -> None:
    end("failed", wish={"tell": ("https://hooks.example.no/T0KEN",)})
    with reading(engine) as connection:
        key = connection.execute(select(notice.c.key)).scalar_one()
    assert "T0KEN" not in key


def test_a_receiver_that_no_channel_here_reaches_is_told_in_the_log(engine: Engine, end: End) -> None:
    end("succeeded", wish={"tell": ("log",)})
    with writing(engine) as connection:
        told_of = json.dumps({"to": ["teams:x", "mailto:", "log"], "of": ["failure"]})
        connection.execute(update(pipeline).values(tell=told_of))
    wrong = end("failed")
    assert told(engine) == [("failed", wrong.id, "log", "")]
