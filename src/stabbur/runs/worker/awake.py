"""Whether anybody takes runs from the queue, so that who asks for one is not left waiting for nobody."""

import os

from sqlalchemy import Engine, select

from stabbur.runs.launchers.folder import is_held
from stabbur.runs.queue.moments import now
from stabbur.runs.queue.values import RUNNING
from stabbur.runs.worker.presence import folder
from stabbur.state.engine import reading
from stabbur.state.tables import run

NOBODY = "no worker is awake, and nothing runs until one is: stabbur up, or: stabbur worker"
NOBODY_SEEN = (
    "no worker is awake on this machine, and none elsewhere has a run: if there is no other, stabbur worker"
)


def nobody(engine: Engine) -> str:
    """Return what to tell when no worker is awake; nothing when one is.

    A worker of this machine holds a file. On a state that machines share, one of another is known by the lease
    of what it runs: one that has nothing to do can't be seen.
    """
    if any(_is_worker(name) for name in _names()):
        return ""
    if engine.dialect.name == "sqlite":
        return NOBODY
    with reading(engine) as connection:
        leased = select(run.c.id).where(run.c.state == RUNNING, run.c.lease > now(connection)).limit(1)
        return "" if connection.execute(leased).first() else NOBODY_SEEN


def _names() -> list[str]:
    try:
        return os.listdir(folder())
    except OSError:  # no worker has been here
        return []


def _is_worker(name: str) -> bool:
    return not name.endswith(".new") and is_held(folder() / name)
