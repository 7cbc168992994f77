"""Keep kernels up beside a worker, for those who start a notebook by hand and wait for its first line."""

from collections.abc import Iterator
from contextlib import contextmanager

from stabbur import seams
from stabbur.runs.launchers.local import LocalLauncher
from stabbur.runs.launchers.spares import Spares
from stabbur.runs.worker.working import Worker


@contextmanager
def kept_up(worker: Worker) -> Iterator[None]:
    """Let a worker take what waits while it works, as many as the settings say, and end all at its end."""
    spares = Spares(worker.settings.runs.warm)
    launcher = seams.load("launchers", "local").open(worker.settings)
    if isinstance(launcher, LocalLauncher):  # another one of that name keeps what it likes
        launcher.spares = spares
    worker.launchers["local"] = launcher
    try:
        yield
    finally:
        spares.close()
