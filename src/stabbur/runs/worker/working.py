"""Take runs from the queue, see them through, and write down how they ended; a kill at any line loses nothing."""

import logging
import time
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from stabbur import seams
from stabbur.errors import StabburError
from stabbur.runs.keeping.ending import whole
from stabbur.runs.launchers import folder as folders
from stabbur.runs.launchers.base import ENDED, NEVER, Launcher
from stabbur.runs.queue import claiming, finishing, reading
from stabbur.runs.queue.values import FAILED, LOST, RUNNING, Outcome, Run
from stabbur.runs.worker import adopting
from stabbur.runs.worker.chores import Chores
from stabbur.runs.worker.network import refuse_network_disk
from stabbur.runs.worker.pinning import pinned
from stabbur.runs.worker.presence import Presence, host_name
from stabbur.runs.worker.waiting import Waiting
from stabbur.settings import Settings

LEASE_SECONDS = 60.0  # on a state that several machines share
BEAT_SECONDS = 1.0
ADOPT_SECONDS = 3.0
WAIT_SECONDS = 2.0  # between two looks at what waits for its time; what is new wakes us
TROUBLE_SECONDS = 1.0
LAUNCHES = 5  # of one attempt that never began: more would go on for ever
LAST_SECONDS = 90.0  # for what is told at the end, before a worker that has nothing left to do goes

log = logging.getLogger("stabbur")


