"""Take runs from the queue, see them through, and write down how they ended; a kill at any line loses nothing."""

import logging
import time
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from stabbur import seams
from stabbur.errors import StabburError, Unavailable
from stabbur.runs.keeping.ending import whole
from stabbur.runs.launchers import folder as folders
from stabbur.runs.launchers.base import ENDED, NEVER, Launcher
from stabbur.runs.queue import claiming, finishing, reading
from stabbur.runs.queue.values import FAILED, LOST, RUNNING, Outcome, Run
from stabbur.runs.worker import adopting
from stabbur.runs.worker.chores import Chores
from stabbur.runs.worker.network import refuse_network_disk
from stabbur.runs.worker.patience import Patience
from stabbur.runs.worker.pinning import pinned
from stabbur.runs.worker.presence import Presence, host_name
from stabbur.runs.worker.waiting import Waiting
from stabbur.settings import Settings

ADOPT_SECONDS = 3.0
WAIT_SECONDS = 2.0  # between two looks at what waits for its time; what is new wakes us
TROUBLE_SECONDS = 1.0
LAUNCHES = 5  # of one attempt that never began: more would go on for ever
AGAIN_SECONDS = 5.0  # after a launch that could not be now, twice as long after each further
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
        self.engine, self.settings = engine, settings
        self.launchers = dict(launchers or {})
        self.launcher_names = list(launchers or seams.names("launchers"))
        self.lease_seconds = claiming.lease_of(engine) if lease_seconds is None else lease_seconds
        self.host = host or host_name()
        self.presence = Presence(self.host)
        self.chores = chores if chores is not None else Chores.usual(engine, settings)
        self.mine: dict[int, Run] = {}
        self.lost: set[int] = set()  # taken from us while we were away
        self._undecided: set[int] = set()  # whether they have begun only their launcher knows
        self._patience = Patience()
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
            self._next_beat = now + min(
                claiming.BEAT_SECONDS, self.lease_seconds / 5 or claiming.BEAT_SECONDS
            )
        self.chores.do()
        for run in list(self.mine.values()):
            self._see_to(run)
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
            self.mine[taken.id] = taken
            self._undecided.add(taken.id)
            with self._patience.of(taken):
                self._launch(taken)

    def _stepped(self) -> bool:
        """Do a step; after a fault, such as a state that does not answer, the next one goes on from there."""
        try:
            self.step()
        except Exception as error:  # noqa: BLE001 (whatever it was, the runs go on and are seen to again)
            code = error.code if isinstance(error, StabburError) else "worker-fault"
            log.warning("a worker goes on after a fault", extra={"code": code, "error": type(error).__name__})
            self._waiting.lose()
            self._unsure = True
            self._waiting.rest(TROUBLE_SECONDS)
            return False
        return True

    def _pause(self) -> None:
        """Wait for what may come; what cannot be waited for is looked at again soon."""
        seen_to = [run for run in self.mine.values() if not self._patience.waits(run)]
        shims = [folders.supervisor(folders.of(run)) for run in seen_to]
        seconds = WAIT_SECONDS if all(shims) else 0.05
        try:
            self._waiting.until(seconds, [one for one in shims if one])
        except (SQLAlchemyError, OSError, OverflowError, self._waiting.trouble) as error:
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
        if claimed.launch > LAUNCHES:
            self._end(claimed, Outcome(FAILED, reason=f"it did not begin in {LAUNCHES} launches"))
            return
        run = self.mine[claimed.id] = pinned(self.engine, claimed)
        try:
            handle = self._launcher(run).start(run, lease_seconds=self.lease_seconds)
        except (StabburError, OSError) as error:
            if isinstance(error, Unavailable) and run.launch < LAUNCHES:  # it may be there again soon
                self._give_back(run, str(error), AGAIN_SECONDS * 2 ** (run.launch - 1))
                return
            hint = f"; {error.hint}" if isinstance(error, StabburError) and error.hint else ""
            self._end(run, Outcome(FAILED, reason=f"{error}{hint}"))
            return
        self._undecided.discard(run.id)
        if handle != run.mark:  # what only the launcher gives is kept; what follows from the run is not
            claiming.keep(self.engine, run, handle=handle)
            self.mine[run.id] = replace(run, handle=handle)

    def _see_to(self, run: Run) -> None:
        """Look what became of a run; one that made trouble is let alone for a while."""
        if self._patience.waits(run):
            return
        with self._patience.of(run):
            if run.id in self._undecided:
                self._decide(run)
            else:
                self._look(run)
            self._patience.forget(run)

    def _look(self, run: Run) -> None:
        seen = self._launcher(run).look(run)
        if seen.state == NEVER:
            self._give_back(run, "its launch never began")
        elif seen.state == ENDED and seen.outcome:
            self._end(run, seen.outcome)

    def _end(self, run: Run, outcome: Outcome) -> None:
        """Write down how a run ended, with what its folder tells; refused when it is another's by now."""
        told, ended = outcome, False
        with self._patience.of(run):  # its folder may hold anything
            told = whole(folders.of(run), outcome)
        with self._patience.of(run):
            finishing.finish(self.engine, run, told, self.chores.tell)
            ended = True
        if not ended:  # better that nobody is told of its end than that it never ends
            finishing.finish(self.engine, run, outcome)
        with self._patience.of(run):
            self._launcher(run).forget(run)
        self._drop(run)

    def _give_back(self, run: Run, why: str, delay_seconds: float = 0.0) -> None:
        finishing.requeue(self.engine, run, why, delay_seconds=delay_seconds)
        self._drop(run)

    def _drop(self, run: Run) -> None:
        self.mine.pop(run.id, None)
        self.lost.discard(run.id)
        self._undecided.discard(run.id)
        self._patience.forget(run)

    def _beat(self) -> None:
        """Say that we are alive, and hear what is to be cancelled and what is not ours any more."""
        beats = {
            one.id: one
            for one in claiming.heartbeat(self.engine, self.name, lease_seconds=self.lease_seconds)
        }
        for run in list(self.mine.values()):
            beat = beats.pop(run.id, None)
            with self._patience.of(run):
                self._hear(run, beat)
        for number in beats:  # claimed by us, and the answer was lost with the connection
            run = reading.one(self.engine, number)
            with self._patience.of(run):
                self._decide(run)

    def _hear(self, run: Run, beat: claiming.Beat | None) -> None:
        """Do for a run what the state says of it."""
        launcher = self._launcher(run)
        if beat is None or beat.token != run.token:
            if run.id not in self.lost:
                launcher.cancel(run, "another machine took it over")
                self.lost.add(run.id)
            return
        if self.lease_seconds and run.id not in self._undecided:  # a look is no decision
            launcher.look(run, renewed=True)
        if beat.cancel and not run.cancel:
            launcher.cancel(run, reading.one(self.engine, run.id).reason or "cancelled")
            self.mine[run.id] = replace(run, cancel=True)

    def _adopt(self) -> None:
        for orphan in adopting.orphans(self.engine, self.host, self.name):
            if orphan.run.launcher in self.launcher_names:
                with self._patience.of(orphan.run):
                    self._take_over(orphan)

    def _take_over(self, orphan: adopting.Orphan) -> None:
        left, lease = orphan.run, self.lease_seconds
        run = claiming.take_over(self.engine, left, self.host, self.name, lease_seconds=lease)
        if run is None:  # somebody else was faster
            return
        if orphan.near or left.launcher != "local":
            self._decide(run)
            return
        silent = f"its machine '{left.host}' was silent: how far it came nobody knows"
        finishing.finish(self.engine, run, Outcome(LOST, reason=silent), self.chores.tell)

    def _decide(self, run: Run) -> None:
        """See to a run that another worker, or this one before a fault, may have started or not."""
        if run.state != RUNNING or run.worker != self.name:
            return
        self.mine[run.id] = run
        self._undecided.add(run.id)
        if self._launcher(run).adopt(run).state == NEVER:
            self._give_back(run, "it had not begun when its worker died or could not go on")
            return
        if run.cancel:  # perhaps nobody told it yet
            self._launcher(run).cancel(run, run.reason or "cancelled")
        self._undecided.discard(run.id)
        self._next_beat = 0.0
