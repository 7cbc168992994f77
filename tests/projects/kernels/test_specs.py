"""The kernel of a project: found by Jupyter, replaced when stale, never taken from another project."""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from jupyter_core import paths

from stabbur.errors import BadInput
from stabbur.projects import names
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from tests.projects import handmade


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Project:
    made = handmade.written(tmp_path / "et sted æøå", git=False)
    handmade.environment(made)
    return made


def shared() -> Path:
    """Where every Jupyter sees the kernel."""
    return specs.data() / "kernels" / "folketall"


def spec(folder: Path) -> Any:
    return json.loads((folder / "kernel.json").read_text(encoding="utf-8"))


def test_kernel_lies_under_home_and_starts_the_projects_own_python(home: Path, project: Project) -> None:
    specs.install(project)
    found = spec(home / "jupyter" / "kernels" / "folketall")
    assert found["argv"] == [str(project.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    assert found["metadata"]["stabbur"] == {"project": str(project.root)}
    (kernel,) = specs.listed()
    assert (kernel.name, kernel.language, kernel.project, kernel.stale) == (
        "folketall", "python", project.root, False,
    )  # fmt: skip
    assert specs.owner("folketall") == project.root
    assert specs.owner("another") is None


def test_kernel_has_the_projects_programs_first_and_its_home(home: Path, project: Project) -> None:
    specs.install(project)
    env = {"PATH": f"{project.programs}{os.pathsep}${{PATH}}", "VIRTUAL_ENV": str(project.environment)}
    assert spec(shared())["env"] == env | {"STABBUR_HOME": str(home)}
    # the Jupyter of the environment is started with a home, which may be another one tomorrow
    assert spec(specs.within(project) / "kernels" / "folketall")["env"] == env


def test_kernel_of_a_folder_with_a_dollar_is_not_taken_for_a_variable(home: Path, tmp_path: Path) -> None:
    made = handmade.written(tmp_path / "$HOME", git=False)
    specs.install(made)
    found = spec(shared())["env"]
    assert found["VIRTUAL_ENV"] == str(made.environment).replace("$", "$$")
    assert found["PATH"] == str(made.programs).replace("$", "$$") + os.pathsep + "${PATH}"


def test_kernel_is_left_alone_when_it_is_as_it_should_be(project: Project) -> None:
    specs.install(project)
    file = shared() / "kernel.json"
    before = file.stat().st_mtime_ns, file.stat().st_ino
    specs.install(project)
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before
    assert sorted(one.name for one in file.parent.iterdir()) == ["kernel.json"]


def test_living_kernel_of_another_project_is_never_overwritten(project: Project, tmp_path: Path) -> None:
    specs.install(project)
    before = (shared() / "kernel.json").read_bytes()
    other = handmade.written(tmp_path / "annet", git=False)
    handmade.environment(other)
    assert not specs.current(other)
    specs.install(other)
    assert specs.current(other)
    assert (shared() / "kernel.json").read_bytes() == before
    assert [one.project for one in specs.listed()] == [project.root]
    (own,) = specs.own(other)
    assert (own.name, own.project, own.program) == ("folketall", other.root, str(other.python))
    # and what takes a kernel that does not start away takes this one's alone
    specs.forget(other, "folketall")
    assert specs.own(other) == []
    assert (shared() / "kernel.json").read_bytes() == before


def test_kernel_that_others_need_not_see_lies_in_the_environment_alone(project: Project) -> None:
    specs.install(project, shared=False)
    assert specs.listed() == []
    assert [one.folder.parent for one in specs.own(project)] == [specs.within(project) / "kernels"]
    assert specs.current(project, shared=False)
    assert not specs.current(project)


def test_nothing_is_written_into_an_environment_of_others_that_a_link_leads_to(
    project: Project, tmp_path: Path
) -> None:
    other = handmade.written(tmp_path / "annet", "flytting", git=False)
    other.environment.symlink_to(project.environment)
    specs.install(other)
    assert specs.current(other)
    assert not specs.within(project).exists()


@pytest.mark.parametrize("gone", [".venv", "stabbur.toml", ""])
def test_stale_kernel_is_replaced(project: Project, tmp_path: Path, gone: str) -> None:
    specs.install(project)
    place = project.root / gone
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    assert specs.listed()[0].stale
    assert not specs.current(project)
    other = handmade.written(tmp_path / "annet", git=False)
    handmade.environment(other)
    specs.install(other)
    assert specs.owner("folketall") == other.root
    assert specs.current(other)


def test_link_to_a_python_that_was_removed_is_stale(project: Project, tmp_path: Path) -> None:
    specs.install(project)
    project.python.unlink()
    project.python.symlink_to(tmp_path / "uninstalled" / "python3")
    assert "is gone" in specs.listed()[0].why_stale


@pytest.mark.parametrize("text", ["", "[]", '{"argv": 3}', '{"metadata": null}', "\x00"])
def test_kernel_that_cannot_be_read_is_listed_as_stale_and_replaced(project: Project, text: str) -> None:
    folder = specs.data() / "kernels" / "folketall"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(text)
    assert [one.stale for one in specs.listed()] == [True]
    specs.install(project)
    assert specs.current(project)


def test_kernels_folder_that_is_a_link_is_not_written_through(project: Project, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (specs.data() / "kernels").mkdir(parents=True)
    (specs.data() / "kernels" / "folketall").symlink_to(elsewhere)
    specs.install(project)
    assert list(elsewhere.iterdir()) == []
    assert specs.current(project)


def test_link_is_removed_and_what_it_leads_to_stays(project: Project, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    specs.install(project)
    shutil.copytree(shared(), elsewhere)
    shutil.rmtree(specs.data() / "kernels" / "folketall")
    (specs.data() / "kernels" / "folketall").symlink_to(elsewhere)
    assert specs.remove("folketall")
    assert (elsewhere / "kernel.json").is_file()
    assert specs.listed() == []


def test_without_a_home_set_by_hand_the_person_gets_a_copy(
    project: Project, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STABBUR_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "mine"))
    specs.install(project)
    folder = shared()
    copy = tmp_path / "mine" / "kernels" / "folketall"
    assert folder.is_relative_to(tmp_path / "data")
    assert spec(copy) == spec(folder)
    assert "STABBUR_HOME" not in spec(folder)["env"]
    (copy / "kernel.json").unlink()
    assert not specs.current(project)
    specs.install(project)
    # a kernel of that name that somebody made by hand is no copy of ours
    (tmp_path / "mine" / "kernels" / "eget").mkdir()
    (tmp_path / "mine" / "kernels" / "eget" / "kernel.json").write_text(
        json.dumps({"argv": [sys.executable]})
    )
    assert not specs.remove("eget")
    assert specs.remove("folketall")
    assert [one.name for one in (tmp_path / "mine" / "kernels").iterdir()] == ["eget"]
    assert specs.taken(project, "eget")


def test_persons_folder_is_the_one_that_jupyter_looks_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUPYTER_DATA_DIR", raising=False)
    assert str(specs.personal()) == paths.jupyter_data_dir()


def test_removing_what_is_not_there_says_so(project: Project, home: Path) -> None:
    assert not specs.remove("folketall")
    assert not specs.remove("../../..")
    assert home.is_dir()


@pytest.mark.parametrize("name", ["python3", "Python3", "ir", "python"])
def test_A26_kernel_that_others_notebooks_name_is_written_nowhere_outside(
    home: Path, tmp_path: Path, name: str
) -> None:
    made = handmade.written(tmp_path, name, git=False)
    handmade.environment(made)
    specs.install(made)
    assert specs.listed() == []
    assert [one.name for one in specs.own(made)] == [name]
    assert specs.current(made)


@pytest.mark.parametrize("name", ["python", "python2", "python3"])
def test_project_is_not_called_as_a_kernel_of_jupyter(name: str) -> None:
    with pytest.raises(BadInput) as error:
        names.checked(name)
    assert error.value.hint == f"stabbur init {name}-data"
