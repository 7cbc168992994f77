"""A worker as a process of its own, to be killed: `python working.py ADDRESS OPTIONS`; a run's entry is a file for the shell."""

import json
import sys
from pathlib import Path

from sqlalchemy import Engine, make_url

from stabbur import settings
from stabbur.runs.launchers.local import LocalLauncher
from stabbur.runs.queue.values import Run
from stabbur.runs.schedule.ticking import tick
from stabbur.runs.worker import adopting
from stabbur.runs.worker import working as module
from stabbur.runs.worker.chores import Chore, Chores
from stabbur.runs.worker.working import Worker
from stabbur.state.engine import new_engine


def shell(run: Run, folder: Path) -> list[str]:
    """A run of these tests is a file for the shell: no project is needed."""
    return ["/bin/sh", run.entry]


def made(engine: Engine, *, ticking: float = 0.0, margin: float | None = None, **options: object) -> Worker:
    """Return a worker whose runs are files for the shell, with no chores but the schedules if asked for."""
    if margin is not None:
        adopting.MARGIN_SECONDS = margin
    module.ADOPT_SECONDS = module.WAIT_SECONDS = 0.3
    known = settings.load()
    quick = [Chore(ticking, lambda: tick(engine))] if ticking else []
    launchers = {"local": LocalLauncher(known, shell, grace_seconds=0.5)}
    return Worker(engine, known, launchers=launchers, chores=Chores(quick), **options)  # type: ignore[arg-type]


if __name__ == "__main__":
    made(new_engine(make_url(sys.argv[1])), **json.loads(sys.argv[2])).work()
