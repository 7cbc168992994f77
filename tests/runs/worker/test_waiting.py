"""A worker that waits is woken by what it waits for."""

import os
import resource
import subprocess
import threading
import time
from collections.abc import Callable

from sqlalchemy import Engine

from stabbur.runs.queue.waking import ring
from stabbur.runs.worker.waiting import Waiting
from stabbur.state.engine import writing
from stabbur.state.tables import concurrency_group

LONG = 60.0


def woken(waiting: Waiting, act: Callable[[], object], process: int = 0) -> bool:
    """Say whether something ends a wait that would be long."""
    timer = threading.Timer(0.2, act)
    timer.start()
    began = time.monotonic()
    waiting.until(LONG, [process] if process else [])
    timer.join()
    return time.monotonic() - began < LONG / 2


def test_a_change_by_anybody_ends_the_wait(engine: Engine) -> None:
    waiting = Waiting(engine)
    waiting.until(0.2, [])  # from here on it listens

    def change() -> None:
        with writing(engine) as connection:
            connection.execute(concurrency_group.insert().values(name="g", cap=1))
            ring(connection)

    assert woken(waiting, change)
    waiting.close()


def test_the_end_of_a_process_ends_the_wait(engine: Engine) -> None:
    waiting = Waiting(engine)
    sleeper = subprocess.Popen(["sleep", "77"])
    assert woken(waiting, sleeper.kill, sleeper.pid)
    sleeper.wait()
    waiting.until(0.01, [sleeper.pid])  # one that is gone is no mistake
    waiting.close()


def test_another_thread_ends_the_wait_and_a_lost_connection_is_made_anew(engine: Engine) -> None:
    waiting = Waiting(engine)
    assert woken(waiting, waiting.wake)
    waiting.lose()
    waiting.lose()
    assert woken(waiting, waiting.wake)
    threading.Timer(0.1, waiting.wake).start()
    waiting.rest(LONG)
    waiting.close()
    waiting.wake()  # by a thread that does not know of its end


def test_a_process_with_very_many_open_files_rests_too(engine: Engine) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        waiting = Waiting(engine)
        threading.Timer(0.1, waiting.wake).start()
        began = time.monotonic()
        waiting.rest(LONG)
        assert time.monotonic() - began < LONG / 2
    finally:
        for one in held:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
