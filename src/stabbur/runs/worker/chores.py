"""What a worker does beside its runs: the schedules in its own thread, what may be slow in one more."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, literal, select

from stabbur.runs.queue.finishing import Telling
from stabbur.runs.queue.values import Run
from stabbur.settings import Settings, private
from stabbur.state.engine import reading
from stabbur.state.tables import notice, pipeline, publication, trigger

TICK_SECONDS = 2.0
TICK = "stabbur.runs.schedule.ticking:tick"
TAKE_UP = "stabbur.runs.pipelines.declaring:take_up_all"
DELIVER = "stabbur.runs.notices.delivering:deliver"
FILES = "stabbur.runs.schedule.files:fire"
PUSHES = "stabbur.runs.pushing.results:look"
SWEEP = "stabbur.runs.keeping.sweeping:sweep"
OVERDUE = "stabbur.runs.notices.overdue:tell"
LATE = "stabbur.runs.freshness:tell"
log = logging.getLogger("stabbur")


@dataclass(frozen=True)
class Chore:
    """Something that is done again and again; its module is loaded when it is first due."""

    seconds: float
    what: Callable[[], object]
    first: float = 0.0
    last: bool = False
    """Done once more when nothing is left to run, so that nobody waits for the next worker to be told."""


class Chores:
    """The chores of a worker.

    Parameters
    ----------
    quick
        Done by the worker itself, between its runs.
    slow
        Done in a thread of their own, one after another: a server that hangs holds up no run.
    tell
        Called in the transaction in which a run ends.
    """

    def __init__(
        self, quick: Sequence[Chore] = (), slow: Sequence[Chore] = (), tell: Telling | None = None
    ) -> None:
        self.tell = tell
        self._quick, self._slow = list(quick), list(slow)
        self._due = {id(one): time.monotonic() + one.first for one in (*quick, *slow)}
        self._thread: threading.Thread | None = None

    @classmethod
    def usual(cls, engine: Engine, settings: Settings) -> "Chores":
        """Return those of an installation."""
        declared = (pipeline, pipeline.c.declared == 1)
        waiting = (notice, notice.c.state == "waiting")
        files = (trigger, trigger.c.kind == "bucket")
        scheduled = (pipeline, pipeline.c.schedule != "")
        packages = (publication, publication.c.kind == "package")
        slow = [
            Chore(300.0, lambda: _if(declared, TAKE_UP, engine)),
            Chore(5.0, lambda: _if(waiting, DELIVER, engine, settings), first=1.0, last=True),
            Chore(30.0, lambda: _if(files, FILES, engine, settings), first=2.0),
            Chore(30.0, lambda: _pushed() and _call(PUSHES, engine), first=5.0, last=True),
            Chore(3600.0, lambda: _call(SWEEP, engine, settings), first=60.0),
            # not at once: what was missed while nobody was here is made good first
            Chore(600.0, lambda: _if(scheduled, OVERDUE, engine), first=600.0),
            Chore(21_600.0, lambda: _if(packages, LATE, engine, settings), first=1800.0),
        ]
        return cls([Chore(TICK_SECONDS, lambda: _call(TICK, engine))], slow, _told)

    def beside(self, what: Callable[[], object]) -> None:
        """Do something small at each step, too."""
        one = Chore(0.0, what)
        self._quick.append(one)
        self._due[id(one)] = 0.0

    def do(self) -> None:
        """Do what is due; what is slow is begun."""
        self._do(self._quick)
        if self._is_due(self._slow) and (self._thread is None or not self._thread.is_alive()):
            self._thread = threading.Thread(
                target=self._do_slowly, args=(self._slow,), name="stabbur-chores", daemon=True
            )
            self._thread.start()

    def finish(self, seconds: float) -> None:
        """Wait for what is slow, for so long, and do what comes last."""
        if self._thread is not None:
            self._thread.join(seconds)
        last = threading.Thread(
            target=self._do_slowly, args=([one for one in self._slow if one.last],), daemon=True
        )
        self._due |= {id(one): 0.0 for one in self._slow if one.last}
        last.start()
        last.join(seconds)

    def _do(self, chores: Sequence[Chore]) -> None:
        for one in chores:
            if time.monotonic() >= self._due[id(one)]:
                self._due[id(one)] = time.monotonic() + one.seconds
                one.what()

    def _is_due(self, chores: Sequence[Chore]) -> bool:
        return any(time.monotonic() >= self._due[id(one)] for one in chores)

    def _do_slowly(self, chores: Sequence[Chore]) -> None:
        for one in chores:
            try:
                self._do([one])
            except Exception as error:  # noqa: BLE001 (one chore that fails must not hold up the others)
                log.warning("a chore failed", extra={"error": type(error).__name__})


def _if(rows: tuple[Table, ColumnElement[bool]], name: str, engine: Engine, *given: Any) -> None:
    """Do it if there are rows that ask for it; its module is not even loaded otherwise."""
    table, asked = rows
    with reading(engine) as connection:
        wanted = connection.execute(select(literal(1)).select_from(table).where(asked).limit(1)).first()
    if wanted is not None:
        _call(name, engine, *given)


def _pushed() -> bool:
    """Tell whether any repository is followed, whose pushes and results there is something to do about."""
    return any((private() / "pushed").glob("*/*/followed.json"))


def _call(name: str, *given: Any) -> object:
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)(*given)


def _told(connection: Connection, run: Run) -> None:
    _call("stabbur.runs.notices.telling:tell", connection, run)
