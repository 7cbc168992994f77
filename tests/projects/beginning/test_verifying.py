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


@pytest.mark.parametrize("server", ["", "true"])
def test_what_a_test_says_is_told_line_by_line_and_its_reason_first(
    project: Project, monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    monkeypatch.setenv("CI", server)
    many = "".join(f"    # {number}\n" for number in range(30))
    lay(project.root, {"tests/test_x.py": f"def test_x():\n{many}    assert 'left' == 'right'\n"})
    said: list[str] = []
    with pytest.raises(StabburError) as error:
        verify(project, kernel=False, report=said.append)
    assert str(error.value) == "the first check fails: AssertionError: assert 'left' == 'right'"
    assert error.value.hint.startswith("mend what it says")
    assert "  tests/test_x.py:32: in test_x" in said
    assert 0 < len(said) <= 12
    assert not [line for line in said if "\\n" in line or "====" in line]


def test_notebook_of_another_language_and_a_project_without_tests_pass(project: Project) -> None:
    lay(project.root, {"notebooks/r.ipynb": '{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}'})
    lay(project.root, {"notebooks/broken.ipynb": "{"})
    said: list[str] = []
    verify(project, kernel=False, report=said.append)
    assert not [line for line in said if "r.ipynb" in line]


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
