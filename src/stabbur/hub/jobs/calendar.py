"""What comes in a week: each pipeline's times, day by day; what comes often is one line a day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from stabbur.hub.jobs import plans
from stabbur.hub.jobs.words import Words
from stabbur.runs.pipelines.values import Pipeline

WEEK = dt.timedelta(days=7)
FARTHEST = dt.timedelta(days=366)
OFTEN = 4  # times on a day from which they are told of together


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


@dataclass(frozen=True)
class Week:
    """Seven days from today or a day after it, and where the days before and after them stand."""

    days: tuple[Day, ...]
    before: str
    after: str

    @property
    def count(self) -> int:
        """How often anything comes."""
        return sum(one.times for day in self.days for one in day.entries if not one.paused)


def week_of(words: Words, rows: Sequence[Pipeline], asked: str) -> Week:
    """Return the seven days from a date (`2026-11-23`), else from today; what is past already is left out."""
    zone = words.page.formats.zone
    today = words.now.astimezone(zone).date()
    try:
        chosen = dt.date.fromisoformat(asked) if asked else today
    except ValueError:
        chosen = today
    first = min(max(chosen, today), today + FARTHEST)
    ends = dt.datetime.combine(first + WEEK, dt.time(), zone)
    begin = max(dt.datetime.combine(first, dt.time(), zone) - dt.timedelta(seconds=1), words.now)
    found: dict[dt.date, list[tuple[dt.datetime, Entry]]] = {}
    for row in rows:
        times = [one.astimezone(zone) for one in plans.between(row, begin, ends)]
        for day, on_day in groupby(times, dt.datetime.date):
            found.setdefault(day, []).extend(_entries(words, row, list(on_day)))
    days = tuple(_day(words, first + dt.timedelta(days=number), today, found) for number in range(7))
    before = "" if first == today else str(max(today, first - WEEK))
    return Week(days, before, after=str(first + WEEK))


def _entries(words: Words, row: Pipeline, times: list[dt.datetime]) -> list[tuple[dt.datetime, Entry]]:
    if len(times) < OFTEN:
        return [(one, Entry(words.clock(one), row.id, 1, bool(row.paused))) for one in times]
    between = f"{words.clock(times[0])}–{words.clock(times[-1])}"
    return [(times[0], Entry(between, row.id, len(times), bool(row.paused)))]


def _day(
    words: Words, date: dt.date, today: dt.date, found: dict[dt.date, list[tuple[dt.datetime, Entry]]]
) -> Day:
    entries = sorted(found.get(date, ()), key=lambda one: (one[0], one[1].pipeline))
    return Day(date, words.day(date), date == today, tuple(entry for _, entry in entries))
