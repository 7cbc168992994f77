"""Who waits for the queue is woken at once, by other connections, threads and after the database was away."""

import threading
import time

from sqlalchemy import Engine, text

from stabbur.runs.queue.cancelling import cancel
from stabbur.runs.queue.waking import waiting
from tests.runs.queue.given import claimed, end, put

LONG = 30.0  # seconds; no test waits so long when it is right


def test_nothing_happens_and_the_wait_ends(engine: Engine) -> None:
    with waiting(engine) as waiter:
        start = time.monotonic()
        assert not waiter.wait(0.2)
        assert time.monotonic() - start >= 0.2


def test_each_change_wakes_once_also_what_came_between_two_waits(engine: Engine) -> None:
    with waiting(engine) as waiter:
        number = put(engine)
        assert waiter.wait(LONG)
        assert not waiter.wait(0)
        put(engine)
        cancel(engine, number, "ola")
        assert waiter.wait(LONG)
        run = claimed(engine)
        while waiter.wait(0):
            pass
        end(engine, run)
        assert waiter.wait(LONG)


def test_a_wait_ends_while_it_lasts(engine: Engine) -> None:
    with waiting(engine) as waiter:
        later = threading.Timer(0.3, put, [engine])
        later.start()
        start = time.monotonic()
        assert waiter.wait(LONG)
        assert time.monotonic() - start < LONG / 2
        later.join()


def test_another_thread_ends_the_wait(engine: Engine) -> None:
    with waiting(engine) as waiter:
        threading.Timer(0.2, waiter.wake).start()
        assert waiter.wait(LONG)
        assert not waiter.wait(0)


def test_a_database_that_was_away_is_listened_to_again(engine: Engine) -> None:
    with waiting(engine) as waiter:
        if engine.dialect.name == "postgresql":
            with engine.connect() as connection:
                cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
                connection.execute(text(cut))
        else:
            waiter.wake()
        assert waiter.wait(LONG)  # told that it was cut
        while waiter.wait(0):
            pass
        put(engine)
        assert waiter.wait(LONG)
