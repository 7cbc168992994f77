"""See that a new project works before it is handed over: its first test passes, kernel and notebooks hold."""

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stabbur.errors import StabburError
from stabbur.projects.beginning import cells
from stabbur.projects.kernels import specs, trial
from stabbur.projects.project import Project
from stabbur.projects.running import run

SECONDS = 120.0
NOT_NEEDED = shutil.ignore_patterns(".git", ".venv", "vendor", "build")
INSTALLED = "lib/python*/site-packages/ipykernel/__init__.py"
HINT = "mend what it says; to keep the project and look into it there: stabbur init … --no-verify"
LINES = 12  # of what a test says
RULER = re.compile(r"^[=!_ -]{3}|^\s*\^+\s*$|^\d+ (failed|error)")
# what makes pytest say so much, as on a build server, that its reason is cut off
SHORT = {"CI": None, "BUILD_NUMBER": None, "PYTEST_ADDOPTS": None}
Report = Callable[[str], None]


def verify(project: Project, *, kernel: bool = True, report: Report = lambda line: None) -> None:
    """Run the tests of a project in a copy of it, start its kernels, and look at the code of its notebooks.

    Nothing that a test writes or publishes is kept.

    Raises
    ------
    StabburError
        A test fails, or a notebook imports what is not there; the message has the last lines.
    Unavailable
        The kernel does not start.
    """
    with tempfile.TemporaryDirectory(prefix="stabbur-verify-") as name:
        copy = Path(name, "project")
        shutil.copytree(project.root, copy, ignore=NOT_NEEDED, symlinks=True)
        environ = {"STABBUR_HOME": name, "PYTHONPATH": "", **SHORT}
        words = list(_checks(project, copy))
        with ThreadPoolExecutor(len(words) or 1) as pool:
            running = [pool.submit(_run, one, copy, environ) for one in words]
            if kernel:
                for made in specs.own(project):
                    trial.starts(project, made.name)
            for one in running:
                try:
                    one.result()
                except StabburError as error:
                    raise _readable(error, report) from None


def imports(project: Project, *, kernel: bool = True) -> str:
    """See that a copied project's package is imported and its kernel starts; return what it lacks, if anything.

    Its tests and notebooks may need sources that are not here, so they are not run.
    """
    if (project.root / "src" / project.package / "__init__.py").is_file():
        _run([project.python, "-c", f"import {project.package}"], project.root, {})
    if not kernel:
        return ""
    if not any(project.environment.glob(INSTALLED)):
        return f"the kernel '{project.name}' can't start yet: stabbur add --dev ipykernel"
    trial.starts(project)
    return ""


def _checks(project: Project, copy: Path) -> Iterator[list[str | Path]]:
    if any(copy.glob("tests/**/test_*.py")):
        yield [project.python, "-m", "pytest", "-q", "-x", "--tb=short", "-p", "no:cacheprovider"]
    books = [book for book in sorted(copy.glob("notebooks/*.ipynb")) if _is_python(book)]
    if books:
        # whole notebooks are run by Stabbur's own tests: that takes longer than a person waits
        yield [project.python, Path(cells.__file__), *books]


def _is_python(book: Path) -> bool:
    try:
        kernel = json.loads(book.read_text(encoding="utf-8"))["metadata"].get("kernelspec", {})
    except (ValueError, KeyError, AttributeError):
        return False
    return str(kernel.get("language", "python")).lower() == "python"


def _readable(error: StabburError, report: Report) -> StabburError:
    """Tell what a check said, line by line, and return its error with the reason alone."""
    _, _, said = str(error).partition(" failed: ")
    lines = said.replace("\\n", "\n").splitlines()
    told = [line for line in lines if line.strip() and not RULER.match(line)][-LINES:]
    if error.code != "project-check" or not told:
        return error
    for line in told:
        report(f"  {line}")
    reasons = [line.removeprefix("E").strip() for line in told if line.startswith("E  ")] or told[-1:]
    return StabburError(f"the first check fails: {reasons[0]}", hint=HINT, code=error.code)


def _run(words: list[str | Path], folder: Path, environ: Mapping[str, str | None]) -> None:
    run(words, folder=folder, environ=environ, seconds=SECONDS, code="project-check", hint=HINT)
