"""One project in R for these tests, built once, with this environment in the place of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stabbur.projects.project import Project
from stabbur.projects.r import making
from stabbur.projects.templating import shipped
from tests.projects import handmade

RunR = Callable[[str], str]


def run(project: Project, home: Path, code: str) -> str:
    """Return what a script of the project wrote; what it said when it failed is in the failure."""
    script = project.root / ".script.R"  # hidden, since it is none of the project's code
    script.write_text(code, encoding="utf-8")
    # in a locale without æ, ø and å, as a server often has it
    environ = {**os.environ, "STABBUR_HOME": str(home), "LC_ALL": "C"}
    done = subprocess.run(
        ["Rscript", script], cwd=project.root, env=environ, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    return done.stdout.decode()


def written(folder: Path, name: str = "folketall") -> Project:
    """Write a small project of R, whose environment is the one that runs the tests."""
    project = handmade.written(folder, name, git=False)
    shutil.copy(shipped.FOLDER / "r" / ".Rprofile", project.root)
    (project.root / "R").mkdir()
    (project.root / "R" / "count.R").write_text("library(stabbur)\n")
    project.environment.symlink_to(sys.prefix)
    return project


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path]:
    """A project that was built once, in a folder with a blank and Norwegian letters, and the home that it has."""
    folder = tmp_path_factory.mktemp("et sted æøå")
    project, home = written(folder), folder / "home"
    home.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STABBUR_HOME", str(home))
        making.make(project, verify=False, report=print)
    return project, home


@pytest.fixture
def project(built: tuple[Project, Path], monkeypatch: pytest.MonkeyPatch) -> Project:
    """The built project, seen from its own home."""
    monkeypatch.setenv("STABBUR_HOME", str(built[1]))
    return built[0]


@pytest.fixture
def r(built: tuple[Project, Path]) -> RunR:
    """What runs R code in the built project and returns what it wrote."""
    return lambda code: run(*built, code)
