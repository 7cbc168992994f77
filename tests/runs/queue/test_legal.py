"""Whatever workers and people do in whatever order, a run only changes as the table of states allows."""

import os
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from stabbur.errors import Conflict
from stabbur.runs.queue import claiming, reading
from stabbur.runs.queue.cancelling import cancel
from stabbur.runs.queue.finishing import finish, requeue
from stabbur.runs.queue.values import ENDED, SKIPPED, STATES, Outcome, Run
from stabbur.state.engine import writing
from stabbur.state.tables import pipeline, run, run_event, trigger
from tests.runs.queue.given import click, make

EXAMPLES = 400 if os.environ.get("STABBUR_SOAK") else 20
FROM_WORK = {"succeeded", "failed", "timed_out", "cancelled", "lost"}
LEGAL: dict[str | None, set[str]] = {
    None: {"queued", "skipped"},
    "queued": {"running", "cancelled"},
    "running": {"queued", *FROM_WORK},
    **{state: set() for state in ENDED},
}
POLICIES = {"a/skip": "skip", "a/queue": "queue", "a/replace": "replace"}
ENDS = [state for state in ENDED if state != SKIPPED]
STEPS = st.one_of(
    st.tuples(st.just("click"), st.sampled_from(list(POLICIES)), st.integers(0, 5)),
    st.tuples(st.just("claim"), st.sampled_from(["w1", "w2"]), st.just(0)),
    st.tuples(st.just("finish"), st.sampled_from(ENDS), st.integers(0, 20)),
    st.tuples(st.sampled_from(["requeue", "cancel", "take over"]), st.just(""), st.integers(0, 20)),
)


@pytest.mark.soak
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=EXAMPLES, deadline=None)
@given(steps=st.lists(STEPS, min_size=15, max_size=40))
def test_only_legal_changes_of_state(engine: Engine, steps: list[tuple[str, str, int]]) -> None:
    begin(engine)
    known: list[Run] = []  # what workers believe, also what is not so any more
    for step in steps:
        ended = {one.id: one for one in reading.listed(engine, state=ENDS)}
        do(engine, known, *step)
        for id, one in ended.items():
            assert reading.one(engine, id) == one, "what has ended changes no more"
        runs = reading.listed(engine, limit=1000)
        running = Counter(one.pipeline for one in runs if one.state == "running")
        assert all(count == 1 for count in running.values()), "one run of a pipeline at a time"
        keys = Counter((one.pipeline, one.occurrence, one.attempt) for one in runs)
        assert all(count == 1 for count in keys.values())
    for one in reading.listed(engine, limit=1000):
        states = [None, *(h.kind for h in reading.history(engine, one.id) if h.kind in STATES)]
        assert states[-1] == one.state
        assert all(after in LEGAL[before] for before, after in pairwise(states)), states
        assert (one.ended is None) == (one.state in ("queued", "running"))


def begin(engine: Engine) -> None:
    """Leave three pipelines and nothing else, one of which follows another and one that repeats itself."""
    with writing(engine) as connection:
        for table in (trigger, pipeline, run, run_event):
            connection.execute(delete(table))
    usual = {"retries": 1, "backoff_seconds": 0.0}
    make(engine, "a/skip", overlap="skip", **usual)
    make(engine, "a/queue", ("pipeline", "a/skip"), overlap="queue", repeat_if_lost=1, **usual)
    make(engine, "a/replace", ("pipeline", "a/queue"), overlap="replace", **usual)


def do(engine: Engine, known: list[Run], what: str, of: str, number: int) -> None:
    """Do one thing, with a run that a worker knows or knew."""
    if what == "click":
        click(engine, of, f"click:{number}")
        return
    if what == "claim":
        found = claiming.claim(engine, "h", of, lease_seconds=30)
        known += [found] if found else []
        return
    if not known:
        return
    one = known[number % len(known)]
    before = reading.one(engine, one.id)
    if what == "cancel":
        try:
            cancel(engine, one.id, "ola")
        except Conflict:
            assert before.state in ENDED
        return
    if what == "take over":
        taken = claiming.take_over(engine, one, "h", "w3", lease_seconds=0)
        known += [taken] if taken else []
        done = taken is not None
    else:
        done = requeue(engine, one, "dead") if what == "requeue" else finish(engine, one, Outcome(of))
    assert done == (before.state == "running" and before.token == one.token), "only by its token"
