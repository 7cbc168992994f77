"""What the runs of a pipeline say together, over time: how long they take, what they need and move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import Engine, select

from stabbur.runs.queue.rows import run_of
from stabbur.runs.queue.values import BAD, OUTCOMES, SUCCEEDED, Run
from stabbur.state.engine import reading
from stabbur.state.tables import run

RUNS = 100


@dataclass(frozen=True)
class Point:
    """One run of the past, as a chart draws it; what nobody measured is None."""

    run: int
    at: datetime
    state: str
    seconds: float | None
    cpu_seconds: float | None
    memory_peak: int | None
    bytes_read: int | None
    bytes_written: int | None


@dataclass(frozen=True)
class Spread:
    """What is usual of a figure, of the runs that succeeded: its least, its middle and its most."""

    least: float
    middle: float
    most: float


@dataclass(frozen=True)
class Statistics:
    """The runs of a pipeline that have ended, the newest first, and what is usual of them."""

    points: tuple[Point, ...]
    succeeded: int
    failed: int
    seconds: Spread | None
    memory_peak: Spread | None
    bytes_read: Spread | None
    bytes_written: Spread | None


def statistics(engine: Engine, pipeline: str, *, limit: int = RUNS) -> Statistics:
    """Return what the last runs of a pipeline say; tests and what was skipped do not count."""
    return of(ended(engine, pipeline, limit))


def ended(engine: Engine, pipeline: str, limit: int = RUNS) -> list[Run]:
    """Return the runs of a pipeline that have ended, the newest first."""
    wanted = select(run).where(run.c.pipeline == pipeline, run.c.purpose == "run")
    wanted = wanted.where(run.c.state.in_(OUTCOMES))
    with reading(engine) as connection:
        return [run_of(row) for row in connection.execute(wanted.order_by(run.c.id.desc()).limit(limit))]


def of(runs: Sequence[Run]) -> Statistics:
    """Return what runs say together, in their order."""
    points = tuple(
        Point(
            run=one.id,
            at=one.started or one.created,
            state=one.state,
            seconds=one.seconds,
            cpu_seconds=one.cpu_seconds,
            memory_peak=one.memory_peak,
            bytes_read=one.bytes_read,
            bytes_written=one.bytes_written,
        )
        for one in runs
    )
    good = [one for one in points if one.state == SUCCEEDED]
    return Statistics(
        points,
        len(good),
        sum(one.state in BAD for one in points),
        spread([one.seconds for one in good]),
        spread([one.memory_peak for one in good]),
        spread([one.bytes_read for one in good]),
        spread([one.bytes_written for one in good]),
    )


def usual(runs: Sequence[Run]) -> float | None:
    """Return the seconds that a run that succeeded takes in the middle; None when none has."""
    seconds = spread([one.seconds for one in runs if one.state == SUCCEEDED])
    return seconds.middle if seconds else None


def spread(figures: Sequence[float | None]) -> Spread | None:
    """Return what is usual of figures, None where none is known.

    Examples
    --------
    >>> from stabbur.runs.keeping.statistics import spread
    >>> spread([3, None, 1, 2])
    Spread(least=1, middle=2, most=3)
    """
    known = [one for one in figures if one is not None]
    return Spread(min(known), median(known), max(known)) if known else None
