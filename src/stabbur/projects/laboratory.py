"""`stabbur lab`: a project's notebook open in JupyterLab, whatever has to be built for it first."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from stabbur import settings
from stabbur.errors import BadInput, MissingExtra, NotFound
from stabbur.projects import building
from stabbur.projects import project as projects
from stabbur.projects.environment import syncing
from stabbur.projects.kernels import apart, serving, specs
from stabbur.projects.kernels.serving import Lab
from stabbur.projects.project import Project
from stabbur.projects.r import dependencies, kernel, making


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

    A project that is not built, or whose lock has changed since, is built first. A second clone of a
    project, whose kernel's name the first one has, gets a kernel that only this JupyterLab sees.

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
    other = specs.taken(project, project.name)
    whole = syncing.current(project) and making.current(project, kernels=other is None)
    if not (whole and (other or specs.current(project))):
        report(f"'{project.name}' is not built as its lock says: building it first")
        building.build(project.root, kernel=other is None, report=report)
    if not any(project.programs.glob("jupyter-lab*")):
        raise MissingExtra(
            f"the environment of '{project.name}' has no JupyterLab",
            hint='stabbur add --dev "stabbur[projects]"',
            name="jupyterlab",
        )
    if other:
        report(
            f"the kernel '{project.name}' belongs to '{other.project or other.folder}': one of its own is used"
        )
        apart.install(project)
        if dependencies.uses_r(project):
            kernel.install(project, apart.folder(project))
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
    places = [folder / notebook, project.root / notebook, project.root / "notebooks" / notebook]
    file = next((place.resolve() for place in places if place.is_file()), None)
    if file is None:
        names = sorted(str(one.relative_to(project.root)) for one in project.root.glob("notebooks/*.ipynb"))
        raise NotFound(
            f"there is no notebook '{notebook}': there are {', '.join(names) or 'none'}",
            hint="a path is seen from the folder that you stand in",
            code="notebook-missing",
            path=str(notebook),
        )
    if not file.is_relative_to(project.root):
        raise BadInput(
            f"'{file}' lies outside of the project '{project.root}'",
            hint="go into its own project, or copy it to notebooks/",
            code="notebook-outside",
            path=str(file),
        )
    return file.relative_to(project.root)


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Let the end of a terminal or of a session stop JupyterLab as Ctrl-C does."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is told of signals
        return
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # one that is ignored stays so: nohup means that the end of the terminal stops nothing
    before = {number: signal.getsignal(number) for number in numbers}
    taken = [number for number in numbers if before[number] not in (signal.SIG_IGN, None)]
    for number in taken:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])
