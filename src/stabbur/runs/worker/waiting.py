"""Wait until there is something to do: a change in the queue, the end of a run, a signal; without being busy."""

import os
import select
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, PoolProxiedConnection

from stabbur.runs.queue.waking import CHANNEL

LOOK_SECONDS = 0.1  # between two looks at SQLite's count of changes, which costs some microseconds


class Waiting:
    """What a worker waits for."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading, self._writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._held: PoolProxiedConnection | None = None  # one of its own, closed when nobody holds it
        self._raw: Any = None  # what the driver gives, which differs by database
        self._count = -1
        self.trouble: type[Exception] = (
            engine.dialect.loaded_dbapi.Error
        )  # a connection of its own has errors too

    def wake(self) -> None:
        """End the wait of another thread, or of this one from a signal handler."""
        with suppress(BlockingIOError):
            os.write(self._writing, b"x")

    def close(self) -> None:
        """Let go of the connection; whoever still calls `wake` does no harm."""
        self.lose()

    def __del__(self) -> None:
        for descriptor in (self._reading, self._writing):
            os.close(descriptor)

    def lose(self) -> None:
        """Forget a connection that may be broken; the next wait makes a new one."""
        held, self._held, self._raw, self._count = self._held, None, None, -1
        if held is not None:
            with suppress(Exception):
                held.close()

    def until(self, seconds: float, processes: Iterable[int]) -> None:
        """Wait for a change, the end of one of some processes, or so many seconds."""
        poll = select.poll()
        poll.register(self._reading, select.POLLIN)
        ends = [descriptor for one in processes if (descriptor := _watched(one)) is not None]
        for descriptor in ends:
            poll.register(descriptor, select.POLLIN)
        try:
            self._wait(poll, time.monotonic() + seconds)
        finally:
            for descriptor in ends:
                os.close(descriptor)
        with suppress(BlockingIOError):
            os.read(self._reading, 4096)

    def rest(self, seconds: float) -> None:
        """Wait so long, whatever happens, until somebody wakes us."""
        poll = select.poll()
        poll.register(self._reading, select.POLLIN)
        poll.poll(max(seconds, 0) * 1000)

    def _wait(self, poll: select.poll, until: float) -> None:
        if self.engine.dialect.name == "postgresql":
            raw = self._listening()
            poll.register(raw.fileno(), select.POLLIN)
            poll.poll(max(until - time.monotonic(), 0) * 1000)
            for _ in raw.notifies(timeout=0):
                pass  # that there was one is all
            return
        while (left := until - time.monotonic()) > 0:
            if poll.poll(min(left, LOOK_SECONDS) * 1000) or self._changed():
                return

    def _listening(self) -> Any:
        if self._raw is None:
            self._raw = self._own()
            self._raw.autocommit = True
            self._raw.execute(f"LISTEN {CHANNEL}")
        return self._raw

    def _changed(self) -> bool:
        """Say whether anybody else wrote to the file since this was asked last."""
        if self._raw is None:
            self._raw = self._own()
        count = self._raw.execute("PRAGMA data_version").fetchone()[0]
        before, self._count = self._count, count
        return bool(before not in (-1, count))

    def _own(self) -> Any:
        """Return a connection that the pool lends to nobody else."""
        self._held = self.engine.raw_connection()
        raw = self._held.driver_connection
        self._held.detach()
        return raw


def _watched(process: int) -> int | None:
    """Return a descriptor that can be read when a process ends, also one that another started."""
    try:
        return os.pidfd_open(process)
    except OSError:
        return None
