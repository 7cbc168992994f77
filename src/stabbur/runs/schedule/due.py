"""Which times of a schedule are due: those that run, and those that were missed while nobody looked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile

from stabbur.runs.schedule import cron

LATE = timedelta(seconds=30)  # what is later than that was missed
MOST = 1000  # times of one schedule that are made good, and that are counted


@dataclass(frozen=True)
class Due:
    """The times that run, oldest first; what was missed, in words, if anything; when it is due next."""

    times: tuple[datetime, ...]
    missed: str
    following: datetime | None


def due(text: str, zone: str, catch_up: str, first: datetime, now: datetime) -> Due:
    """Return what is due of a schedule that was to run at `first`, which is not after `now`."""
    coming = islice(cron.times(text, zone, first), MOST)
    times = [first, *takewhile(lambda one: one <= now, coming)]
    beyond = len(times) > MOST
    if beyond:
        times = cron.latest(text, zone, now, MOST)
    kept = _kept(times, catch_up, now)
    gone = times[: len(times) - len(kept)]
    missed = f"{len(gone)} missed: {said(gone[0])} to {said(gone[-1])}" if gone else ""
    if beyond:
        missed = f"more than {MOST} due since {said(first)}, of which {len(kept)} are made good"
    following = cron.following(text, zone, now)
    return Due(tuple(kept), missed, following[0] if following else None)


def said(moment: datetime) -> str:
    """Return a time as the key of an occurrence: in UTC, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _kept(times: list[datetime], catch_up: str, now: datetime) -> list[datetime]:
    if catch_up == "all":
        return times
    last = times[-1:]
    return last if catch_up == "last" or now - last[0] <= LATE else []
