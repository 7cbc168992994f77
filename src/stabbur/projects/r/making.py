"""What a project with R code needs beside its environment: library, kernel and lock."""

from collections.abc import Callable

from stabbur.errors import Unavailable
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from stabbur.projects.r import dependencies, installed, kernel, library, renv

Report = Callable[[str], None]


def make(project: Project, *, wanted: bool = True, report: Report) -> tuple[str, ...]:
    """Make what a project's R code needs and return what there was to do; nothing where there is no R code.

    Parameters
    ----------
    wanted
        Whether the project gets a kernel.
    report
        What each step is told to, a line each.

    Raises
    ------
    Unavailable
        The project has notebooks or a lock of R, and R or a package that each R project needs is missing.
    Conflict
        The kernel's name belongs to another project.
    """
    if not dependencies.uses_r(project):
        return ()
    if library.current(project) and (not wanted or specs.current(project, kernel.name(project))):
        report("R: library, kernel and renv.lock are as the code says, nothing to do")
        return ()
    try:
        return tuple(_made(project, wanted, report))
    except Unavailable as error:
        if dependencies.needs_r(project):
            raise
        # a script or two in R do not make the rest of the project useless where R is missing
        report(f"R: left out, since {error}; {error.hint}")
        return ()


def _made(project: Project, wanted: bool, report: Report) -> list[str]:
    have, done = installed.read(project), []
    if library.install(project, have):
        done.append("library")
        report(f"R: the package stabbur installed into {dependencies.LIBRARY}/")
    if wanted and not specs.current(project, kernel.name(project)):
        kernel.install(project)
        done.append("kernel")
        report(f"R: kernel '{kernel.name(project)}' made")
    lock = renv.write(project, have)
    if lock.changed:
        done.append("lock")
        report(f"R: {renv.FILE} written with R {have.version}")
    for line in renv.told(lock.missing):
        report(f"R: {line}")
    for file in lock.unread:
        report(f"R: '{file}' can't be read, so what it needs is not in {renv.FILE}")
    if not lock.missing:  # what is missing is told at each build, until it is there
        library.note(project, have)
    return done
