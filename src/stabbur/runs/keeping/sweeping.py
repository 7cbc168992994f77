"""Take away the files of runs that were kept long enough; the rows and their figures stay."""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select, update

from stabbur import settings
from stabbur.runs.execution import environments
from stabbur.runs.queue import moments
from stabbur.runs.queue.values import ACTIVE
from stabbur.runs.worker.presence import host_name, near
from stabbur.settings import Settings
from stabbur.state.engine import reading, writing
from stabbur.state.tables import run

AT_ONCE = 500
"""Runs that one sweep takes at most: it goes on with the others the next time."""
SCRAP = ".swept-"


def sweep(engine: Engine, known: Settings | None = None, *, most: int = AT_ONCE) -> int:
    """Remove the folders of runs whose time is over, `most` at once, and return how many runs that were.

    Only what lies on this machine is removed, and nothing of a run that has not ended. What can't be removed
    is tried again the next time. Environments of commits that no run has used for as long go, too.
    """
    known = known or settings.load()
    with reading(engine) as connection:
        now = moments.now(connection)
    place = settings.private() / "runs"
    removed = 0
    for purpose, days in (("test", known.runs.keep_test_days), ("", known.runs.keep_days)):
        due = _due(engine, purpose, now - timedelta(days=days), host_name(), most)
        gone = _remove(place, set(due)) if due else []
        _note(engine, gone, now)
        removed += len(gone)
    _clear(place)
    _environments(engine, now - timedelta(days=known.runs.keep_days))
    return removed


def _due(engine: Engine, purpose: str, before: datetime, host: str, most: int) -> list[int]:
    """Return the runs of a purpose that ended before a moment and whose files lie here."""
    wanted = (
        select(run.c.id)
        .where(
            run.c.ended < before,
            run.c.removed.is_(None),
            run.c.state.not_in(ACTIVE),
            run.c.host.is_(None) | near(engine, host),
            run.c.purpose == purpose if purpose else run.c.purpose != "test",
        )
        .order_by(run.c.ended)
        .limit(most)
    )
    with reading(engine) as connection:
        return list(connection.execute(wanted).scalars())


def _remove(place: Path, numbers: set[int]) -> list[int]:
    """Remove the folders of all launches of some runs, and return those of which nothing is left here."""
    stay = set()
    for folder in list(place.iterdir()) if place.is_dir() else []:
        number, _, launch = folder.name.partition(".")
        if number.isdigit() and launch.isdigit() and int(number) in numbers:
            scrap = place / f"{SCRAP}{folder.name}"
            try:
                folder.rename(scrap)  # at once: nobody sees half a run
            except OSError:
                stay.add(int(number))
                continue
            shutil.rmtree(scrap, ignore_errors=True)
    return sorted(numbers - stay)


def _note(engine: Engine, numbers: Sequence[int], now: datetime) -> None:
    if numbers:
        with writing(engine) as connection:
            connection.execute(update(run).where(run.c.id.in_(numbers)).values(removed=now))


def _clear(place: Path) -> None:
    """Take away what a sweep that was killed had begun with."""
    for scrap in place.glob(f"{SCRAP}*"):
        shutil.rmtree(scrap, ignore_errors=True)


def _environments(engine: Engine, before: datetime) -> None:
    """Take away the environments of commits that were last used before a moment, if no run is as old as that."""
    old = select(run.c.id).where(run.c.state.in_(ACTIVE), run.c.started < before).limit(1)
    with reading(engine) as connection:
        if connection.execute(old).first() is not None:  # it may have one of them
            return
    for place in environments.shared().glob("*"):
        if place.name.startswith(SCRAP):
            shutil.rmtree(place, ignore_errors=True)
        elif environments.last_used(place) < before.timestamp():
            with environments.alone(place), suppress(OSError):
                if environments.last_used(place) < before.timestamp():
                    scrap = place.with_name(f"{SCRAP}{place.name}")
                    place.rename(scrap)
                    shutil.rmtree(scrap, ignore_errors=True)
