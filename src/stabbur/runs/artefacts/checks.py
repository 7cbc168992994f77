"""What is looked at before anything is made: whether the environment is the lock's, and what the tests say."""

import os
from collections.abc import Callable

from stabbur.errors import BadInput, StabburError
from stabbur.projects.environment import locking, syncing
from stabbur.projects.environment.uv import uv
from stabbur.projects.project import Project
from stabbur.projects.running import run
from stabbur.runs.execution import environments
from stabbur.settings import Settings

NO_TESTS = "5"  # pytest's word that it found none
SECONDS = 1800.0


def environment(project: Project, settings: Settings, report: Callable[[str], None]) -> str:
    """Make a project's environment what its lock says, and return what was seen.

    Raises
    ------
    BadInput
        The lock does not fit pyproject.toml.
    StabburError
        Packages can't be installed, or do not fit one another.
    """
    if not locking.fits(project, settings=settings):
        raise BadInput(
            f"'{locking.FILE}' of '{project.name}' does not fit pyproject.toml",
            hint="stabbur build, and commit uv.lock",
            code="artefact-lock",
        )
    if isinstance(project, environments.AtCommit):
        before = project.python.exists()
        environments.of_commit(project.origin, project.root, settings, report)
        done = not before
    else:
        done = syncing.sync(project, settings=settings, report=report)
    uv(project.root, "pip", "check", "--python", str(project.python), settings=settings)
    return "installed as the lock says" if done else "as the lock says"


def run_tests(project: Project, seconds: float = SECONDS) -> str:
    """Run a project's tests in its environment; return pytest's last line, or nothing where there are none.

    Raises
    ------
    StabburError
        A test failed; the message has what pytest wrote last.
    """
    if not any((project.root / "tests").rglob("test_*.py")):
        return ""
    words = [str(project.python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    environ = {
        "PATH": os.pathsep.join([str(project.programs), os.environ.get("PATH", "")]),
        "PYTHONPATH": project.sources if isinstance(project, environments.AtCommit) else None,
    }
    try:
        said = run(words, folder=project.root, environ=environ, seconds=seconds, code="artefact-tests")
    except StabburError as error:
        if str(error.params.get("exit")) == NO_TESTS:
            return ""
        raise
    return last_line(said)


def last_line(said: str) -> str:
    """Return the last line of a text that has something in it, without pytest's frame of `=`."""
    lines = [line.strip(" =") for line in said.splitlines() if line.strip(" =")]
    return lines[-1] if lines else ""
