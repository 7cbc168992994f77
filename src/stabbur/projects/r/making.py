"""What a project with R code needs beside its environment: library, kernel and lock."""

from collections.abc import Callable

from stabbur.errors import StabburError, Unavailable
from stabbur.projects.kernels import specs, trial
from stabbur.projects.project import Project
from stabbur.projects.r import dependencies, installed, kernel, library, renv
from stabbur.projects.r.installed import Installed

Report = Callable[[str], None]


def make(project: Project, *, kernels: bool = True, verify: bool = True, report: Report) -> tuple[str, ...]:
    """Make what a project's R code needs and return what there was to do; nothing where there is no R code.

    Parameters
    ----------
    kernels
        Whether every Jupyter gets to see its kernel; the one of its own environment always does.
    verify
        Whether a new kernel is started once.
    report
        What each step is told to, a line each.

    Raises
    ------
    Unavailable
        The project has notebooks or a lock of R, and R or a package that each R project needs is missing.
    """
    if not dependencies.uses_r(project):
        return ()
    if current(project, kernels=kernels):
        report("R: library, kernel and renv.lock are as the code says, nothing to do")
        return ()
    try:
        return tuple(_made(project, kernels, verify, report))
    except Unavailable as error:
        if dependencies.needs_r(project):
            raise
        # a script or two in R do not make the rest of the project useless where R is missing
        report(f"R: left out, since {error}; {error.hint}")
        return ()


def current(project: Project, *, kernels: bool = True) -> bool:
    """Tell whether what a project's R code needs is made; so it is where there is no R code."""
    if not dependencies.uses_r(project):
        return True
    return library.current(project) and specs.current(project, kernel.name(project), shared=kernels)


def lock(project: Project, *, report: Report) -> None:
    """Write renv.lock of a project that has R code, and say what it lacks.

    Raises
    ------
    Unavailable
        The project has notebooks or a lock of R, and R is missing.
    """
    if not dependencies.uses_r(project):
        return
    try:
        _locked(project, None, report)
    except Unavailable:
        if dependencies.needs_r(project):
            raise


def _locked(project: Project, have: Installed | None, report: Report) -> renv.Written:
    written = renv.write(project, have)
    if written.changed:
        report(f"R: {renv.FILE} written")
    for line in renv.told(written.missing):
        report(f"R: {line}")
    for file in written.unread:
        report(f"R: '{file}' can't be read, so what it needs is not in {renv.FILE}")
    return written


def _made(project: Project, kernels: bool, verify: bool, report: Report) -> list[str]:
    have, done = installed.read(project), []
    if library.install(project, have):
        done.append("R library")
        report(f"R: the package stabbur installed into {dependencies.LIBRARY}/")
    if not specs.current(project, kernel.name(project), shared=kernels):
        kernel.install(project, shared=kernels)
        done.append("R kernel")
        report(f"R: kernel '{kernel.name(project)}' made")
        if verify and kernels:
            _started(project)
    written = _locked(project, have, report)
    if written.changed:
        done.append("R lock")
    if not written.missing:  # what is missing is told at each build, until it is there
        library.note(project, have)
    return done


def _started(project: Project) -> None:
    try:
        trial.starts(project, kernel.name(project))
    except StabburError:
        # so that the next build does not take it for one that works
        specs.forget(project, kernel.name(project))
        raise
