"""What comes in a week: each pipeline's times, day by day; what comes often is one line a day."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from stabbur.hub.jobs import plans
from stabbur.hub.jobs.words import Words
from stabbur.runs.pipelines.values import Pipeline
from stabbur.runs.schedule import cron

DAYS = 7
WEEK = dt.timedelta(days=DAYS)
FARTHEST = dt.timedelta(days=366)
SECOND = dt.timedelta(seconds=1)
OFTEN = 4  # times on a day from which they are told of together
MOST_LINES = 40  # of a day; how many more there are is told
MOST_TIMES = 200  # of a pipeline that is planned in another zone, whose days are not the reader's


@dataclass(frozen=True)
class Entry:
    """A pipeline on a day: when, and how often when that is often."""

    time: str
    pipeline: str
    times: int
    paused: bool


@dataclass(frozen=True)
class Day:
    """A day of the week and what comes on it."""

    date: dt.date
    title: str
    today: bool
    entries: tuple[Entry, ...]
    more: int
    """Lines that are left out."""
    count: int
    """How often anything comes, in lines that are left out too."""


@dataclass(frozen=True)
class Week:
    """Seven days from today or a day after it, and where the days before and after them stand."""

    days: tuple[Day, ...]
    before: str
    after: str

    @property
    def count(self) -> int:
        """How often anything comes."""
        return sum(day.count for day in self.days)


@dataclass(frozen=True)
class Coming:
    """A line of a day: a pipeline that comes so many times, from the first to the last."""

    first: dt.datetime
    last: dt.datetime
    times: int
    row: Pipeline


def week_of(words: Words, rows: Sequence[Pipeline], asked: str) -> Week:
    """Return the seven days from a date (`2026-11-23`), else from today; what is past already is left out."""
    zone = words.page.formats.zone
    today = words.now.astimezone(zone).date()
    try:
        chosen = dt.date.fromisoformat(asked) if asked else today
    except ValueError:
        chosen = today
    first = min(max(chosen, today), today + FARTHEST)
    found: dict[dt.date, list[Coming]] = {}
    for row in rows:
        for one in coming(row, first, words.now.astimezone(zone)):
            found.setdefault(one.first.date(), []).append(one)
    dates = [first + dt.timedelta(days=number) for number in range(DAYS)]
    days = tuple(_day(words, date, date == today, found.get(date, [])) for date in dates)
    before = "" if first == today else str(max(today, first - WEEK))
    return Week(days, before, after=str(first + WEEK))


def coming(row: Pipeline, first: dt.date, now: dt.datetime) -> Iterator[Coming]:
    """Yield what comes of a pipeline in the week from a day on, which is that of `now` or a later one."""
    zone = now.tzinfo
    every = cron.times_of_day(row.schedule) if plans.following(row, now, 1) else ()
    if len(every) < OFTEN or row.timezone != str(zone):
        begin, ends = (dt.datetime.combine(one, dt.time(), zone) for one in (first, first + WEEK))
        times = plans.between(row, max(begin - SECOND, now), ends, MOST_TIMES)
        for _, of_day in groupby((one.astimezone(zone) for one in times), dt.datetime.date):
            yield from _gathered(row, list(of_day))
        return
    for number in range(DAYS):
        yield from _often(row, every, first + dt.timedelta(days=number), now)


def _often(row: Pipeline, every: Sequence[dt.time], day: dt.date, now: dt.datetime) -> Iterator[Coming]:
    """Yield what comes on a day, counted and not asked for time by time: there may be a thousand such pipelines."""
    begin, ends = (
        dt.datetime.combine(one, dt.time(), now.tzinfo) for one in (day, day + dt.timedelta(days=1))
    )
    after = max(begin - SECOND, now)
    due = plans.following(row, after, 1) if after < ends else []
    if not due or due[0] >= ends:
        return
    if begin.utcoffset() != ends.utcoffset():  # the clock is changed: an hour is not there, or there twice
        yield from _gathered(
            row, [one.astimezone(now.tzinfo) for one in plans.between(row, after, ends, 2000)]
        )
        return
    left = every[bisect_left(every, due[0].astimezone(now.tzinfo).time()) :]
    if len(left) < OFTEN:
        yield from _gathered(row, [dt.datetime.combine(day, one, now.tzinfo) for one in left])
        return
    first, last = (dt.datetime.combine(day, one, now.tzinfo) for one in (left[0], left[-1]))
    yield Coming(first, last, len(left), row)


def _gathered(row: Pipeline, times: list[dt.datetime]) -> Iterator[Coming]:
    if len(times) >= OFTEN:
        yield Coming(times[0], times[-1], len(times), row)
        return
    yield from (Coming(one, one, 1, row) for one in times)


def _day(words: Words, date: dt.date, today: bool, found: list[Coming]) -> Day:
    shown = sorted(found, key=lambda one: (one.first, one.row.id))[:MOST_LINES]
    return Day(
        date,
        words.day(date),
        today,
        tuple(_entry(words, one) for one in shown),
        more=len(found) - len(shown),
        count=sum(one.times for one in found if not one.row.paused),
    )


def _entry(words: Words, one: Coming) -> Entry:
    when = words.clock(one.first) + (f"–{words.clock(one.last)}" if one.times > 1 else "")
    return Entry(when, one.row.id, one.times, bool(one.row.paused))
