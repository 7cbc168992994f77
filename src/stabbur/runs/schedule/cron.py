"""Schedules as cron writes them: refused when they cannot be right, and the times at which they are due."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from stabbur.errors import BadInput, meant

ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
SYMBOLS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
FIELDS = ("minute", "hour", "day of the month", "month", "day of the week")
LARGEST = (59, 23, 31, 12, 7)
LONGEST = 200  # characters, as the state keeps it
HINT = 'minute, hour, day of the month, month and day of the week, such as "0 6 * * 1-5" or @daily'


def parse(text: str, zone: str) -> str:
    """Return a schedule as it is kept, once it is sure that it will be due some day.

    Raises
    ------
    BadInput
        It has seconds, a value or step out of its range, is never due, or the zone does not exist.

    Examples
    --------
    >>> from stabbur.runs.schedule import cron
    >>> cron.parse("0  6 * * mon-fri", "Europe/Oslo")
    '0 6 * * MON-FRI'
    >>> cron.parse("@daily", "Europe/Oslo")
    '@daily'
    """
    place = zone_of(zone)
    kept = " ".join(text.split())
    kept = kept.lower() if kept.startswith("@") else kept.upper()
    _check(kept, text)
    try:
        due = next(CronSim(ALIASES.get(kept, kept), datetime(2000, 1, 1, tzinfo=place)), None)
    except CronSimError as error:
        if "day-of-month" in str(error) and _right_in_another_month(kept):
            raise _never(text) from error
        field = str(error).removeprefix("Bad ").replace("-of-", " of the ")
        raise _bad(text, f"its {field} is out of range or misspelt") from error
    if due is None:
        raise _never(text)
    return kept


def following(cron: str, zone: str, after: datetime, count: int = 1) -> list[datetime]:
    """Return the next times in UTC at which a schedule is due; one in the gap or the fold of a zone comes once.

    Raises
    ------
    BadInput
        The zone does not exist.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from stabbur.runs.schedule import cron
    >>> [str(due) for due in cron.following("30 2 * * *", "Europe/Oslo", datetime(2026, 3, 28, 12, tzinfo=UTC), 2)]
    ['2026-03-29 01:00:00+00:00', '2026-03-30 00:30:00+00:00']
    """
    return list(islice(times(cron, zone, after), count))


def times(cron: str, zone: str, after: datetime) -> Iterator[datetime]:
    """Yield the times in UTC at which a schedule is due after a moment."""
    for one in CronSim(ALIASES.get(cron, cron), after.astimezone(zone_of(zone))):
        due = one.astimezone(UTC)
        if due > after:  # inside the fold, what was due an hour ago would come again
            yield due


@lru_cache(maxsize=1000)
def times_of_day(cron: str) -> tuple[time, ...]:
    """Return the times of day at which a schedule is due, on those days that it is due on at all.

    Examples
    --------
    >>> from stabbur.runs.schedule import cron
    >>> [str(one) for one in cron.times_of_day("*/30 6 * * 1-5")]
    ['06:00:00', '06:30:00']
    """
    kept = CronSim(ALIASES.get(cron, cron), datetime(2000, 1, 1, tzinfo=UTC))
    return tuple(time(hour, minute) for hour in sorted(kept.hours) for minute in sorted(kept.minutes))


def latest(cron: str, zone: str, until: datetime, count: int = 1) -> list[datetime]:
    """Return the last times in UTC, oldest first, at which a schedule was due up to and with a moment."""
    start = (until + timedelta(microseconds=1)).astimezone(zone_of(zone))
    found = islice(CronSim(ALIASES.get(cron, cron), start, reverse=True), count)
    return [one.astimezone(UTC) for one in found][::-1]


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone.

    Raises
    ------
    BadInput
        There is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:  # what is not found is a KeyError, a folder an OSError
        near = meant(name, available_timezones())
        hint = near or "such as Europe/Oslo"
        raise BadInput(
            f"there is no time zone '{name}'", hint=hint, code="zone-unknown", zone=name
        ) from error


def _check(kept: str, text: str) -> None:
    """Refuse what cronsim takes but nobody means."""
    if len(text) > LONGEST:
        raise _bad(text, f"it is longer than {LONGEST} characters")
    if kept.startswith("@"):
        if kept not in ALIASES:
            near = meant(kept, ALIASES) or f"there are {', '.join(ALIASES)}"
            raise BadInput(
                f"the schedule '{text}' is not known", hint=near, code="schedule-bad", schedule=text
            )
        return
    fields = kept.split()
    if len(fields) > len(FIELDS):
        raise _bad(text, f"it has {len(fields)} fields, and seconds or years are not taken")
    if len(fields) < len(FIELDS):
        raise _bad(text, f"it has {len(fields)} of {len(FIELDS)} fields")
    for field, name, largest in zip(fields, FIELDS, LARGEST, strict=True):
        for step in re.findall(r"/(\d+)", field):
            if int(step) > largest:
                raise _bad(text, f"'{field}' steps over the whole {name}, which goes up to {largest}")


def _right_in_another_month(kept: str) -> bool:
    """Tell a day that exists, but in none of the months that are named, from one that no month has."""
    minute, hour, day, _, weekday = kept.split()
    try:
        CronSim(f"{minute} {hour} {day} * {weekday}", datetime(2000, 1, 1, tzinfo=UTC))
    except CronSimError:
        return False
    return True


def _never(text: str) -> BadInput:
    return BadInput(
        f"the schedule '{text}' is never due",
        hint="leave the schedule out: without one, a pipeline never runs by itself",
        code="schedule-never",
        schedule=text,
    )


def _bad(text: str, why: str) -> BadInput:
    return BadInput(
        f"the schedule '{text}' cannot be read: {why}", hint=HINT, code="schedule-bad", schedule=text
    )
