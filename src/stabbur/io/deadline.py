"""The end of a whole exchange: a server that drips a byte now and then pleases every limit on a single read."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any


class Deadline:
    """A moment at which the lines that are watched are cut, whatever is being waited for on them."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.has_cut = False
        self._ends = time.monotonic() + seconds
        self._lines: list[socket.socket] = []
        self._lock = threading.Lock()

    @property
    def left(self) -> float:
        """Seconds until the end, at least none."""
        return max(0.0, self._ends - time.monotonic())

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Cut at the end what `trace` has seen connected; let go of it when all is done."""
        timer = threading.Timer(self.left, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                for line in self._lines:
                    line.close()
                self._lines.clear()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of a connection; httpcore calls this for each of its steps."""
        if event != "connection.connect_tcp.complete":
            return
        self.watch(info["return_value"].get_extra_info("socket"))

    def watch(self, line: socket.socket) -> None:
        """Take note of a connection that was made."""
        # a copy of its own: the original is handed over to TLS and gone from here
        copy = line.dup()
        with self._lock:
            self._lines.append(copy)
        if not self.left:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            self.has_cut = True
            for line in self._lines:
                with suppress(OSError):  # the other side was quicker
                    line.shutdown(socket.SHUT_RDWR)
