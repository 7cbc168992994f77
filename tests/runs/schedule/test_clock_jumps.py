"""A clock that was ahead and is set right: no schedule falls silent and no time is left out."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from stabbur.runs.queue import reading
from stabbur.runs.schedule.due import said
from stabbur.runs.schedule.ticking import look, tick
from tests.runs.queue.given import claimed, click, end, make, next_at

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    return Clock(monkeypatch)


class Clock:
    """The queue's clock, set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        monkeypatch.setenv("STABBUR_TEST", "1")

    def set(self, moment: datetime) -> None:
        """Let it be a moment."""
        self.monkeypatch.setenv("STABBUR_CLOCK", str((moment - datetime.now(UTC)).total_seconds()))


def occurrences(engine: Engine) -> list[str]:
    """Return the occurrences that ran or wait, oldest first."""
    return [one.occurrence for one in reading.listed(engine) if one.state != "skipped"][::-1]


def test_set_back_by_a_day(engine: Engine, clock: Clock) -> None:
    clock.set(NOON + timedelta(days=1, seconds=5))
    make(engine, "a/b", schedule="0 * * * *", timezone="UTC", next_at=NOON)
    make(engine, "a/bad", schedule="61 * * * *", next_at=NOON + timedelta(days=9))
    tick(engine)
    end(engine, claimed(engine))
    assert next_at(engine, "a/b") == NOON + timedelta(days=1, hours=1)
    clock.set(NOON + timedelta(seconds=5))
    assert look(engine).set_back
    tick(engine)
    assert next_at(engine, "a/b") == NOON + timedelta(hours=1)
    assert not look(engine).set_back
    for hour in range(1, 26):
        clock.set(NOON + timedelta(hours=hour, seconds=5))
        assert tick(engine) == 1
        end(engine, claimed(engine))
    early = f"{said(NOON + timedelta(days=1))} too early: run 2"
    assert occurrences(engine) == [early, *(said(NOON + timedelta(hours=hour)) for hour in range(1, 26))]


def test_an_attempt_that_waits_until_tomorrow_waits_no_longer(engine: Engine, clock: Clock) -> None:
    clock.set(NOON + timedelta(days=1))
    make(engine, "a/b", retries=1, backoff_seconds=60.0)
    click(engine, "a/b", "k")
    end(engine, claimed(engine), "failed")
    clock.set(NOON)
    tick(engine)
    clock.set(NOON + timedelta(seconds=1))
    assert claimed(engine).attempt == 2


def test_set_right_by_some_seconds_changes_nothing(engine: Engine, clock: Clock) -> None:
    clock.set(NOON + timedelta(seconds=30))
    make(engine, "a/b", schedule="* * * * *", next_at=NOON)
    assert tick(engine) == 1
    clock.set(NOON)
    assert not look(engine).set_back
    assert tick(engine) == 0
    clock.set(NOON + timedelta(seconds=61))
    assert tick(engine) == 1
    assert len(set(occurrences(engine))) == 2


def test_ahead_and_not_set_back_is_caught_up_as_after_a_pause(engine: Engine, clock: Clock) -> None:
    make(engine, "a/b", schedule="0 * * * *", timezone="UTC", next_at=NOON)
    clock.set(NOON + timedelta(days=1, seconds=5))
    tick(engine)
    assert occurrences(engine) == [said(NOON + timedelta(days=1))]
    assert tick(engine) == 0


def test_set_back_again_and_again_over_the_same_time(engine: Engine, clock: Clock) -> None:
    make(engine, "a/b", schedule="0 * * * *", timezone="UTC", next_at=NOON)
    for _ in range(3):
        clock.set(NOON + timedelta(days=1, seconds=5))
        assert tick(engine) == 1
        end(engine, claimed(engine))
        clock.set(NOON + timedelta(seconds=5))
        tick(engine)
    assert len([one for one in occurrences(engine) if "too early" in one]) == 3
