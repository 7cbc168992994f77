"""What pipelines wait for starts those that wait for it, of the project and entry that it is of."""

from sqlalchemy import Engine

from stabbur.runs.queue import reading
from stabbur.runs.queue.firing import fire
from stabbur.state.engine import writing
from tests.runs.queue.given import claimed, click, make


def fired(engine: Engine, kind: str, key: str, **of: str) -> list[str]:
    """Fire, and return the pipelines that run by it."""
    with writing(engine) as connection:
        numbers = fire(connection, kind, "", key, **of)
    return [reading.one(engine, number).pipeline for number in numbers]


def test_a_push_starts_those_of_its_project_that_wait_for_one(engine: Engine) -> None:
    make(engine, "a/one", ("push", ""))
    make(engine, "a/two", ("push", ""), paused=1)
    make(engine, "a/three", ("save", ""))
    make(engine, "a/four", ("push", ""), project="/other")
    assert fired(engine, "push", "push:c0ffee", project="/p") == ["a/one"]
    assert fired(engine, "push", "push:c0ffee", project="/p") == []
    assert fired(engine, "push", "push:c0ffee") == ["a/four"]


def test_a_save_starts_those_of_its_entry_for_whoever_saved(engine: Engine) -> None:
    make(engine, "a/one", ("save", ""))
    make(engine, "a/two", ("save", ""), entry="b.py")
    assert fired(engine, "save", "save:1", project="/p", entry="b.py", actor="ida") == ["a/two"]
    run = reading.listed(engine)[0]
    assert (run.actor, run.cause, run.entry) == ("ida", "save", "b.py")


def test_a_run_that_a_person_waits_for_goes_before_those_of_schedules(engine: Engine) -> None:
    make(engine, "a/one", ("push", ""))
    make(engine, "a/two")
    fired(engine, "push", "push:c0ffee")
    click(engine, "a/two", "click:1")
    assert [claimed(engine).pipeline for _ in range(2)] == ["a/two", "a/one"]
