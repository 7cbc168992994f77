"""Which times run after a while in which nobody looked."""

from datetime import UTC, datetime, timedelta

import pytest

from stabbur.runs.schedule.due import MOST, due, said

FIRST = datetime(2026, 11, 21, 6, tzinfo=UTC)
EACH = "*/2 * * * *"


@pytest.mark.parametrize("catch_up", ["none", "last", "all"])
def test_one_that_is_on_time_runs(catch_up: str) -> None:
    found = due(EACH, "UTC", catch_up, FIRST, FIRST + timedelta(seconds=20))
    assert (found.times, found.missed) == ((FIRST,), "")
    assert found.following == FIRST + timedelta(minutes=2)


@pytest.mark.parametrize(("catch_up", "kept"), [("none", 0), ("last", 1), ("all", 50)])
def test_R09_as_many_as_are_made_good_and_the_others_in_words(catch_up: str, kept: int) -> None:
    now = FIRST + timedelta(minutes=98, seconds=40)
    found = due(EACH, "UTC", catch_up, FIRST, now)
    assert len(found.times) == kept
    times = [FIRST + timedelta(minutes=2 * number) for number in range(50)]
    assert list(found.times) == times[50 - kept :]
    missed = times[: 50 - kept]
    wanted = f"{len(missed)} missed: {said(FIRST)} to {said(missed[-1])}" if missed else ""
    assert found.missed == wanted
    assert found.following == FIRST + timedelta(minutes=100)


def test_none_runs_what_is_due_just_now() -> None:
    found = due(EACH, "UTC", "none", FIRST, FIRST + timedelta(minutes=4, seconds=10))
    assert found.times == (FIRST + timedelta(minutes=4),)
    assert found.missed == "2 missed: 2026-11-21T06:00:00Z to 2026-11-21T06:02:00Z"


@pytest.mark.parametrize(("catch_up", "kept"), [("none", 0), ("last", 1), ("all", MOST)])
def test_years_without_a_look_are_soon_counted(catch_up: str, kept: int) -> None:
    now = FIRST + timedelta(days=3000, seconds=50)
    found = due("* * * * *", "UTC", catch_up, FIRST, now)
    assert len(found.times) == kept
    assert found.times[-1:] == (FIRST + timedelta(days=3000),) * bool(kept)
    assert found.missed == f"more than {MOST} due since {said(FIRST)}, of which {kept} are made good"
    assert found.following == FIRST + timedelta(days=3000, minutes=1)
