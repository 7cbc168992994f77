"""The check of a new project, in a copy of it."""

import os
import sys
from pathlib import Path

import pytest

from stabbur.errors import StabburError
from stabbur.projects.beginning.verifying import imports, verify
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from tests.projects.origin.conftest import lay
from tests.projects.small import small


@pytest.fixture
def project(tmp_path: Path, home: Path) -> Project:
    """A project whose Python is the one that runs the tests."""
    made = small(tmp_path / "small")
    made.programs.mkdir(parents=True)
    # a program of its own: a link would forget the packages beside the Python that it leads to
    made.python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    made.python.chmod(0o755)
    return made


def test_what_works_passes_and_nothing_that_it_writes_stays(project: Project) -> None:
    code = "import os\nfrom pathlib import Path\n\ndef test_x():\n    Path('left').touch()\n"
    lay(
        project.root,
        {
            "tests/test_x.py": code
            + f"    assert os.environ['STABBUR_HOME'] != {os.environ['STABBUR_HOME']!r}\n"
        },
    )
    before = sorted(project.root.rglob("*"))
    verify(project, kernel=False)
    assert sorted(project.root.rglob("*")) == before


@pytest.mark.parametrize(
    "files",
    [
        {"tests/test_x.py": "def test_x():\n    assert 'left' == 'right'\n"},
        {
            "notebooks/x.ipynb": '{"cells": [{"cell_type": "code", "source": "import left_right"}], "metadata": {}}'
        },
    ],
)
def test_what_does_not_work_is_told(project: Project, files: dict[str, str]) -> None:
    lay(project.root, files)
    with pytest.raises(StabburError, match="left") as error:
        verify(project, kernel=False)
    assert "--no-verify" in error.value.hint


def test_notebook_of_another_language_and_a_project_without_tests_pass(project: Project) -> None:
    lay(project.root, {"notebooks/r.ipynb": '{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}'})
    lay(project.root, {"notebooks/broken.ipynb": "{"})
    verify(project, kernel=False)


def test_package_that_cannot_be_imported(project: Project) -> None:
    lay(project.root, {"src/small/__init__.py": "import nothing_here"})
    with pytest.raises(StabburError, match="small"):
        imports(project)


def test_kernel_that_lacks_its_package_is_told_with_the_command(project: Project) -> None:
    (project.root / "src/small/__init__.py").unlink()
    assert imports(project).endswith("stabbur add --dev ipykernel")
    assert imports(project, kernel=False) == ""
    folder = project.environment / "lib" / "python3" / "site-packages" / "ipykernel"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    specs.install(project)
    assert imports(project) == ""
