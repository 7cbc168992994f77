"""Say at the prompt of a worker which runs it begins, and how each ends."""

from collections.abc import Callable

from sqlalchemy import Connection

from stabbur.runs.queue.values import Run
from stabbur.runs.worker.working import Worker
from stabbur.secrets import printable


class Saying:
    """Looks at what a worker has in hand, and tells what is new."""

    def __init__(self, worker: Worker, say: Callable[[str], object]) -> None:
        self._worker, self._say = worker, say
        self._begun: set[str] = set()
        self._ended: list[Run] = []
        self._tell = worker.chores.tell
        worker.chores.tell = self._note
        worker.chores.beside(self.look)

    def look(self) -> None:
        """Tell what has begun and what has ended since the last look."""
        for one in list(self._worker.mine.values()):
            if one.mark not in self._begun:
                self._begun.add(one.mark)
                of = f" of {one.pipeline}" if one.pipeline else ""
                self._say(f"run {one.id} started: {printable(one.entry)}{of}")
        while self._ended:
            self._say(ended(self._ended.pop(0)))

    def _note(self, connection: Connection, run: Run) -> None:
        # told at the next look: what is written down by then is true
        self._ended.append(run)
        self._begun.discard(run.mark)
        if self._tell is not None:
            self._tell(connection, run)


def ended(run: Run) -> str:
    """Return how a run ended, in a line: its state, how long it took, and why."""
    took = f" in {run.seconds:.1f} s" if run.seconds is not None else ""
    return f"run {run.id} {run.state}{took}" + (f": {printable(run.reason)}" if run.reason else "")
