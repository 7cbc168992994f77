"""Whether what a project's R code needs is there."""

from collections.abc import Iterator

from stabbur.errors import Unavailable
from stabbur.projects import building
from stabbur.projects.health.finding import Finding, Mend
from stabbur.projects.project import Project
from stabbur.projects.r import dependencies, installed, library
from stabbur.settings import Settings


def r(project: Project, known: Settings) -> Iterator[Finding]:
    """Whether R is here, and the project's library and renv.lock are what its code names."""
    if not dependencies.uses_r(project):
        return
    try:
        installed.program()
    except Unavailable as error:
        # a script or two in R do not make the rest of the project useless
        status = "problem" if dependencies.needs_r(project) else "note"
        yield Finding("R", status, str(error), error.hint)
        return
    if library.current(project):
        yield Finding("R", "ok", "library and renv.lock are what the code names")
    else:
        told = "the R library or renv.lock is not what the code names"
        mend = Mend(told, "built", lambda: building.build(project.root, verify=False))
        yield Finding("R", "problem", told, "stabbur build", mend)
