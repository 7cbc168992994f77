"""Build makes a clone work, does nothing twice, and touches no other project."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stabbur.errors import NotFound, Unavailable
from stabbur.projects import building
from stabbur.projects.environment import syncing
from stabbur.projects.git import hooks
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from tests.projects import handmade


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path]:
    """A project that was built once in a folder with a blank and Norwegian letters, and the home that it has."""
    folder = tmp_path_factory.mktemp("et sted æøå")
    project, home = handmade.written(folder), folder / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STABBUR_HOME", str(home))
        building.build(project.root)
    handmade.committed(project.root, "Lock")
    return project, home


@pytest.fixture
def project(first: tuple[Project, Path], monkeypatch: pytest.MonkeyPatch) -> Project:
    """The built project, seen from its own home."""
    monkeypatch.setenv("STABBUR_HOME", str(first[1]))
    return first[0]


def python(project: Project, code: str) -> str:
    done = subprocess.run([project.python, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_dapla_P3_build_makes_a_clone_work(project: Project) -> None:
    assert syncing.current(project)
    assert specs.current(project)
    assert hooks.installed(project)
    assert python(project, "import folketall; print(folketall.__file__)").startswith(str(project.root))


def test_dapla_P3_build_twice_changes_nothing(project: Project) -> None:
    before = {file: file.lstat().st_mtime_ns for file in project.root.rglob("*") if ".git" not in file.parts}
    told: list[str] = []
    built = building.build(project.root / "notebooks", report=told.append)
    assert built == building.Built(project, ())
    assert all("nothing to do" in line for line in told)
    assert [line.partition(":")[0] for line in told] == ["environment", "kernel", "hooks"]
    after = {file: file.lstat().st_mtime_ns for file in project.root.rglob("*") if ".git" not in file.parts}
    assert after == before


def test_dapla_P3_a_clone_on_another_machine_gets_the_same_versions(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handmade.asked(tmp_path, "clone", "-q", str(project.root), "klon")
    monkeypatch.setenv("STABBUR_HOME", str(tmp_path / "home"))
    built = building.build(tmp_path / "klon")
    assert built.done == ("environment", "kernel", "check", "hooks")
    assert handmade.versions(built.project) == handmade.versions(project)
    assert handmade.asked(tmp_path / "klon", "status", "--porcelain") == ""
    fetched = handmade.asked(tmp_path / "klon", "config", "--get-all", "remote.origin.fetch")
    assert "+refs/stabbur/*:refs/stabbur-origin/*" in fetched, "what the template gave comes along"
    # and what git keeps of the first is not what the second runs
    assert specs.owner("folketall") == tmp_path / "klon"


def test_two_builds_at_once_make_one_whole_environment(home: Path, tmp_path: Path) -> None:
    made = handmade.written(tmp_path, dev=())
    command = [str(Path(sys.executable).parent / "stabbur"), "build", "--no-kernel", "--no-verify"]
    both = [subprocess.Popen(command, cwd=made.root, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [one.communicate(timeout=120)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert syncing.current(made)
    assert hooks.installed(made)
    assert [one.name for one in made.root.glob(".venv*")] == [".venv"]


def test_dapla_P3_build_outside_of_a_project_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    with pytest.raises(NotFound, match="lies in no project"):
        building.build(tmp_path / "tom")
    assert list((tmp_path / "tom").iterdir()) == []
    assert list(home.iterdir()) == []


def test_dapla_4b_a_variable_called_no_kernel_is_no_switch(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs.remove(project.name)
    for value in ("False", "True"):
        monkeypatch.setenv("NO_KERNEL", value)
        building.build(project.root, verify=False)
        assert specs.current(project)


def test_build_without_kernel_makes_one_that_its_own_environment_alone_sees(project: Project) -> None:
    specs.forget(project, project.name)
    assert building.build(project.root, kernel=False).done == ("kernel",)
    assert building.build(project.root, kernel=False).done == ()
    assert specs.listed() == []
    assert seen(project) == [specs.within(project) / "kernels"]
    assert building.build(project.root, verify=False).done == ("kernel",)


def seen(project: Project) -> list[Path]:
    """Where the Jupyter of a project's environment finds its kernel."""
    code = (
        f"from jupyter_client.kernelspec import get_kernel_spec as a; print(a('{project.name}').resource_dir)"
    )
    return [Path(python(project, code)).parent]


