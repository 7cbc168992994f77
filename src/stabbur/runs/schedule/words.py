"""A schedule in words, for the forms that people use; pages translate the same texts."""

import re
from dataclasses import dataclass, field

from stabbur.runs.schedule.cron import ALIASES, SYMBOLS

DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MESSAGES = {
    "never": "Never by itself",
    "minutely": "Every minute",
    "minutes": "Every %(count)s minutes",
    "hourly": "Every hour, %(minute)s minutes past",
    "hour": "Every hour",
    "daily": "Every day at %(time)s",
    "weekdays": "Every weekday at %(time)s",
    **{day: f"Every {day} at %(time)s" for day in DAYS},
    "monthly": "On day %(day)s of every month at %(time)s",
    "month end": "On the last day of every month at %(time)s",
    "cron": "By the schedule %(cron)s",
}


@dataclass(frozen=True)
class Said:
    """Which of the messages says it, and the values in it."""

    kind: str
    values: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return MESSAGES[self.kind] % self.values


def said(cron: str) -> Said:
    """Return a schedule in words; one that has no simple words as it is written.

    Examples
    --------
    >>> from stabbur.runs.schedule.words import said
    >>> str(said("0 6 * * MON-FRI")), str(said("*/5 * * * *")), str(said("0 0 * 1 MON#2"))
    ('Every weekday at 06:00', 'Every 5 minutes', 'By the schedule 0 0 * 1 MON#2')
    """
    if not cron:
        return Said("never")
    minute, hour, day, month, weekday = ALIASES.get(cron, cron).split()
    if month == "*" and day == "*" and weekday == "*" and hour == "*":
        return _within_the_hour(minute) or Said("cron", {"cron": cron})
    time = _time(minute, hour)
    if time is None or month != "*":
        return Said("cron", {"cron": cron})
    return _on_days(day, weekday, time) or Said("cron", {"cron": cron})


def _within_the_hour(minute: str) -> Said | None:
    if minute == "*":
        return Said("minutely")
    step = re.fullmatch(r"(?:\*|0|0-59)/(\d+)", minute)
    if step and 60 % int(step[1]) == 0:
        return Said("minutes", {"count": step[1]}) if step[1] != "1" else Said("minutely")
    if minute.isdigit():
        return Said("hourly", {"minute": minute}) if int(minute) else Said("hour")
    return None


def _on_days(day: str, weekday: str, time: str) -> Said | None:
    values = {"time": time}
    if weekday == "*":
        if day == "*":
            return Said("daily", values)
        if day == "L":
            return Said("month end", values)
        in_all = day.isdigit() and int(day) <= 28  # no month is without it
        return Said("monthly", values | {"day": day}) if in_all else None
    if day != "*":
        return None
    if weekday in ("1-5", "MON-FRI"):
        return Said("weekdays", values)
    number = str(SYMBOLS.index(weekday)) if weekday in SYMBOLS else weekday
    return Said(DAYS[int(number) % 7], values) if number.isdigit() else None


def _time(minute: str, hour: str) -> str | None:
    """Return the times of a day when they can be listed in a few words."""
    hours = hour.split(",")
    if not minute.isdigit() or len(hours) > 4 or not all(one.isdigit() for one in hours):
        return None
    return ", ".join(f"{int(one):02}:{int(minute):02}" for one in hours)
