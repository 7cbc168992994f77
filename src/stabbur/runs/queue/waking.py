"""Wake workers that wait for the queue: PostgreSQL tells them, on SQLite they look at its count of changes."""

import selectors
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from stabbur.state.sqlite import open_sqlite

CHANNEL = "stabbur_runs"
RING = text("SELECT pg_notify(:channel, '')")
LOOK_SECONDS = 0.1  # how often the count of changes is looked at, which costs some microseconds


class Waiting(Protocol):
    """Somebody who waits for the queue."""

    def wait(self, seconds: float) -> bool:
        """Return True as soon as something may have changed, False when nothing did for so long."""

    def wake(self) -> None:
        """End the wait of another thread of this process."""


def ring(connection: Connection) -> None:
    """Wake who waits, when the transaction is done; SQLite's waiters see the change by themselves."""
    if connection.dialect.name == "postgresql":
        connection.execute(RING, {"channel": CHANNEL})


@contextmanager
def waiting(engine: Engine) -> Iterator[Waiting]:
    """Give somebody who waits; what changes from now on is noticed, also between two waits."""
    made: Listener | Watcher = Listener(engine) if engine.dialect.name == "postgresql" else Watcher(engine)
    try:
        yield made
    finally:
        made.close()


class Watcher:
    """Sees on SQLite that any other connection has written, of whichever process."""

    def __init__(self, engine: Engine) -> None:
        self.connection = open_sqlite(Path(engine.url.database or ""))
        self.seen = self._changes()
        self.woken = threading.Event()

    def wait(self, seconds: float) -> bool:
        """Return True as soon as something may have changed, False when nothing did for so long."""
        until = time.monotonic() + seconds
        while True:
            changes = self._changes()
            if changes != self.seen or self.woken.is_set():
                self.seen = changes
                self.woken.clear()
                return True
            left = until - time.monotonic()
            if left <= 0:
                return False
            self.woken.wait(min(left, LOOK_SECONDS))

    def wake(self) -> None:
        """End the wait of another thread of this process."""
        self.woken.set()

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()

    def _changes(self) -> int:
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])


class Listener:
    """Hears what PostgreSQL tells; when it is away, it is listened to again at the next wait."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.failures = (engine.dialect.loaded_dbapi.Error, SQLAlchemyError)
        self.mine, self.others = socket.socketpair()
        self.connection: Any = None
        self._listen()

    def wait(self, seconds: float) -> bool:
        """Return True as soon as something may have changed, False when nothing did for so long."""
        if self.connection is None and self._listen():
            return True  # who knows what was told while nobody listened
        with selectors.DefaultSelector() as selector:
            for one in (self.mine, self.connection):
                if one is not None:
                    selector.register(one, selectors.EVENT_READ)
            ready = [key.fileobj for key, _ in selector.select(seconds)]
        if self.mine in ready:
            self.mine.recv(4096)
        if self.connection in ready:
            self._hear()
        return bool(ready)

    def wake(self) -> None:
        """End the wait of another thread of this process."""
        self.others.send(b"1")

    def close(self) -> None:
        """Let go of the connection."""
        if self.connection is not None:
            self.connection.close()
        self.mine.close()
        self.others.close()

    def _listen(self) -> bool:
        """Take a connection out of the pool for good; False while there is none to be had."""
        try:
            taken = self.engine.raw_connection()
            plain: Any = taken.driver_connection
            taken.detach()
            plain.autocommit = True
            plain.execute(f"LISTEN {CHANNEL}")
        except self.failures:
            return False
        self.connection = plain
        return True

    def _hear(self) -> None:
        try:
            list(self.connection.notifies(timeout=0))
        except self.failures:
            self.connection.close()
            self.connection = None
