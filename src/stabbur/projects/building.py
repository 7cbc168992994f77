"""Make a clone work: environment from the lock, kernel, hooks, checks; what is there already is left alone."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from stabbur import settings
from stabbur.errors import StabburError
from stabbur.projects import project as projects
from stabbur.projects.environment import syncing
from stabbur.projects.git import command, hooks
from stabbur.projects.health import git_settings
from stabbur.projects.kernels import specs
from stabbur.projects.kernels.specs import Kernel
from stabbur.projects.project import Project
from stabbur.projects.r import making
from stabbur.projects.templating import bases
from stabbur.state.locks import exclusive

Report = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """A project that works, and the steps that had something to do."""

    project: Project
    done: tuple[str, ...]


class Steps:
    """Tell each step with its seconds, and remember which had something to do."""

    def __init__(self, report: Report) -> None:
        self.report, self.done = report, list[str]()

    @contextmanager
    def step(self, name: str, what: str) -> Iterator[None]:
        """Time a step and tell what it did."""
        began = time.perf_counter()
        yield
        self.done.append(name)
        self.report(f"{name}: {what} ({time.perf_counter() - began:.1f} s)")


def silent(line: str) -> None:
    """Tell nobody."""


def build(
    folder: Path | None = None, *, kernel: bool = True, verify: bool = True, report: Report = silent
) -> Built:
    """Make the project that a folder lies in work, and return it with the steps that were needed.

    Parameters
    ----------
    folder
        A folder of the project; default: the one that you stand in.
    kernel
        Whether every Jupyter gets to see its kernel; the one of its own environment always does.
    verify
        Whether a new kernel is started once, and git's settings are looked at.
    report
        What each step is told to, a line each.

    Raises
    ------
    NotFound
        The folder lies in no project.
    Unavailable
        The package index does not answer, or the kernel does not start.
    """
    found = projects.find(folder)
    steps = Steps(report)
    _environment(found, steps)
    _kernel(found, steps, shared=kernel, verify=verify)
    steps.done += making.make(found, kernels=kernel, verify=verify, report=report)
    _hooks(found, steps)
    if verify and steps.done:
        _notes(found, steps)
    return Built(found, tuple(steps.done))


def every(repository: Path) -> list[Project]:
    """Return the projects of the repository that a folder lies in, or of the folder where there is none.

    Raises
    ------
    NotFound
        There is none.
    """
    found = projects.every(command.repository(repository) or repository)
    return found or [projects.find(repository)]


def _environment(project: Project, steps: Steps) -> None:
    if syncing.current(project):
        steps.report("environment: as the lock says, nothing to do")
        return
    with steps.step("environment", "installed as the lock says"):
        syncing.sync(project, report=lambda line: steps.report(f"environment: {line}"))


def _kernel(project: Project, steps: Steps, *, shared: bool, verify: bool) -> None:
    there = specs.current(project, shared=shared)
    if there and "environment" not in steps.done:
        steps.report(f"kernel: '{project.name}' is there, nothing to do")
    if not there:
        with steps.step("kernel", f"'{project.name}' made"):
            specs.install(project, shared=shared)
    if other := specs.taken(project, project.name):
        _tell(other, steps)
    if verify and shared and (not there or "environment" in steps.done):
        from stabbur.projects.kernels import trial  # loads Jupyter's client, for a new kernel only

        with steps.step("check", f"the kernel '{project.name}' was started once"):
            try:
                trial.starts(project)
            except StabburError:
                # so that the next build does not take it for one that works
                specs.forget(project, project.name)
                raise


def _tell(other: Kernel, steps: Steps) -> None:
    """Tell who has the kernel's name for every other Jupyter; nothing of theirs is touched."""
    steps.report(
        f"kernel: other Jupyters see the '{other.name}' of '{other.project or other.folder}'; here "
        "stabbur lab and .venv/bin/jupyter use this project's own"
    )
    place = str(other.folder.parent.parent)
    if place in os.environ.get("JUPYTER_PATH", "").split(os.pathsep):  # nothing comes before it in Jupyter
        steps.report(
            f"note: JUPYTER_PATH names '{place}', so .venv/bin/jupyter takes that one: unset JUPYTER_PATH"
        )


def _hooks(project: Project, steps: Steps) -> None:
    top = command.repository(project.root)
    if top is None:
        steps.report("hooks: left out, since this is no git repository")
    elif hooks.installed(project) and bases.followed(project.root):
        steps.report("hooks: installed, nothing to do")
    else:
        # git refuses to write its settings while another process does, such as the build of a second project
        mark = sha256(str(top).encode()).hexdigest()[:20]
        with exclusive(settings.home() / "locks" / f"hooks-{mark}"), steps.step("hooks", "installed"):
            by_hand = hooks.install(project)
            bases.refspecs(project.root)
        if by_hand:
            steps.report(f"hooks: {by_hand}")


def _notes(project: Project, steps: Steps) -> None:
    """Tell what of git's settings will be in somebody's way, with the command that mends it."""
    for check in (git_settings.person, git_settings.line_ends, git_settings.pulling, git_settings.helpers):
        for found in check(project):
            if found.status != "ok":
                steps.report(f"note: {found.found}: {found.cure}")
