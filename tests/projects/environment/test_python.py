"""The Python of a project is what .python-version asks for, or a clear word."""

import platform
import shlex
import sys
from pathlib import Path

import pytest

from stabbur.errors import BadInput, StabburError
from stabbur.projects.environment import python, syncing
from stabbur.projects.project import Project
from stabbur.settings import Settings
from tests.projects.small import small

OWN = platform.python_version()


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Project:
    return small(tmp_path / "small")


def asked(project: Project, text: str) -> Project:
    (project.root / ".python-version").write_text(text, encoding="utf-8")
    return project


@pytest.mark.parametrize("text", [OWN, OWN.rpartition(".")[0], f"cpython-{OWN}", f"# ours\n\n{OWN}\n"])
def test_python_that_is_here_is_found(project: Project, text: str) -> None:
    found, version = python.found(asked(project, text), Settings())
    assert (found, version) == (Path(sys.executable).resolve(), OWN)


def test_without_a_file_any_that_fits_will_do(project: Project) -> None:
    assert python.wanted(project) == ""
    assert python.found(project, Settings())[1] == OWN


@pytest.mark.parametrize("text", ["3.90", "3.90.1"])
def test_python_that_is_not_here_says_which_are_and_how_to_get_it(project: Project, text: str) -> None:
    with pytest.raises(BadInput) as error:
        syncing.sync(asked(project, text))
    assert error.value.code == "python-missing"
    assert OWN in str(error.value)
    assert error.value.hint == f"uv python install {shlex.quote(text)}"
    assert not project.environment.exists()


def test_password_that_no_store_has_keeps_no_python_from_being_found(project: Project) -> None:
    packages = {"index": "https://nexus.example.no/simple", "password": {"secret": "nexus/password"}}
    with pytest.raises(BadInput) as error:
        python.found(asked(project, "3.90"), Settings.model_validate({"packages": packages}))
    assert error.value.code == "python-missing"
    assert OWN in str(error.value)


def test_uv_that_fails_is_told_and_not_a_machine_without_python(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "uv"
    broken.write_text("#!/bin/sh\necho error: this uv is broken >&2; exit 2\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setattr("stabbur.projects.environment.uv.program", lambda: broken)
    with pytest.raises(StabburError, match="this uv is broken"):
        python.found(asked(project, "3.90"), Settings())


def test_python_that_pyproject_excludes_is_not_taken(home: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"asks for Python >=3.90") as error:
        python.found(small(tmp_path / "small", python=">=3.90"), Settings())
    assert error.value.code == "python-missing"


@pytest.mark.parametrize(
    "text", ["", "\n", "/tmp/evil/python", "../python", "--help", "3.11; rm", "pypy", "3.11 x"]
)
def test_python_version_of_a_clone_names_no_program(project: Project, text: str) -> None:
    with pytest.raises(BadInput, match="gives no version of Python") as error:
        python.found(asked(project, text), Settings())
    assert error.value.code == "python-version"


def test_range_of_versions_that_is_none_is_said(home: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="'about 3' is no range"):
        python.found(small(tmp_path / "small", python="about 3"), Settings())
