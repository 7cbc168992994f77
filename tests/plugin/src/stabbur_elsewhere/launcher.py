"""A launcher that only says what it would do."""

from typing import Self

from stabbur.runs.launchers.base import ENDED, NEVER, Seen
from stabbur.runs.queue.values import CANCELLED, SUCCEEDED, Outcome, Run
from stabbur.settings import Settings


class Rehearsal:
    """A launcher that only says what it would do: each run has ended well as soon as it is started."""

    def __init__(self) -> None:
        self.ended: dict[str, Outcome] = {}

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Return it."""
        return cls()

    def start(self, run: Run, *, lease_seconds: float) -> str:
        """Say what would be run."""
        self.ended.setdefault(run.mark, Outcome(SUCCEEDED, exit_code=0, reason=f"would run {run.entry}"))
        return run.mark

    def look(self, run: Run, *, renewed: bool = False) -> Seen:
        """It has ended."""
        return Seen(ENDED, self.ended[run.mark])

    def adopt(self, run: Run) -> Seen:
        """Decide about a launch of another worker."""
        return self.look(run) if run.mark in self.ended else Seen(NEVER)

    def cancel(self, run: Run, reason: str) -> None:
        """Note who asked."""
        self.ended[run.mark] = Outcome(CANCELLED, reason=reason)

    def forget(self, run: Run) -> None:
        """Let go of it."""
        self.ended.pop(run.mark, None)
