"""Kernels that wait for the next click: one for each project that somebody used a moment ago, and few in all."""

import logging
import threading
import time
from contextlib import suppress
from pathlib import Path

from stabbur.errors import StabburError
from stabbur.runs.launchers import spare as one
from stabbur.runs.launchers.spare import Spare
from stabbur.runs.queue.values import Run

PAUSE_SECONDS = 2.0  # after a click: what it started comes first
IDLE_SECONDS = 600.0
LOOK_SECONDS = 5.0
LEAVE_SECONDS = 1.0  # for what is just being made
LEAST_MEMORY = 1_000_000_000  # bytes that must be free beside all of this
MEMORY = Path("/proc/meminfo")

log = logging.getLogger("stabbur")


class Spares:
    """What waits, and for which projects.

    Parameters
    ----------
    most
        How many may wait at the same time.
    pause_seconds, idle_seconds
        How long after a click the next is made, and how long it then waits for one.
    """

    def __init__(
        self, most: int, *, pause_seconds: float = PAUSE_SECONDS, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self.most, self.pause_seconds, self.idle_seconds = most, pause_seconds, idle_seconds
        self.waiting: dict[str, Spare] = {}
        self._used: dict[str, float] = {}
        self._failed: dict[str, object] = {}
        self._alone = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._ended = False

    def take(self, run: Run) -> Spare | None:
        """Return what waits for a run like this one, which then is nobody else's; None when nothing does."""
        if not (self.most and fits(run)):
            return None
        with self._alone:
            if self._ended:
                return None
            found = self.waiting.get(run.project)
            if found is not None and found.is_up():
                del self.waiting[run.project]
            self._used[run.project] = time.monotonic()
            if self._thread is None:  # nothing waits where nobody clicks
                self._thread = threading.Thread(target=self._tend, name="stabbur-spares", daemon=True)
                self._thread.start()
        self._wake.set()
        if found is None or not found.up:
            return None
        if found.is_current():
            return found
        found.end()
        return None

    def close(self) -> None:
        """End all that wait, and make no more."""
        with self._alone:
            self._ended = True
            left, self.waiting = list(self.waiting.values()), {}
        self._wake.set()
        for spare in left:
            spare.end()
        if self._thread is not None:
            self._thread.join(LEAVE_SECONDS)

    def _tend(self) -> None:
        with suppress(OSError):
            one.clear_left()
        while self._goes_on():
            try:
                self._end_some()
                self._make_some()
            except Exception as error:  # noqa: BLE001 (whatever it was, each run starts a kernel of its own)
                log.warning("no kernel waits for a click", extra={"error": type(error).__name__})
                self._wake.wait(LOOK_SECONDS)

    def _goes_on(self) -> bool:
        """Wait for what there may be to do; False when there will be nothing more."""
        self._wake.wait(min(LOOK_SECONDS, self.pause_seconds) if self._used else None)
        self._wake.clear()
        return not self._ended

    def _end_some(self) -> None:
        now = time.monotonic()
        with self._alone:
            self._used = {project: at for project, at in self._used.items() if now - at < self.idle_seconds}
            recent = sorted(self._used, key=lambda project: -self._used[project])[: self.most]
            short = _is_short()
            over = []
            for project, spare in list(self.waiting.items()):
                if spare.is_gone() and not spare.up:
                    self._failed[project] = spare.made_of  # the same again would not come up either
                if short or project not in recent or spare.is_gone() or not spare.is_current():
                    over.append(self.waiting.pop(project))
        for spare in over:
            spare.end()

    def _make_some(self) -> None:
        now = time.monotonic()
        with self._alone:
            wanted = [
                project
                for project, at in sorted(self._used.items(), key=lambda pair: -pair[1])[: self.most]
                if project not in self.waiting and now - at >= self.pause_seconds
            ]
        for project in wanted:
            made_of = one.made_of(project)
            if made_of is None or made_of == self._failed.get(project) or _is_short():
                continue
            spare = one.make(project, made_of)
            with self._alone:
                if not self._ended:
                    self.waiting[project] = spare
            if self._ended:
                spare.end()


def fits(run: Run) -> bool:
    """Tell whether a run is one that a person waits for, and whose kernel can be up before it is known.

    Not a test run: that it is one must stand in the environment that its process was started with. Nor one with
    graphics processors: which it is shown must be known before anything is loaded.
    """
    return (
        run.cause == "person"
        and run.purpose == "run"
        and not (run.pipeline or run.commit or run.gpu)
        and run.entry.lower().endswith(".ipynb")
        and _is_python(run)
    )


def _is_python(run: Run) -> bool:
    from stabbur.runs.parameters.entry import notebook  # a worker that starts no notebook needs none of this

    try:
        return notebook(run.entry, Path(run.project, run.entry).read_bytes())[1] == "python"
    except (OSError, StabburError):
        return False


def _is_short() -> bool:
    with suppress(OSError, ValueError, IndexError):
        for line in MEMORY.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024 < LEAST_MEMORY
    return False
