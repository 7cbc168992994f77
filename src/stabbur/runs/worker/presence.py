"""Who works on this machine: a locked file for each worker, free when it is dead, however it died."""

import fcntl
import hashlib
import os
import time
import weakref
from contextlib import suppress
from pathlib import Path

from sqlalchemy import ColumnElement, Engine, or_, true

from stabbur import settings
from stabbur.runs.launchers.folder import is_held
from stabbur.state.disk import failing
from stabbur.state.tables import run


def host_name() -> str:
    """Return what names this machine and this STABBUR_HOME: workers of one name see each other's files."""
    home = hashlib.sha256(os.fsencode(settings.home())).hexdigest()[:8]
    return f"{os.uname().nodename}:{home}"


def near(engine: Engine, host: str) -> ColumnElement[bool]:
    """Return the condition that the files of a run lie here, for whoever is on this host.

    A state in a file lies on this machine, whatever it was called when the run was taken: a laptop gets another
    name, and each start of a container gives one.
    """
    if engine.dialect.name != "sqlite":
        return run.c.host == host
    if Path(engine.url.database or "").resolve().is_relative_to(settings.private().resolve()):
        return true()
    return or_(run.c.host == host, run.c.host.endswith(f":{host.rpartition(':')[2]}", autoescape=True))


def folder() -> Path:
    """Return where the locks of the workers lie."""
    return settings.private() / "runs" / "workers"


class Presence:
    """A worker's lock, held as long as its process lives."""

    def __init__(self, host: str) -> None:
        self.name = f"{host}:{os.getpid()}:{time.time_ns()}"
        self.file = folder() / self.name
        with failing("write", self.file):
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self.file.with_name(f"{self.name}.new")
            lock = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)
            # once, however often it is asked for, and also when nobody has it any more
            self._close = weakref.finalize(self, os.close, lock)
            try:
                # locked before it has its name: nobody can take it for that of a dead one
                fcntl.flock(lock, fcntl.LOCK_EX)
                draft.replace(self.file)
            except OSError:  # such as on a disk without locks, where it is tried again and again
                self._close()
                draft.unlink(missing_ok=True)
                raise

    def leave(self) -> None:
        """Let go; what still runs is for the next worker."""
        self.file.unlink(missing_ok=True)
        self._close()


def lives(name: str) -> bool:
    """Say whether a worker of this machine is alive; the file that a dead one left is taken away."""
    file = folder() / name
    if is_held(file):
        return True
    with suppress(OSError):
        file.unlink()
    return False