@pytest.mark.parametrize("kernel", [True, False])
def test_second_clone_runs_its_own_code_and_says_whose_the_kernel_outside_is(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, kernel: bool
) -> None:
    building.build(project.root, verify=False)
    before = (specs.data() / "kernels" / "folketall" / "kernel.json").read_bytes()
    handmade.asked(tmp_path, "clone", "-q", str(project.root), "klon")
    told: list[str] = []
    made = building.build(tmp_path / "klon", kernel=kernel, report=told.append).project
    assert ("check" in "".join(told)) == kernel
    assert [line for line in told if f"the 'folketall' of '{project.root}'" in line]
    assert (specs.data() / "kernels" / "folketall" / "kernel.json").read_bytes() == before
    assert building.build(made.root, kernel=kernel).done == ()
    assert where(made) == str(made.root / "src/folketall/__init__.py")
    # what JUPYTER_PATH names comes first in Jupyter, and nothing of ours is asked
    monkeypatch.setenv("JUPYTER_PATH", str(specs.data()))
    building.build(made.root, kernel=kernel, report=told.append)
    assert told[-2].startswith("note: JUPYTER_PATH names") or told[-1].startswith("note: JUPYTER_PATH names")
    assert where(project) == str(project.root / "src/folketall/__init__.py")


def where(project: Project) -> str:
    """Whose code the Jupyter of a project's environment runs in a kernel of the project's name."""
    script = project.root / ".venv" / "where.py"
    script.write_text("import folketall; print(folketall.__file__)")
    words = [str(project.programs / "jupyter"), "run", f"--kernel={project.name}", str(script)]
    done = subprocess.run(words, cwd=project.root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_kernel_that_does_not_start_is_told_with_what_it_said(home: Path, tmp_path: Path) -> None:
    lame = handmade.written(tmp_path, "lam", dev=())
    with pytest.raises(Unavailable, match="No module named ipykernel") as told:
        building.build(lame.root)
    assert "'lam'" in str(told.value)
    assert specs.listed() == []
    # it is not taken for one that works the next time either
    with pytest.raises(Unavailable):
        building.build(lame.root)


def test_environment_whose_python_is_gone_is_made_again(project: Project, tmp_path: Path) -> None:
    project.python.unlink()
    project.python.symlink_to(tmp_path / "uninstalled")
    # the kernel is looked at anew, since what it starts is another one
    assert {"environment", "check"} <= set(building.build(project.root).done)
    assert python(project, "print(1)") == "1"


def test_another_branch_and_back(project: Project, tmp_path: Path) -> None:
    handmade.asked(project.root, "switch", "-q", "-c", "med-six")
    handmade.needing(project, needs=["six"])
    building.build(project.root, verify=False)
    handmade.committed(project.root, "Take six")
    assert python(project, "import six; print('there')") == "there"
    handmade.asked(project.root, "switch", "-q", "main")
    assert not syncing.current(project)
    assert "environment" in building.build(project.root, verify=False).done
    assert python(project, "import six") == "ModuleNotFoundError: No module named 'six'"


def test_two_projects_of_one_repository_have_an_environment_and_a_kernel_each(
    home: Path, tmp_path: Path
) -> None:
    handmade.asked(tmp_path, "init", "-q", "-b", "main")
    one = handmade.written(tmp_path, "folketall", git=False)
    two = handmade.written(tmp_path, "flytting", needs=["six"], git=False)
    assert building.every(one.root / "notebooks") == [two, one]
    building.build(one.root, verify=False)
    assert not two.environment.exists()
    building.build(two.root, verify=False)
    assert {kernel.name: kernel.project for kernel in specs.listed()} == {
        "flytting": two.root, "folketall": one.root,
    }  # fmt: skip
    assert python(two, "import six, flytting; print('there')") == "there"
    assert python(one, "import flytting").startswith("ModuleNotFoundError")
    assert hooks.installed(one)
    assert hooks.installed(two)


def test_project_that_was_moved_is_built_for_its_new_place(home: Path, tmp_path: Path) -> None:
    made = handmade.written(tmp_path / "før")
    building.build(made.root, verify=False)
    moved = Project(tmp_path / "etter", made.name)
    os.rename(made.root, moved.root)
    assert specs.listed()[0].stale
    assert {"environment", "kernel"} <= set(building.build(moved.root, verify=False).done)
    assert python(moved, "import folketall; print(folketall.__file__)").startswith(str(moved.root))
    assert specs.owner("folketall") == moved.root


def test_folder_without_git_is_built_without_hooks(home: Path, tmp_path: Path) -> None:
    made = handmade.written(tmp_path, git=False)
    told: list[str] = []
    assert building.build(made.root, verify=False, report=told.append).done == ("environment", "kernel")
    assert "hooks: left out, since this is no git repository" in told
    shutil.rmtree(made.root)
