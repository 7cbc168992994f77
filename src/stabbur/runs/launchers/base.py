"""What is asked of a place where runs are carried out; one file a kind, found by its name in `stabbur.launchers`.

A launch is one start of one attempt, named by `Run.mark`. Whatever a launcher knows it keeps outside of
this process (files, a Job, a task), so that any worker can go on where another was killed.
"""

from dataclasses import dataclass
from typing import Protocol, Self

from stabbur.runs.queue.values import Outcome, Run
from stabbur.settings import Settings

STARTING = "starting"  # asked for, and not begun yet
RUNNING = "running"
ENDED = "ended"  # with an outcome, `lost` among them
NEVER = "never"  # it did not begin and never will: the run may be queued again


@dataclass(frozen=True)
class Seen:
    """What became of a launch, as far as can be seen now."""

    state: str
    outcome: Outcome | None = None


class Launcher(Protocol):
    """A place where runs are carried out."""

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Return the launcher of an installation."""
        ...

    def start(self, run: Run, *, lease_seconds: float) -> str:
        """Start a launch and return what it is known by; when it has been started already, that again.

        With a lease the work must end itself when `look` was not told for so long that it was renewed:
        then another host may take the run over. Raises a StabburError when it cannot be started.
        """
        ...

    def look(self, run: Run, *, renewed: bool = False) -> Seen:
        """Say what became of a launch; `renewed` tells the work that the state still says it is ours."""
        ...

    def adopt(self, run: Run) -> Seen:
        """Decide about a launch whose worker is dead; one that has not begun is forbidden to, for ever."""
        ...

    def cancel(self, run: Run, reason: str) -> None:
        """Ask the whole of it to end; `look` tells when it has."""
        ...

    def forget(self, run: Run) -> None:
        """Let go of what is held for a launch whose end is in the state; never called before."""
        ...
