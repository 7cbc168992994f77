"""A worker in a thread of another program, such as the hub; what goes wrong in it ends nothing else."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from stabbur.errors import StabburError
from stabbur.runs.worker.warm import kept_up
from stabbur.runs.worker.working import Worker
from stabbur.settings import Settings
from stabbur.state.engine import engine

AGAIN_SECONDS = 60.0
LEAVE_SECONDS = 5.0  # what runs goes on anyway
log = logging.getLogger("stabbur")


@contextmanager
def carrying_out(settings: Settings, *, wanted: bool = True) -> Iterator[None]:
    """Carry runs out beside what is done here; nothing if it is not wanted or the settings say so."""
    if not (wanted and settings.runs.worker):
        yield
        return
    inside = _Inside(settings)
    inside.thread.start()
    try:
        yield
    finally:
        inside.stop()


class _Inside:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.thread = threading.Thread(target=self._work, name="stabbur-worker", daemon=True)
        self.stopped = threading.Event()
        self.worker: Worker | None = None

    def stop(self) -> None:
        self.stopped.set()
        if self.worker is not None:
            self.worker.stop()
        self.thread.join(LEAVE_SECONDS)

    def _work(self) -> None:
        while not self.stopped.is_set():
            try:
                self.worker = Worker(engine(self.settings), self.settings)
                if not self.stopped.is_set():
                    with kept_up(self.worker):
                        self.worker.work()
                return
            except Exception as error:  # noqa: BLE001 (whatever it was, the next worker goes on with the runs)
                code = error.code if isinstance(error, StabburError) else type(error).__name__
                log.warning("no worker works here: %s", code, extra={"code": code})
                self.stopped.wait(AGAIN_SECONDS)
