"""What the runs of a pipeline say together."""

from sqlalchemy import Engine

from stabbur.runs.keeping.statistics import Spread, spread, statistics
from tests.runs.keeping.runs import past


def test_says_what_is_usual_of_those_that_succeeded(engine: Engine) -> None:
    for number, seconds in enumerate((10.0, 30.0, 20.0)):
        past(engine, str(number), seconds, memory_peak=number * 100, bytes_read=number)
    past(engine, "bad", 500.0, state="failed", memory_peak=9_000)
    past(engine, "stopped", 1.0, state="cancelled")
    found = statistics(engine, "demo/tall")
    assert (found.succeeded, found.failed) == (3, 1)
    assert found.seconds == Spread(10.0, 20.0, 30.0)
    assert found.memory_peak == Spread(0, 100, 200)
    assert found.bytes_written is None
    assert [one.state for one in found.points] == ["cancelled", "failed", *["succeeded"] * 3]
    assert [one.seconds for one in found.points] == [1.0, 500.0, 20.0, 30.0, 10.0]


def test_leaves_out_tests_others_and_what_was_skipped(engine: Engine) -> None:
    past(engine, "a", purpose="test")
    past(engine, "b", pipeline="demo/andre")
    past(engine, "c", state="skipped")
    past(engine, "d", state="running", ended=None)
    found = statistics(engine, "demo/tall")
    assert (found.points, found.seconds) == ((), None)


def test_looks_at_the_newest(engine: Engine) -> None:
    for number in range(5):
        past(engine, str(number), float(number))
    assert [one.seconds for one in statistics(engine, "demo/tall", limit=2).points] == [4.0, 3.0]


def test_knows_nothing_of_nothing() -> None:
    assert spread([]) is None
    assert spread([None]) is None
