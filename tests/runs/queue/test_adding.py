"""Runs come into the queue once for each occurrence, whatever comes at the same time."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from stabbur.runs.queue import adding, reading
from stabbur.runs.queue.adding import PIECE
from stabbur.runs.queue.firing import fire
from stabbur.runs.queue.values import NewRun
from stabbur.state import audit
from stabbur.state.engine import reading as read_state
from stabbur.state.engine import writing
from tests.runs.queue.given import change, claimed, click, end, make, nothing, put, states


def at_once(engine: Engine, keys: Sequence[str], do: Callable[[str], object]) -> list[object]:
    """Do something with each key in a thread of its own, all beginning together."""
    barrier, results = threading.Barrier(len(keys)), []

    def go(key: str) -> None:
        barrier.wait()
        results.append(do(key))

    threads = [threading.Thread(target=go, args=(key,)) for key in keys]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(results) == len(keys), "one of them failed"
    return results


def test_a_run_has_what_was_asked_for(engine: Engine) -> None:
    number = put(engine, parameters={"år": [2026]}, commit="abc", retries=2, purpose="test", delay_seconds=60)
    run = reading.one(engine, number)
    assert (run.state, run.parameters, run.commit, run.purpose) == ("queued", {"år": [2026]}, "abc", "test")
    assert (run.attempt, run.token, run.launch, run.cancel, run.retries) == (1, 0, 0, False, 2)
    assert run.occurrence.startswith("free:")
    assert run.not_before - run.created == timedelta(seconds=60)


def test_two_runs_without_an_occurrence_are_two(engine: Engine) -> None:
    assert put(engine) != put(engine)


@pytest.mark.parametrize("of", ["", "a/b"])
def test_R11_the_same_click_from_eight_threads_is_one_run(engine: Engine, of: str) -> None:
    make(engine, "a/b")

    def once(key: str) -> int | None:
        with writing(engine) as connection:
            new = NewRun("/p", "a.py", "ola", "person", pipeline=of, occurrence=key)
            return adding.add(connection, new)

    found = at_once(engine, ["click:1"] * 8, once)
    assert len([one for one in found if one is not None]) == 1
    assert states(engine) == {"queued": 1}


def test_R10_one_that_still_runs_is_met_as_the_pipeline_says(engine: Engine) -> None:
    for policy in ("skip", "queue", "replace"):
        make(engine, f"a/{policy}", overlap=policy)
        click(engine, f"a/{policy}", "first")
        run = claimed(engine)
        number = click(engine, f"a/{policy}", "second")
        assert number is not None
        second, first = reading.one(engine, number), reading.one(engine, run.id)
        kinds = [one.kind for one in reading.history(engine, run.id)]
        assert kinds == ["queued", "running", "cancelling"][: 2 + first.cancel]
        wanted = {"skip": ("skipped", False), "queue": ("queued", False), "replace": ("queued", True)}
        assert (second.state, first.cancel) == wanted[policy]
        assert nothing(engine)  # one at a time, also of those that wait
        end(engine, run, "cancelled" if first.cancel else "succeeded")
        if policy == "skip":
            assert second.reason == f"run {run.id} had not ended"
            assert second.ended is not None
        else:
            end(engine, claimed(engine))
    assert states(engine) == {"succeeded": 4, "skipped": 1, "cancelled": 1}


def test_R10_news_are_not_skipped_for_a_run_that_may_have_read_too_early(engine: Engine) -> None:
    make(engine, "a/b", ("package", "a/p"), overlap="skip")

    def news(key: str) -> str:
        with writing(engine) as connection:
            (number,) = fire(connection, "package", "a/p", key)
        return reading.one(engine, number).state

    click(engine, "a/b", "1")
    first = claimed(engine)
    assert [news("p@1"), news("p@2"), news("p@3")] == ["queued", "skipped", "skipped"]
    end(engine, first)
    assert claimed(engine).occurrence == "p@1"
    assert news("p@4") == "queued"


def test_R10_replace_ends_what_waits_at_once_and_says_by_what(engine: Engine) -> None:
    make(engine, "a/b", overlap="replace")
    first, second = click(engine, "a/b", "1"), click(engine, "a/b", "2")
    assert first is not None
    assert second is not None
    assert (reading.one(engine, first).state, reading.one(engine, first).reason) == (
        "cancelled",
        "replaced by 2",
    )
    assert [one.kind for one in reading.history(engine, first)] == ["queued", "cancelled"]
    assert reading.one(engine, second).state == "queued"


def test_R26_eight_clicks_at_once_on_a_skip_pipeline_are_one_run_and_seven_skipped(engine: Engine) -> None:
    make(engine, "a/s", overlap="skip")
    at_once(engine, [f"k{number}" for number in range(8)], lambda key: click(engine, "a/s", key))
    assert states(engine) == {"queued": 1, "skipped": 7}


def test_R26_a_repeated_click_on_a_replace_pipeline_does_not_cancel_its_own_run(engine: Engine) -> None:
    make(engine, "a/r", overlap="replace")
    at_once(engine, ["same"] * 8, lambda key: click(engine, "a/r", key))
    run = claimed(engine)
    assert click(engine, "a/r", "same") is None
    again = reading.one(engine, run.id)
    assert (again.state, again.cancel, states(engine)) == ("running", False, Counter(running=1))


def test_a_test_run_neither_meets_nor_stops_the_pipelines_own(engine: Engine) -> None:
    make(engine, "a/b", overlap="replace")
    click(engine, "a/b", "1")
    run = claimed(engine)
    put(engine, pipeline="a/b", purpose="test")
    test = claimed(engine)
    assert test.purpose == "test"
    assert not reading.one(engine, run.id).cancel
    end(engine, run)
    assert click(engine, "a/b", "2") is not None
    assert not reading.one(engine, test.id).cancel


def test_more_runs_than_one_statement_takes(engine: Engine) -> None:
    news = [
        NewRun("/p", "a.py", "ola", "schedule", pipeline=f"a/{number}", occurrence=f"x{number}")
        for number in range(PIECE + 1)
    ]
    with writing(engine) as connection:
        first = adding.add_all(connection, news, {})
        again = adding.add_all(connection, news, {})
    assert None not in first
    assert {one.kind for one in reading.history(engine, first[-1] or 0)} == {"queued"}
    assert set(again) == {None}
    by_number = {one.id: one.pipeline for one in reading.listed(engine, limit=PIECE + 1)}
    assert [by_number[number or 0] for number in first] == [one.pipeline for one in news]


def test_a_person_who_starts_a_run_is_in_the_audit_log_and_a_schedule_is_not(engine: Engine) -> None:
    make(engine, "a/b")
    number = click(engine, "a/b", "1")
    put(engine, cause="schedule")
    with read_state(engine) as connection:
        rows = audit.read(connection)
        assert audit.broken(connection) is None
    assert [(one.actor, one.action, one.subject, one.details["run"]) for one in rows] == [
        ("ola", "run.started", "a/b", number)
    ]


def test_a_run_of_a_pipeline_that_is_gone_waits_its_turn(engine: Engine) -> None:
    number = put(engine, pipeline="a/gone")
    assert claimed(engine).id == number


def test_a_paused_pipeline_can_be_started_by_hand(engine: Engine) -> None:
    make(engine, "a/b")
    change(engine, "a/b", paused=1)
    click(engine, "a/b", "1")
    assert claimed(engine).pipeline == "a/b"


def test_R11_runs_that_nobody_can_ask_for_twice_wait_for_nobody(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":  # it has one writer, whatever is written
        return
    free = NewRun("/p", "a.py", "ola", "person")
    with writing(engine) as connection:
        assert adding.locked(connection, free) == {}
        other = threading.Thread(target=_locked, args=(engine, free), daemon=True)
        other.start()
        other.join(10)
        assert not other.is_alive()


def _locked(engine: Engine, new: NewRun) -> None:
    with writing(engine) as connection:
        adding.locked(connection, new)
