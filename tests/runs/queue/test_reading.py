"""Runs are found by what they are of, newest first."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from stabbur.errors import NotFound
from stabbur.runs.keeping import finding
from stabbur.runs.queue import reading
from stabbur.state import clock
from tests.runs.queue.given import claimed, click, end, make, put


def test_listed_by_each_of_the_filters(engine: Engine) -> None:
    make(engine, "a/b")
    first = click(engine, "a/b", "1")
    end(engine, claimed(engine), "failed")
    second = put(engine, project="/other", purpose="test")
    third = put(engine)
    ids = [one.id for one in reading.listed(engine)]
    assert ids == [third, second, first]

    def found(**by: object) -> list[int]:
        return [one.id for one in reading.listed(engine, **by)]  # type: ignore[arg-type]

    assert found(pipeline="a/b") == [first]
    assert found(pipeline="") == [third, second]
    assert found(project="/other") == [second]
    assert found(state="failed") == [first]
    assert found(state=["failed", "queued"]) == ids
    assert found(purpose="test") == [second]
    assert found(since=clock.now() + timedelta(hours=1)) == []
    assert found(since=clock.now() - timedelta(hours=1)) == ids
    assert found(limit=1) == [third]


def test_what_has_not_ended_in_the_order_in_which_it_came(engine: Engine) -> None:
    for _ in range(3):
        put(engine)
    one, two = claimed(engine, host="h1"), claimed(engine, host="h2")
    end(engine, one)
    assert [run.state for run in reading.active(engine)] == ["running", "queued"]
    assert [run.id for run in reading.active(engine, host="h2")] == [two.id]
    assert reading.active(engine, host="h1") == []


def test_a_number_that_no_run_has(engine: Engine) -> None:
    with pytest.raises(NotFound, match="no run '1'") as missing:
        reading.one(engine, 1)
    assert missing.value.hint == "stabbur runs list"
    with pytest.raises(NotFound):
        reading.one(engine, 10**20)
    assert reading.history(engine, 1) == []


def test_the_tests_of_others_take_the_place_of_nothing(engine: Engine) -> None:
    mine = [put(engine, actor="ida"), put(engine, actor="ida", purpose="test"), put(engine)]
    for _ in range(5):
        put(engine, purpose="test")
    assert [one.id for one in reading.listed(engine, seen_by="ida", limit=3)] == mine[::-1]
    assert [one.id for one in finding.listed(engine, "ida", limit=2)] == mine[:0:-1]
