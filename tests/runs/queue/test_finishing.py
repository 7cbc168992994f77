"""A run ends once, by whoever holds it; what follows of it comes in the same transaction or not at all."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine

from stabbur.errors import BadInput
from stabbur.runs.queue import claiming, reading
from stabbur.runs.queue.cancelling import cancel
from stabbur.runs.queue.finishing import LOST_AT_MOST, finish
from stabbur.runs.queue.values import Outcome, Run
from stabbur.state.engine import writing
from stabbur.state.tables import pipeline
from stabbur.state.tables import run as table
from tests.runs.queue.given import claimed, click, end, make, nothing, put, states


def test_everything_of_an_outcome_is_kept(engine: Engine) -> None:
    put(engine)
    outcome = Outcome(
        "failed",
        exit_code=3,
        reason="cell 4: KeyError",
        cpu_seconds=1.5,
        memory_peak=10**10,
        measured="least",
        enforced="per process",
        kills=1,
        bytes_read=1,
        rows_read=2,
        bytes_written=3,
        rows_written=4,
        report={"cells": [{"å": 1}]},
    )
    run = claimed(engine)
    assert finish(engine, run, outcome)
    ended = reading.one(engine, run.id)
    for name in Outcome.__dataclass_fields__:
        assert getattr(ended, name) == getattr(outcome, name), name
    assert ended.lease is None
    assert ended.seconds is not None
    assert ended.seconds >= 0


def test_R12_a_worker_that_was_taken_over_from_cannot_end_it_and_neither_can_anybody_twice(
    engine: Engine,
) -> None:
    put(engine)
    stale = claimed(engine, worker="w1")
    mine = claiming.take_over(engine, stale, "h", "w2", lease_seconds=30)
    assert mine is not None
    assert not finish(engine, stale, Outcome("succeeded", exit_code=0))
    assert finish(engine, mine, Outcome("failed", exit_code=1))
    assert not finish(engine, mine, Outcome("succeeded"))
    assert states(engine) == {"failed": 1}


def test_R12_what_comes_too_late_is_in_the_history_and_a_repeated_answer_is_not(engine: Engine) -> None:
    put(engine)
    stale = claimed(engine, worker="w1")
    mine = claiming.take_over(engine, stale, "h", "w2", lease_seconds=30)
    assert mine is not None
    end(engine, mine, "lost")
    assert not finish(engine, mine, Outcome("lost"))
    assert not finish(engine, stale, Outcome("succeeded", exit_code=0))
    last = reading.history(engine, mine.id)[-1]
    assert last.kind == "late"
    assert last.details == {"state": "succeeded", "exit_code": 0, "worker": "w1", "token": 1}
    kinds = [one.kind for one in reading.history(engine, mine.id)]
    assert kinds == ["queued", "running", "taken over", "lost", "late"]


def test_R16_a_run_that_fails_comes_again_after_twice_the_time_until_its_retries_are_used(
    engine: Engine,
) -> None:
    make(engine, "a/b", retries=2, backoff_seconds=100.0, memory_bytes=5, overlap="skip")
    click(engine, "a/b", "k")
    for attempt, state in ((1, "failed"), (2, "timed_out"), (3, "failed")):
        run = reading.listed(engine, limit=1)[0]
        assert (run.attempt, run.state, run.occurrence, run.memory_bytes) == (attempt, "queued", "k", 5)
        assert run.cause == ("person" if attempt == 1 else "retry")
        if attempt > 1:
            assert nothing(engine)
            assert run.not_before - run.created == timedelta(seconds=100 * 2 ** (attempt - 2))
            start_now(engine, run)
        end(engine, claimed(engine), state)
    assert nothing(engine)
    assert states(engine) == {"failed": 2, "timed_out": 1}


def test_no_attempt_waits_longer_than_a_day(engine: Engine) -> None:
    make(engine, "a/b", retries=1, backoff_seconds=1e12)
    click(engine, "a/b", "k")
    end(engine, claimed(engine), "failed")
    run = reading.listed(engine, limit=1)[0]
    assert run.not_before - run.created == timedelta(days=1)


def test_while_an_attempt_waits_a_new_occurrence_is_met_as_the_pipeline_says(engine: Engine) -> None:
    make(engine, "a/b", retries=1, overlap="skip")
    click(engine, "a/b", "1")
    end(engine, claimed(engine), "failed")
    number = click(engine, "a/b", "2")
    assert number is not None
    assert reading.one(engine, number).state == "skipped"


@pytest.mark.parametrize("state", ["succeeded", "cancelled", "lost"])
def test_what_did_not_fail_does_not_come_again(engine: Engine, state: str) -> None:
    make(engine, "a/b", retries=5)
    click(engine, "a/b", "k")
    end(engine, claimed(engine), state)
    assert states(engine) == {state: 1}


def test_what_was_asked_to_end_does_not_come_again_however_it_ends(engine: Engine) -> None:
    make(engine, "a/b", retries=5, repeat_if_lost=1)
    for key, state in (("1", "failed"), ("2", "lost"), ("3", "timed_out")):
        click(engine, "a/b", key)
        run = claimed(engine)
        cancel(engine, run.id, "ola")
        end(engine, run, state)
    assert nothing(engine)
    assert states(engine).total() == 3


def test_what_is_lost_comes_again_only_where_that_does_no_harm_and_not_for_ever(engine: Engine) -> None:
    make(engine, "a/b", repeat_if_lost=1, backoff_seconds=0.0)
    click(engine, "a/b", "k")
    for _ in range(LOST_AT_MOST + 1):
        end(engine, claimed(engine), "lost")
    assert nothing(engine)
    click(engine, "a/b", "l")
    end(engine, claimed(engine), "lost")
    end(engine, claimed(engine), "failed")  # what fails has retries, and there are none
    assert nothing(engine)


def test_attempts_that_were_lost_and_those_that_failed_use_up_nothing_of_each_other(engine: Engine) -> None:
    make(engine, "a/b", retries=2, repeat_if_lost=1, backoff_seconds=100.0)
    click(engine, "a/b", "k")
    waits = []
    for state in ("lost", "lost", "failed", "lost", "timed_out", "failed"):
        run = reading.listed(engine, limit=1)[0]
        waits.append(round((run.not_before - run.created).total_seconds()))
        start_now(engine, run)
        end(engine, claimed(engine), state)
    assert waits == [0, 100, 200, 100, 400, 200]
    assert nothing(engine)
    assert states(engine) == {"lost": 3, "failed": 2, "timed_out": 1}


def test_nothing_follows_of_a_pipeline_that_is_gone(engine: Engine) -> None:
    make(engine, "a/b", retries=5)
    click(engine, "a/b", "k")
    run = claimed(engine)
    with writing(engine) as connection:
        connection.execute(pipeline.delete().where(pipeline.c.id == "a/b"))
    end(engine, run, "failed")
    assert states(engine) == {"failed": 1}


def test_R15_the_pipelines_that_wait_run_once_for_a_success_and_for_nothing_else(engine: Engine) -> None:
    make(engine, "a/first")
    make(engine, "a/next", ("pipeline", "a/first"))
    make(engine, "a/other", ("pipeline", "a/next"))
    make(engine, "a/paused", ("pipeline", "a/first"), paused=1)
    click(engine, "a/first", "1")
    end(engine, claimed(engine), "failed")
    click(engine, "a/first", "2")
    run = claimed(engine)
    end(engine, run)
    assert not finish(engine, run, Outcome("succeeded"))
    after = claimed(engine)
    assert (after.pipeline, after.occurrence, after.cause) == ("a/next", f"after:{run.id}", "pipeline")
    assert (after.actor, after.commit, after.parameters) == ("kari", "HEAD", {"år": 2026})
    assert nothing(engine)


def test_pipelines_that_wait_for_each_other_do_not_stand_in_each_others_way(engine: Engine) -> None:
    make(engine, "a/one", ("pipeline", "a/two"))
    make(engine, "a/two", ("pipeline", "a/one"))
    click(engine, "a/one", "1")
    for name in ("a/one", "a/two", "a/one"):
        run = claimed(engine)
        assert run.pipeline == name
        end(engine, run)


def test_a_test_run_has_neither_another_attempt_nor_followers(engine: Engine) -> None:
    make(engine, "a/first", retries=5)
    make(engine, "a/next", ("pipeline", "a/first"))
    for state in ("failed", "succeeded"):
        put(engine, pipeline="a/first", purpose="test", retries=5)
        end(engine, claimed(engine), state)
    assert nothing(engine)


def test_what_is_told_comes_with_the_end_or_the_end_does_not_come(engine: Engine) -> None:
    make(engine, "a/b", retries=1)
    click(engine, "a/b", "k")
    run = claimed(engine)
    told: list[Run] = []

    def broken(connection: Connection, ended: Run) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        finish(engine, run, Outcome("failed"), broken)
    assert states(engine) == {"running": 1}
    assert finish(engine, run, Outcome("failed", reason="no"), lambda _, ended: told.append(ended))
    assert [(one.id, one.state, one.reason) for one in told] == [(run.id, "failed", "no")]
    assert states(engine) == {"failed": 1, "queued": 1}


def test_who_cancelled_it_is_not_forgotten_when_it_ends(engine: Engine) -> None:
    put(engine)
    run = claimed(engine)
    cancel(engine, run.id, "ola", "wrong year")
    assert end(engine, run, "cancelled").reason == "cancelled by ola: wrong year"


def test_what_succeeds_before_it_could_be_cancelled_is_not_called_cancelled(engine: Engine) -> None:
    put(engine)
    run = claimed(engine)
    cancel(engine, run.id, "ola")
    ended = end(engine, run, "succeeded")
    assert (ended.state, ended.reason) == ("succeeded", None)


@pytest.mark.parametrize("state", ["queued", "running", "skipped", "done", ""])
def test_a_run_does_not_end_in_a_state_that_is_none(engine: Engine, state: str) -> None:
    put(engine)
    run = claimed(engine)
    with pytest.raises(BadInput, match=f"a run cannot end as '{state}'"):
        finish(engine, run, Outcome(state))
    assert states(engine) == {"running": 1}


def start_now(engine: Engine, run: Run) -> None:
    """Let the time pass that a run waits."""
    with writing(engine) as connection:
        connection.execute(table.update().where(table.c.id == run.id).values(not_before=run.created))
