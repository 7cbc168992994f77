"""What goes wrong with one run holds up no other: it is seen to again a little later, each time later still."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError

from stabbur.errors import StabburError
from stabbur.runs.queue.values import Run

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0
AWAY = "state-unavailable"
log = logging.getLogger("stabbur")


class Patience:
    """Which runs made trouble, and when they are seen to again."""

    def __init__(self) -> None:
        self._seconds: dict[int, float] = {}
        self._until: dict[int, float] = {}

    def waits(self, run: Run) -> bool:
        """Say whether it is too early to see to a run again."""
        return time.monotonic() < self._until.get(run.id, 0.0)

    def forget(self, run: Run) -> None:
        """Hold nothing against a run any more."""
        self._seconds.pop(run.id, None)
        self._until.pop(run.id, None)

    @contextmanager
    def of(self, run: Run) -> Iterator[None]:
        """Do something for a run; what goes wrong is written to the log, unless it is the state that is away."""
        try:
            yield
        except Exception as error:
            if _of_the_state(error):
                raise
            seconds = min(self._seconds.get(run.id, FIRST_SECONDS / 2) * 2, LONGEST_SECONDS)
            self._seconds[run.id], self._until[run.id] = seconds, time.monotonic() + seconds
            code = error.code if isinstance(error, StabburError) else type(error).__name__
            told = {"run": run.id, "code": code}
            log.warning("run %s makes trouble: it is seen to again in %.0f s", run.id, seconds, extra=told)


def _of_the_state(error: Exception) -> bool:
    if isinstance(error, StabburError):
        return error.code == AWAY
    return isinstance(error, OperationalError | InterfaceError)
