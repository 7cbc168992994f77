"""A plan in words of three languages, and the times that come."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from stabbur.hub.jobs import plans
from stabbur.hub.jobs.calendar import coming, week_of
from stabbur.hub.jobs.words import Words
from stabbur.runs.pipelines.values import Pipeline
from tests.hub.jobs.conftest import NOW

Say = Callable[..., Words]


def made(schedule: str = "", **values: object) -> Pipeline:
    usual: dict[str, object] = {
        "id": "demo/tall",
        "project": Path("/p/folketall"),
        "entry": "notebooks/a.ipynb",
        "parameters": {},
        "declared": False,
        "paused": False,
        "schedule": schedule,
        "timezone": "Europe/Oslo",
        "next_at": None,
        "overlap": "skip",
        "catch_up": "last",
        "retries": 0,
        "repeat_if_lost": False,
        "backoff_seconds": 60.0,
        "timeout_seconds": None,
        "cpu": None,
        "memory_bytes": None,
        "gpu": 0,
        "group": "",
        "launcher": "local",
        "tell": (),
        "tell_of": (),
        "created": NOW,
        "actor": "ingrid",
    }
    return Pipeline(**(usual | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("schedule", "nb", "nn", "en"),
    [
        ("", "Aldri av seg selv", "Aldri av seg sjølv", "Never by itself"),
        ("*/5 * * * *", "Hvert 5. minutt", "Kvart 5. minutt", "Every 5 minutes"),
        ("0 6 * * 1-5", "Hver ukedag kl. 06.00", "Kvar vekedag kl. 06.00", "Every weekday at 06:00"),
        ("30 7 * * SUN", "Hver søndag kl. 07.30", "Kvar søndag kl. 07.30", "Every Sunday at 07:30"),
        ("30 7 * * 1", "Hver mandag kl. 07.30", "Kvar måndag kl. 07.30", "Every Monday at 07:30"),
        (
            "@monthly",
            "Den 1. hver måned kl. 00.00",
            "Den 1. kvar månad kl. 00.00",
            "On day 1 of every month at 00:00",
        ),
        ("5 4 3 2 *", "Etter planen 5 4 3 2 *", "Etter planen 5 4 3 2 *", "By the schedule 5 4 3 2 *"),
    ],
)
def test_schedule_in_words(say: Say, schedule: str, nb: str, nn: str, en: str) -> None:
    row = made(schedule)
    assert [plans.schedule(say(one).page, row) for one in ("nb", "nn", "en")] == [nb, nn, en]


def test_plan_tells_what_happens_when_it_fails_and_what_it_may_use(say: Say) -> None:
    row = made("@daily", retries=3, memory_bytes=4_000_000_000, cpu=2.0, timeout_seconds=600.0)
    told = {one.name: one.value.replace("\N{NO-BREAK SPACE}", " ") for one in plans.plan(say(), row)}
    assert told["New attempts"] == "3, the first after 60 s"
    assert (
        told["Resources"] == "2 processors, 4.0 GB memory" or told["Resources"] == "2 processors, 4 GB memory"
    )
    assert told["Stopped after"] == "10 min"
    assert told["Tells"] == "Nobody"


def test_plan_tells_that_the_log_is_told_where_nobody_is_named(say: Say) -> None:
    of_failure = made(tell_of=("failure",))
    assert plans.told(say("nb").page, of_failure) == "loggen"
    assert plans.told(say().page, made(tell_of=("failure",), tell=("log", "slack"))) == "the log, slack"


@pytest.mark.parametrize(
    ("schedule", "count"),
    [("* * * * *", 7 * 1440 - 1), ("0 6 * * *", 7), ("0 0 1 1 *", 0), ("", 0)],
)
def test_times_before_an_end_are_all_there_however_many(schedule: str, count: int) -> None:
    found = plans.between(made(schedule), NOW, NOW + dt.timedelta(days=7))
    assert len(found) == len(set(found)) == count
    assert found == sorted(found)


def test_week_tells_of_what_comes_often_once_a_day(say: Say) -> None:
    rows = [
        made("*/10 * * * *", id="demo/ofte"),
        made("0 6 * * 1-5"),
        made("0 7 * * *", id="demo/hviler", paused=True),
    ]
    week = week_of(say(), rows, "")
    assert [day.date.isoformat() for day in week.days][::6] == ["2026-03-04", "2026-03-10"]
    assert (week.before, week.after) == ("", "2026-03-11")
    today, tomorrow = ([(one.pipeline, one.times) for one in day.entries] for day in week.days[:2])
    assert today == [("demo/ofte", 65)], "what was earlier today is past"
    assert tomorrow == [("demo/ofte", 144), ("demo/tall", 1), ("demo/hviler", 1)]
    assert week.count == 65 + 6 * 144 + 4, "what is paused does not count"


def test_week_over_the_change_of_the_clock_has_every_hour_once(say: Say) -> None:
    week = week_of(say(), [made("30 * * * *")], "2026-03-28")
    assert [day.entries[0].times for day in week.days[:3]] == [24, 23, 24]


def test_week_of_a_thousand_pipelines_has_few_lines_and_tells_how_many_more(say: Say) -> None:
    rows = [made("* * * * *", id=f"demo/p{number:04}") for number in range(100)]
    week = week_of(say(), rows, "2026-03-05")
    assert {(len(day.entries), day.more, day.count) for day in week.days} == {(40, 60, 144_000)}
    assert week.days[0].entries[0].time == "00:00–23:59"


@pytest.mark.parametrize("schedule", ["*/20 * * * *", "0,30 6-9 * * 1-5", "*/5 6 1,6 * *", "* 12 * * SUN"])
def test_what_is_counted_is_what_is_asked_for_one_by_one(say: Say, schedule: str) -> None:
    row, zone = made(schedule), say().page.formats.zone
    for first in (dt.date(2026, 3, 4), dt.date(2026, 3, 27), dt.date(2026, 10, 24)):
        begin = max(dt.datetime.combine(first, dt.time(), zone) - dt.timedelta(seconds=1), NOW)
        every = [one.astimezone(zone) for one in plans.between(row, begin, begin + dt.timedelta(days=9))]
        for one in coming(row, first, NOW.astimezone(zone)):
            same = [time for time in every if time.date() == one.first.date()]
            assert one.times in (1, len(same))
            assert one.first in same
            assert one.last in same
        shown = sum(one.times for one in coming(row, first, NOW.astimezone(zone)))
        assert shown == sum(first <= time.date() < first + dt.timedelta(days=7) for time in every)