class Worker:
    """One process or thread that carries runs out.

    Parameters
    ----------
    engine, settings
        The state, and the settings of the installation.
    launchers
        By name; those that are installed when left out, each opened when a run first needs it.
    host
        What names this machine.
    lease_seconds
        How long another machine waits for us; 0 where there can be no other.
    chores
        What is done beside from time to time, such as the schedules.
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        *,
        launchers: Mapping[str, Launcher] | None = None,
        host: str = "",
        lease_seconds: float | None = None,
        chores: Chores | None = None,
    ) -> None:
        refuse_network_disk(engine)
        alone = engine.dialect.name == "sqlite"
        self.engine, self.settings = engine, settings
        self.launchers = dict(launchers or {})
        self.launcher_names = list(launchers or seams.names("launchers"))
        self.lease_seconds = (0.0 if alone else LEASE_SECONDS) if lease_seconds is None else lease_seconds
        self.host = host or host_name()
        self.presence = Presence(self.host)
        self.chores = chores if chores is not None else Chores.usual(engine, settings)
        self.mine: dict[int, Run] = {}
        self.lost: set[int] = set()  # taken from us while we were away
        self._waiting = Waiting(engine)
        self._stopped = False
        self._next_beat = self._next_adopt = 0.0
        self._unsure = False  # whether a claim may have come through whose answer did not

    @property
    def name(self) -> str:
        """What the state knows this worker by."""
        return self.presence.name

    def stop(self) -> None:
        """Let `work` return; what runs goes on, and the next worker takes it over."""
        self._stopped = True  # no lock is taken: a signal handler may call this at any line
        self._waiting.wake()

    def work(self, *, until_idle: bool = False) -> None:
        """Carry runs out until `stop`, or until nothing waits and nothing runs."""
        try:
            while not self._stopped:
                if self._stepped() and until_idle and self._idle():
                    self.chores.finish(LAST_SECONDS)
                    break
                if not self._stopped:
                    self._pause()
        finally:
            self.presence.leave()
            self._waiting.close()

    def step(self) -> None:
        """Do once what there is to do."""
        now = time.monotonic()
        if now >= self._next_adopt:
            self._adopt()
            self._next_adopt = now + ADOPT_SECONDS
        if (self.mine or self._unsure) and now >= self._next_beat:
            self._beat()
            self._unsure = False
            self._next_beat = now + min(BEAT_SECONDS, self.lease_seconds / 5 or BEAT_SECONDS)
        self.chores.do()
        for run in list(self.mine.values()):
            self._look(run)
        while len(self.mine) < self.settings.runs.slots and not self._stopped:
            taken = claiming.claim(
                self.engine,
                self.host,
                self.name,
                lease_seconds=self.lease_seconds,
                launchers=self.launcher_names,
            )
            if taken is None:
                break
            self._launch(taken)

    def _stepped(self) -> bool:
        """Do a step; a state that does not answer is asked again, and the runs go on meanwhile."""
        try:
            self.step()
        except (StabburError, SQLAlchemyError, OSError) as error:
            code = error.code if isinstance(error, StabburError) else "state-unavailable"
            log.warning("a worker goes on after a fault", extra={"code": code, "error": type(error).__name__})
            self._waiting.lose()
            self._unsure = True
            self._waiting.rest(TROUBLE_SECONDS)
            return False
        return True

    def _pause(self) -> None:
        """Wait for what may come; what cannot be waited for is looked at again soon."""
        shims = [folders.supervisor(folders.of(run)) for run in self.mine.values()]
        seconds = WAIT_SECONDS if all(shims) else 0.05
        try:
            self._waiting.until(seconds, [one for one in shims if one])
        except (SQLAlchemyError, OSError, self._waiting.trouble) as error:
            log.warning("a worker could not wait", extra={"error": type(error).__name__})
            self._waiting.lose()
            self._waiting.rest(TROUBLE_SECONDS)

    def _idle(self) -> bool:
        return not self.mine and not adopting.soon(self.engine)

    def _launcher(self, run: Run) -> Launcher:
        if run.launcher not in self.launchers:
            self.launchers[run.launcher] = seams.load("launchers", run.launcher).open(self.settings)
        return self.launchers[run.launcher]

    def _launch(self, claimed: Run) -> None:
        run = self.mine[claimed.id] = pinned(self.engine, claimed)
        if run.launch > LAUNCHES:
            self._end(run, Outcome(FAILED, reason=f"it did not begin in {LAUNCHES} launches"))
            return
        try:
            handle = self._launcher(run).start(run, lease_seconds=self.lease_seconds)
        except (StabburError, OSError) as error:
            hint = f"; {error.hint}" if isinstance(error, StabburError) and error.hint else ""
            self._end(run, Outcome(FAILED, reason=f"{error}{hint}"))
            return
        if handle != run.mark:  # what only the launcher gives is kept; what follows from the run is not
            claiming.keep(self.engine, run, handle=handle)
            self.mine[run.id] = replace(run, handle=handle)

    def _look(self, run: Run) -> None:
        seen = self._launcher(run).look(run)
        if seen.state == NEVER:
            finishing.requeue(self.engine, run, "its launch never began")
            self._drop(run)
        elif seen.state == ENDED and seen.outcome:
            self._end(run, seen.outcome)

    def _end(self, run: Run, outcome: Outcome) -> None:
        """Write down how a run ended, with what its folder tells; refused when it is another's by now."""
        finishing.finish(self.engine, run, whole(folders.of(run), outcome), self.chores.tell)
        self._launcher(run).forget(run)
        self._drop(run)

    def _drop(self, run: Run) -> None:
        self.mine.pop(run.id, None)
        self.lost.discard(run.id)

    def _beat(self) -> None:
        """Say that we are alive, and hear what is to be cancelled and what is not ours any more."""
        beats = {
            one.id: one
            for one in claiming.heartbeat(self.engine, self.name, lease_seconds=self.lease_seconds)
        }
        for run in list(self.mine.values()):
            beat = beats.pop(run.id, None)
            launcher = self._launcher(run)
            if beat is None or beat.token != run.token:
                if run.id not in self.lost:
                    self.lost.add(run.id)
                    launcher.cancel(run, "another machine took it over")
                continue
            if self.lease_seconds:
                launcher.look(run, renewed=True)
            if beat.cancel and not run.cancel:
                asked = reading.one(self.engine, run.id)
                self.mine[run.id] = replace(run, cancel=True)
                launcher.cancel(run, asked.reason or "cancelled")
        for number in beats:  # claimed by us, and the answer was lost with the connection
            self._decide(reading.one(self.engine, number))

    def _adopt(self) -> None:
        for orphan in adopting.orphans(self.engine, self.host, self.name):
            if orphan.launcher not in self.launcher_names:
                continue
            run = adopting.take(self.engine, orphan, self.host, self.name, self.lease_seconds)
            if run is None:
                continue
            if orphan.host != self.host and orphan.launcher == "local":
                self.mine[run.id] = run
                silent = f"its machine '{orphan.host}' was silent: how far it came nobody knows"
                finishing.finish(self.engine, run, Outcome(LOST, reason=silent), self.chores.tell)
                self._drop(run)
            else:
                self._decide(run)

    def _decide(self, run: Run) -> None:
        """See to a run that another worker, or this one before a fault, may have started or not."""
        if run.state != RUNNING or run.worker != self.name:
            return
        self.mine[run.id] = run
        if self._launcher(run).adopt(run).state == NEVER:
            finishing.requeue(self.engine, run, "its worker died before it began")
            self._drop(run)
        else:
            self._next_beat = 0.0
            if run.cancel:  # perhaps nobody told it yet
                self._launcher(run).cancel(run, run.reason or "cancelled")
