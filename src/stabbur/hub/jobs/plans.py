"""The plan of a pipeline as people read it: when, what else starts it, what happens when it fails, whom it tells."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from babel import dates

from stabbur.errors import StabburError
from stabbur.hub.jobs.facts import Fact, written
from stabbur.hub.jobs.words import Words
from stabbur.hub.serving.page import PageMaker
from stabbur.runs.pipelines.values import OF_TRIGGERS, Pipeline
from stabbur.runs.schedule import cron
from stabbur.runs.schedule.words import DAYS, said

COMING = 5  # times that are shown before anything is kept


def schedule(page: PageMaker, row: Pipeline) -> str:
    """Return when a pipeline runs, in words where there are some."""
    found = said(row.schedule)
    text, values = page.text, found.values
    time = values.get("time", "") if page.language == "en" else values.get("time", "").replace(":", ".")
    known = {
        "never": lambda: text("Never by itself"),
        "minutely": lambda: text("Every minute"),
        "minutes": lambda: text("Every %(count)s minutes", count=values["count"]),
        "hourly": lambda: text("Every hour, %(minute)s minutes past", minute=values["minute"]),
        "hour": lambda: text("Every hour"),
        "daily": lambda: text("Every day at %(time)s", time=time),
        "weekdays": lambda: text("Every weekday at %(time)s", time=time),
        "monthly": lambda: text("On day %(day)s of every month at %(time)s", day=values["day"], time=time),
        "month end": lambda: text("On the last day of every month at %(time)s", time=time),
    }
    if found.kind in DAYS:
        number = (DAYS.index(found.kind) - 1) % 7  # babel counts from Monday
        day = dates.get_day_names(locale=page.formats.locale)[number]
        return text("Every %(day)s at %(time)s", day=day, time=time)
    return known[found.kind]() if found.kind in known else text("By the schedule %(cron)s", cron=row.schedule)


def following(row: Pipeline, after: dt.datetime, count: int) -> list[dt.datetime]:
    """Return the next times of a schedule; none when it has none or one that is none any more."""
    if not row.schedule:
        return []
    try:
        return list(cron.following(row.schedule, row.timezone, after, count))
    except StabburError:
        return []


def coming(typed: Mapping[str, str], now: dt.datetime) -> list[dt.datetime]:
    """Return the next times of what stands in a form; none when it is no schedule."""
    try:
        kept = cron.parse(typed["schedule"], typed["timezone"])
        return cron.following(kept, typed["timezone"], now, COMING)
    except StabburError:
        return []


def between(row: Pipeline, after: dt.datetime, ends: dt.datetime, most: int = 20_000) -> list[dt.datetime]:
    """Return the first times of a schedule before an end: asked for in growing numbers, as most have few."""
    found: list[dt.datetime] = []
    count = 8
    while True:
        more = following(row, found[-1] if found else after, count)
        found += [one for one in more if one < ends]
        if len(more) < count or more[-1] >= ends or len(found) >= most:
            return found[:most]
        count *= 4


def plan(words: Words, row: Pipeline) -> list[Fact]:
    """Return the lines of a plan."""
    page, text = words.page, words.page.text
    facts = [Fact(text("When"), schedule(page, row))]
    if row.schedule:
        facts.append(Fact(text("Time zone"), zone(page, row.timezone)))
    facts.append(Fact(text("New attempts"), retries(words, row)))
    facts.append(Fact(text("If it still runs"), overlap(page, row.overlap)))
    if row.schedule:
        facts.append(Fact(text("If times were missed"), catch_up(page, row.catch_up)))
    facts.append(Fact(text("Stopped after"), limit(words, row.timeout_seconds)))
    facts.append(Fact(text("Resources"), resources(page, row)))
    if row.group:
        facts.append(Fact(text("Group"), row.group))
    facts.append(Fact(text("Tells"), told(page, row)))
    return facts


def zone(page: PageMaker, name: str) -> str:
    """Return a time zone as people call it here."""
    return page.text("Norwegian time") if name == "Europe/Oslo" else name.replace("_", " ")


def retries(words: Words, row: Pipeline) -> str:
    """Return how often and how soon a run that failed is tried again."""
    if not row.retries:
        return words.page.text("None")
    wait = words.duration(row.backoff_seconds)
    return words.page.text("%(count)s, the first after %(wait)s", count=row.retries, wait=wait)


def overlap(page: PageMaker, name: str) -> str:
    """Return what happens when it is due while it still runs."""
    known = {
        "skip": page.text("The new one is skipped"),
        "queue": page.text("The new one waits"),
        "replace": page.text("The old one is stopped"),
    }
    return known.get(name, name)


def catch_up(page: PageMaker, name: str) -> str:
    """Return which of the missed times are made good."""
    known = {
        "none": page.text("None is made good"),
        "last": page.text("The last is made good"),
        "all": page.text("All are made good"),
    }
    return known.get(name, name)


def limit(words: Words, seconds: float | None) -> str:
    """Return how long a run may take."""
    return words.duration(seconds if seconds is not None else words.page.settings.runs.timeout_seconds)


def resources(page: PageMaker, row: Pipeline) -> str:
    """Return what a run may use of the machine."""
    said = []
    if row.cpu:
        said.append(page.text("%(count)s processors", count=page.formats.number(row.cpu)))
    if row.memory_bytes:
        said.append(page.text("%(size)s memory", size=page.formats.size(row.memory_bytes)))
    if row.gpu:
        said.append(page.text("%(count)s graphics processors", count=row.gpu))
    return ", ".join(said) or page.text("No limit")


def told(page: PageMaker, row: Pipeline) -> str:
    """Return whom a pipeline tells; an address of a webhook may hold a secret, so its host alone is shown."""
    if not row.tell_of:
        return page.text("Nobody")
    said = [receiver(one) for one in row.tell or page.settings.notices.tell or ("log",)]
    return ", ".join(page.text("the log") if one == "log" else one for one in said)


def receiver(text: str) -> str:
    """Return who is told as a page may show it.

    Examples
    --------
    >>> receiver("mailto:team@example.no"), receiver("https://hooks.example.no/s3cret"), receiver("slack")
    ('team@example.no', 'hooks.example.no', 'slack')
    """
    if "://" in text:
        return urlsplit(text).hostname or "webhook"
    return text.removeprefix("mailto:")


def starters(words: Words, row: Pipeline) -> list[tuple[str, str, str]]:
    """Return what else starts a pipeline: words before, what it is, and its page when it has one."""
    text = words.page.text
    said = {
        "pipeline": (text("when this has succeeded:"), "/pipelines/"),
        "package": (text("on a new version of"), "/p/"),
        "bucket": (text("on new files in"), ""),
        "push": (text("on a push to its project"), ""),
        "save": (text("when its notebook is saved"), ""),
    }
    found = []
    for kind, subject in row.triggers:
        before, place = said.get(kind, (kind, ""))
        named = subject if kind in OF_TRIGGERS else ""  # a push and a save are of its own project
        found.append((before, named, place + named if place else ""))
    return found


def parameters(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the values of parameters as they are typed."""
    return [(name, written(value)) for name, value in values.items()]
