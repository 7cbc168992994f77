"""Each change that a worker waits for is told: as a notice of PostgreSQL, as a change of SQLite's file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from stabbur.runs.queue.cancelling import cancel
from stabbur.runs.queue.finishing import requeue
from stabbur.runs.queue.waking import CHANNEL
from tests.runs.queue.given import claimed, end, put


@contextmanager
def hearing(engine: Engine) -> Iterator[Callable[[], bool]]:
    """Give what tells whether anything was heard since it was asked last."""
    taken = engine.raw_connection()
    raw: Any = taken.driver_connection
    taken.detach()
    if engine.dialect.name == "postgresql":
        raw.autocommit = True
        raw.execute(f"LISTEN {CHANNEL}")
        yield lambda: bool(list(raw.notifies(timeout=0.1)))
    else:
        seen = [0, raw.execute("PRAGMA data_version").fetchone()[0]]

        def changed() -> bool:
            seen[:] = [seen[1], raw.execute("PRAGMA data_version").fetchone()[0]]
            return bool(seen[0] != seen[1])

        yield changed
    raw.close()


def test_what_is_new_free_again_or_to_be_ended_is_told(engine: Engine) -> None:
    with hearing(engine) as heard:
        assert not heard()
        number = put(engine)
        assert heard()
        assert not heard()
        assert requeue(engine, claimed(engine), "never started")
        assert heard()
        run = claimed(engine)
        cancel(engine, number, "ola")
        assert heard()
        end(engine, run, "cancelled")
        assert heard()
