"""See that a new project works before it is handed over: its first test passes and its notebook runs."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stabbur.projects.project import Project
from stabbur.projects.running import run

SECONDS = 300.0
NOT_NEEDED = shutil.ignore_patterns(".git", ".venv", "vendor", "build")
HINT = "stabbur init … --no-verify leaves this check out"


def verify(project: Project) -> None:
    """Run the tests and the Python notebooks of a project in a copy of it, with a Stabbur of their own.

    Nothing that they write or publish is kept.

    Raises
    ------
    StabburError
        A test fails or a notebook does not run; the message has the last lines that it wrote.
    """
    with tempfile.TemporaryDirectory(prefix="stabbur-verify-") as name:
        copy = Path(name, "project")
        shutil.copytree(project.root, copy, ignore=NOT_NEEDED, symlinks=True)
        home = Path(name, "home")
        home.mkdir()
        environ = {"STABBUR_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": ""}
        with ThreadPoolExecutor() as pool:
            checks = [pool.submit(_run, words, folder, environ) for words, folder in _checks(project, copy)]
        for check in checks:
            check.result()


def imports(project: Project) -> None:
    """See that a project's own package can be imported; its tests and notebooks may need more than is here."""
    if (project.root / "src" / project.package / "__init__.py").is_file():
        _run([project.python, "-c", f"import {project.package}"], project.root, {})


def _checks(project: Project, copy: Path) -> Iterator[tuple[list[str | Path], Path]]:
    if any(copy.glob("tests/**/test_*.py")):
        yield [project.python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"], copy
    words = ["-m", "jupyter", "nbconvert", "--log-level=WARN", "--to=notebook", "--execute", "--stdout"]
    for book in sorted(copy.glob("notebooks/*.ipynb")):
        if _is_python(book):
            # by the environment's own kernel: a project may be without one of its name
            chosen = "--ExecutePreprocessor.kernel_name=python3"
            yield [project.python, *words, chosen, book.name], book.parent


def _is_python(book: Path) -> bool:
    try:
        kernel = json.loads(book.read_text(encoding="utf-8"))["metadata"].get("kernelspec", {})
    except (ValueError, KeyError, AttributeError):
        return False
    return str(kernel.get("language", "python")).lower() == "python"


def _run(words: list[str | Path], folder: Path, environ: dict[str, str]) -> None:
    run(words, folder=folder, environ=environ, seconds=SECONDS, code="project-check", hint=HINT)
