"""Schedules: what is refused and with which words, and when they are due, also where clocks are changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput
from stabbur.runs.schedule import cron

OSLO = "Europe/Oslo"
GAP, FOLD = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["*/5 * * * *", "0 6 * * 1-5", "0 6 * * MON", "0 0 L * *", "0 0 LW * *", "0 0 * * MON#1", "0 0 29 2 *"],
)
def test_taken_as_it_is(text: str) -> None:
    assert cron.parse(text, OSLO) == text
    assert len(cron.following(text, OSLO, GAP, 5)) == 5


def test_kept_with_one_blank_between_and_names_in_one_case() -> None:
    assert cron.parse("  0   6 * jan mon-Fri ", OSLO) == "0 6 * JAN MON-FRI"
    assert cron.parse("@Daily", OSLO) == "@daily"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("*/61 * * * *", "steps over the whole minute, which goes up to 59"),
        ("0 0-23/24 * * *", "steps over the whole hour, which goes up to 23"),
        ("0 0 6 * * *", "it has 6 fields, and seconds or years are not taken"),
        ("* * * *", "it has 4 of 5 fields"),
        ("", "it has 0 of 5 fields"),
        ("60 * * * *", "its minute is out of range or misspelt"),
        ("0 0 32 * *", "its day of the month is out of range or misspelt"),
        ("0 0 1 13 *", "its month is out of range or misspelt"),
        ("0 0 * * MAN", "its day of the week is out of range or misspelt"),
        ("0 0 ١ * *", "its day of the month is out of range or misspelt"),
        ("0 " * 200, "it is longer than 200 characters"),
    ],
)
def test_refused_with_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        cron.parse(text, OSLO)
    assert said in str(refused.value)
    assert refused.value.code == "schedule-bad"
    assert "0 6 * * 1-5" in refused.value.hint


@pytest.mark.parametrize("text", ["0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *"])
def test_R18_a_day_that_never_comes_is_refused_with_the_word_that_never_is_what_one_has_without(
    text: str,
) -> None:
    with pytest.raises(BadInput, match="is never due") as refused:
        cron.parse(text, OSLO)
    assert refused.value.hint == "leave the schedule out: without one, a pipeline never runs by itself"


def test_an_alias_that_is_none() -> None:
    with pytest.raises(BadInput, match="'@dayly' is not known") as refused:
        cron.parse("@dayly", OSLO)
    assert refused.value.hint == "did you mean '@daily'?"


@pytest.mark.parametrize("zone", ["", "Oslo", "Europe/Osl", "../../etc/passwd", "Europe", "x\0"])
def test_a_zone_that_does_not_exist(zone: str) -> None:
    with pytest.raises(BadInput, match="no time zone") as refused:
        cron.parse("@daily", zone)
    assert refused.value.hint


@pytest.mark.parametrize(("day", "due"), [(GAP, "01:00"), (FOLD, "00:30")])
def test_R23_a_time_in_the_gap_or_the_fold_comes_once(day: datetime, due: str) -> None:
    found = cron.following("30 2 * * *", OSLO, day - timedelta(hours=6), 2)
    assert f"{found[0]:%Y-%m-%d %H:%M}" == f"{day:%Y-%m-%d} {due}"
    assert found[1].astimezone(ZoneInfo(OSLO)).day == day.day + 1


@pytest.mark.parametrize("day", [GAP, FOLD])
def test_R23_every_hour_comes_every_hour(day: datetime) -> None:
    found = cron.following("0 * * * *", OSLO, day - timedelta(hours=3), 24)
    assert found == [day + timedelta(hours=hour) for hour in range(-2, 22)]


def test_R23_nothing_comes_again_for_one_who_asks_within_the_fold() -> None:
    second_time = FOLD + timedelta(hours=1, minutes=10)  # 02:10 in winter time
    assert cron.following("30 2 * * *", OSLO, second_time)[0].day == FOLD.day + 1


@given(
    st.sampled_from(
        ["30 2 * * *", "*/20 * * * *", "0 * * * *", "15,45 1-3 * * *", "@daily", "0 6 * * MON-FRI"]
    ),
    st.sampled_from([OSLO, "UTC", "America/St_Johns", "Australia/Lord_Howe"]),
    st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30), timezones=st.just(UTC)),
)
def test_times_come_in_order_and_backwards_as_forwards(text: str, zone: str, after: datetime) -> None:
    found = cron.following(text, zone, after, 6)
    assert [after, *found] == sorted({after, *found})
    assert cron.latest(text, zone, found[-1], 6) == found
    assert cron.latest(text, zone, found[-1] - timedelta(seconds=1), 5) == found[:-1]
