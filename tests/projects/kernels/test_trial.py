"""A kernel is started once: one that ends or says nothing is told with what it said, and nothing is left of it."""

import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from stabbur.errors import Unavailable
from stabbur.projects.kernels import specs, trial
from stabbur.projects.project import Project
from tests.projects import handmade


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Project:
    """A project whose environment is the one of the tests, which has ipykernel."""
    made = handmade.written(tmp_path / "et sted æøå", git=False)
    made.environment.symlink_to(sys.prefix)
    return made


def children() -> list[psutil.Process]:
    found = []
    for one in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # one that has ended in between, of whatever test before
            if "kernel" in " ".join(one.cmdline()):
                found.append(one)
    return found


def test_kernel_that_starts(project: Project) -> None:
    specs.install(project)
    trial.starts(project)
    assert children() == []


def test_kernel_that_ends_at_once_is_told_with_what_it_said(project: Project) -> None:
    code = "import sys; sys.exit('kernel: the reason why')"
    specs.write(project, project.name, [sys.executable, "-c", code], language="python")
    with pytest.raises(Unavailable, match="the reason why") as told:
        trial.starts(project)
    assert told.value.code == "kernel-broken"
    assert told.value.hint == "stabbur clean folketall && stabbur build"


def test_kernel_that_says_nothing_is_stopped(project: Project) -> None:
    code = "import time; 'kernel'; time.sleep(600)"
    specs.write(project, project.name, [sys.executable, "-c", code], language="python")
    with pytest.raises(Unavailable, match="does not start"):
        trial.starts(project, seconds=1)
    assert children() == []


def test_A26_kernel_takes_no_module_of_the_projects_folder_for_its_own(
    project: Project, tmp_path: Path
) -> None:
    for name in ("ipykernel_launcher.py", "json.py"):
        (project.root / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n", encoding="utf-8")
    specs.install(project)
    trial.starts(project)
    assert not (tmp_path / "ran").exists()
