"""The queue with 10 000 pipelines and 100 000 old runs, on SQLite and PostgreSQL: an empty tick, claims, 1 000 due at once."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, func, insert, make_url, select, update

from stabbur.runs.queue import claiming, finishing
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.values import SUCCEEDED, NewRun, Outcome
from stabbur.runs.schedule.ticking import tick
from stabbur.state import clock
from stabbur.state.engine import new_engine, reading, writing
from stabbur.state.migrating import bring_up_to_date
from stabbur.state.tables import pipeline, run
from tests.servers.postgres import serve

PIPELINES, RUNS, DUE = 10_000, 100_000, 1_000
LIMITS = {"empty tick": 0.005, "claim and finish": 0.010, "1 000 due at once": 1.0}  # seconds of the wall
TIMES = 200


def main() -> None:
    """Print the median of each on both databases; a missed limit ends with an error."""
    missed = []
    for kind, opened in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        with opened() as engine:
            bring_up_to_date(engine)
            _fill(engine)
            found = {
                "empty tick": _median(lambda _: tick(engine)),
                "claim and finish": _claims(engine),
                "1 000 due at once": _due(engine),
            }
        for title, seconds in found.items():
            limit = LIMITS[title]
            print(f"{kind:11s} {title:18s} {seconds * 1000:9.2f} ms   limit {limit * 1000:g} ms")
            missed += [f"{kind} {title}"] if seconds > limit else []
    if missed:
        raise SystemExit(f"over the limit: {', '.join(missed)}")


@contextmanager
def _sqlite() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="stabbur-benchmark-") as name:
        engine = new_engine(make_url(f"sqlite:///{Path(name, 'state.sqlite')}"))
        yield engine
        engine.dispose()


@contextmanager
def _postgres() -> Iterator[Engine]:
    with serve() as server:
        engine = new_engine(make_url(server.address).set(drivername="postgresql+psycopg"))
        yield engine
        engine.dispose()


def _fill(engine: Engine) -> None:
    """Add pipelines that are due in a year, and runs that ended long ago."""
    at = clock.now()
    defaults = {
        "project": "/projects/one", "entry": "notebooks/one.ipynb", "parameters": "{}", "declared": 0, "paused": 0,
        "schedule": "0 6 * * *", "timezone": "Europe/Oslo", "next_at": at + timedelta(days=365), "overlap": "skip",
        "catch_up": "last", "retries": 0, "repeat_if_lost": 0, "backoff_seconds": 60.0, "gpu": 0, "launcher": "local",
        "tell": "{}", "created": at, "actor": "kari",
    }  # fmt: skip
    ran = {
        "attempt": 1, "purpose": "run", "state": SUCCEEDED, "cause": "schedule", "actor": "kari", "project":
        "/projects/one", "entry": "notebooks/one.ipynb", "parameters": "{}", "retries": 0, "repeat_if_lost": 0,
        "backoff_seconds": 60.0, "gpu": 0, "launcher": "local", "priority": 0, "token": 1, "launch": 1, "cancel": 0,
        "not_before": at, "created": at, "started": at, "ended": at,
    }  # fmt: skip
    with writing(engine) as connection:
        connection.execute(insert(pipeline), [defaults | {"id": f"kari/p{n}"} for n in range(PIPELINES)])
        for start in range(0, RUNS, 10_000):
            some = range(start, start + 10_000)
            rows = [ran | {"pipeline": f"kari/p{n % PIPELINES}", "occurrence": f"at:{n}"} for n in some]
            connection.execute(insert(run), rows)


def _claims(engine: Engine) -> float:
    """Claim and finish while a thousand wait."""
    with writing(engine) as connection:
        for _ in range(DUE):
            add(connection, NewRun("/projects/one", "one.py", "kari", "push"))

    def claimed(_: int) -> None:
        one = claiming.claim(engine, "here", "worker", lease_seconds=0)
        assert one is not None
        assert finishing.finish(engine, one, Outcome(SUCCEEDED, exit_code=0))

    return _median(claimed)


def _due(engine: Engine) -> float:
    """Let a thousand pipelines be due in the same second, and count until all have their rows."""
    names = [f"kari/p{n}" for n in range(DUE)]
    with writing(engine) as connection:
        connection.execute(update(pipeline).where(pipeline.c.id.in_(names)).values(next_at=clock.now()))
    with reading(engine) as connection:
        before = connection.execute(select(func.count()).select_from(run)).scalar_one()
    began = time.perf_counter()
    tick(engine)
    seconds = time.perf_counter() - began
    with reading(engine) as connection:
        made = connection.execute(select(func.count()).select_from(run)).scalar_one() - before
    if made != DUE:
        raise SystemExit(f"{made} runs instead of {DUE}")
    return seconds


def _median(work: Callable[[int], object]) -> float:
    took = []
    for number in range(TIMES):
        began = time.perf_counter()
        work(number)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


if __name__ == "__main__":
    main()
