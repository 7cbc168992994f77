"""IRkernel as the kernel of a project: its own library first, text in UTF-8."""

from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from stabbur.projects.r import installed

SUFFIX = "-r"
# where a server starts in the locale C, R would lose æ, ø and å; the order of letters stays as it is
MAIN = 'if (!l10n_info()[["UTF-8"]]) invisible(Sys.setlocale("LC_CTYPE", "C.UTF-8")); IRkernel::main()'


def name(project: Project) -> str:
    """Return how the kernel is called: as the project, with what tells it from the one of Python."""
    return f"{project.name}{SUFFIX}"


def install(project: Project, *, shared: bool = True) -> None:
    """Write the kernel of a project where `specs.wanted` says; one that is as it should be is left alone.

    Raises
    ------
    Unavailable
        R is not installed.
    """
    words = [str(installed.program()), "--no-echo", "--no-save", "--no-restore", "-e", MAIN]
    words += ["--args", "{connection_file}"]
    specs.write(project, name(project), words, language="R", shared=shared, environ=environ(project))


def environ(project: Project) -> dict[str, str]:
    """Return the variables of the kernel, in Jupyter's own writing."""
    made = {
        "R_LIBS_USER": str(installed.library(project)),
        # R looks for .Rprofile where it starts, and a notebook starts in its own folder
        "R_PROFILE_USER": str(project.root / ".Rprofile"),
    }
    return {key: value.replace("$", "$$") for key, value in made.items()}
