"""`stabbur lab`: a project's notebook open in JupyterLab, whatever has to be built for it first."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from stabbur import settings
from stabbur.errors import MissingExtra
from stabbur.projects import building
from stabbur.projects import project as projects
from stabbur.projects.environment import syncing
from stabbur.projects.kernels import serving, specs
from stabbur.projects.kernels.serving import Lab
from stabbur.projects.notebooks import naming
from stabbur.projects.project import Project
from stabbur.projects.r import making

ENDING = (signal.SIGTERM, signal.SIGHUP)


def run(
    notebook: Path | None = None,
    *,
    browser: bool = True,
    ready: Callable[[Lab], object],
    report: building.Report = building.silent,
) -> None:
    """Run JupyterLab for the project that you stand in until it ends, or until Ctrl-C; see `opened`.

    Parameters
    ----------
    notebook
        The one to open.
    browser
        Whether a browser is opened.
    ready
        What is told when it runs.
    report
        What each step before that is told to, a line each.

    Raises
    ------
    Unavailable
        JupyterLab broke on the way, or what `opened` raises.
    """
    with opened(notebook, browser=browser, report=report) as lab, suppress(KeyboardInterrupt):
        ready(lab)
        lab.wait()


@contextmanager
def opened(
    notebook: Path | None = None,
    *,
    folder: Path | None = None,
    browser: bool = True,
    report: building.Report = building.silent,
) -> Iterator[Lab]:
    """Run JupyterLab for the project that a folder lies in, and stop it with its kernels afterwards.

    A project that is not built, or whose lock has changed since, is built first. Its kernels are those of
    its own environment, also in a second clone, whose name the first one has for every other Jupyter.

    Raises
    ------
    NotFound
        The folder lies in no project, or there is no such notebook.
    MissingExtra
        The project's environment has no JupyterLab.
    Unavailable
        JupyterLab did not start.
    """
    project = projects.find(folder)
    first = chosen(project, notebook, folder or Path.cwd())
    if not (syncing.current(project) and making.current(project) and specs.current(project)):
        report(f"'{project.name}' is not built as its lock says: building it first")
        building.build(project.root, report=report)
    if not any(project.programs.glob("jupyter-lab*")):
        raise MissingExtra(
            f"the environment of '{project.name}' has no JupyterLab",
            hint='stabbur add --dev "stabbur[projects]"',
            name="jupyterlab",
        )
    place = settings.private() / "jupyter"
    place.mkdir(mode=0o700, exist_ok=True)
    with (
        _terminated_as_interrupted(),
        serving.running(project, first, place, serving.packages(report), browser=browser) as lab,
    ):
        yield lab


def chosen(project: Project, notebook: Path | None, folder: Path) -> Path | None:
    """Return the notebook to open, seen from the project; without a name, the only one that there is."""
    if notebook is None:
        there = sorted(project.root.glob("notebooks/*.ipynb"))
        return there[0].relative_to(project.root) if len(there) == 1 else None
    return naming.named(project, notebook, folder).relative_to(project.root)


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Let the end of a terminal or of a session stop JupyterLab as Ctrl-C does."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is told of signals
        return
    # one that is ignored stays so: nohup means that the end of the terminal stops nothing
    before = {number: signal.getsignal(number) for number in ENDING}
    taken = [number for number in ENDING if before[number] not in (signal.SIG_IGN, None)]
    for number in taken:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])
