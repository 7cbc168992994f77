"""A run that stopped what supervises it has no limit any more: whoever watches it ends it instead."""

import json
import signal
import time

from stabbur.runs.keeping import files
from stabbur.runs.launchers import folder as folders
from stabbur.runs.queue.values import Outcome, Run
from stabbur.runs.shim import tree
from stabbur.state.disk import failing

LATE_SECONDS = 10.0  # that a supervisor has beside the grace of its run, once it was told to go on


class Stopped:
    """Whose supervisor was found stopped, and until when it may still end its run by itself."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def see_to(self, run: Run, due: Outcome, grace_seconds: float) -> None:
        """Let a stopped supervisor go on, so that it ends its run, which is due; in the end do it in its place.

        One that was never seen stopped is let alone: it ends its run by itself, however busy the machine is.
        """
        folder = folders.of(run)
        found = tree.supervisors(str(folder))
        if run.mark not in self._until and not any(tree.is_stopped(one) for one in found):
            return
        until = self._until.setdefault(run.mark, time.monotonic() + grace_seconds + LATE_SECONDS)
        if time.monotonic() > until:  # the run stops it again and again
            with failing("write", folder):
                for one in found:
                    tree.kill_below(one, found)
                told = {"schema": 1, "state": due.state, "reason": due.reason, "ended": time.time()}
                files.put(str(folder / "result.json"), json.dumps(told))
            tree.send(found, signal.SIGKILL)
            folders.clear(folder)
            return
        tree.send(found, signal.SIGCONT)
        tree.send(found, signal.SIGUSR1)

    def forget(self, mark: str) -> None:
        """Hold nothing of a launch any more."""
        self._until.pop(mark, None)
