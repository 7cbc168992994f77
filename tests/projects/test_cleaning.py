"""Clean takes a project's kernel and environment, and nothing of anybody else's."""

import shutil
from pathlib import Path

import pytest

from stabbur.errors import BadInput, NotFound
from stabbur.projects import cleaning
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from tests.projects import handmade


@pytest.fixture
def one(home: Path, tmp_path: Path) -> Project:
    return built(tmp_path / "en", "folketall")


@pytest.fixture
def two(home: Path, tmp_path: Path) -> Project:
    return built(tmp_path / "to", "flytting")


def built(folder: Path, name: str) -> Project:
    """A project that looks as if it was built."""
    made = handmade.written(folder, name)
    handmade.environment(made)
    specs.install(made)
    return made


def files(root: Path) -> set[Path]:
    return {file for file in root.rglob("*") if ".git" not in file.parts}


def test_clean_takes_kernel_and_environment_and_nothing_else(one: Project, two: Project) -> None:
    (one.root / "data").mkdir()
    (one.root / "data" / "lønn.csv").write_text("a\n")
    before = files(one.root)
    done = cleaning.clean(folder=one.root / "notebooks")
    assert done == cleaning.Cleaned("folketall", ("folketall",), one.environment)
    assert before - files(one.root) == {one.environment, *(f for f in before if one.environment in f.parents)}
    assert [kernel.name for kernel in specs.listed()] == ["flytting"]
    assert two.python.exists()


def test_dapla_P4_clean_of_another_project_leaves_this_ones_environment(one: Project, two: Project) -> None:
    done = cleaning.clean("folketall", folder=two.root)
    assert done.environment == one.environment
    assert not one.environment.exists()
    assert two.python.exists()
    assert [kernel.name for kernel in specs.listed()] == ["flytting"]


def test_dapla_P4_unknown_name_is_told_before_anything_is_removed(one: Project, two: Project) -> None:
    with pytest.raises(NotFound, match="no project 'folketal' is built here") as told:
        cleaning.clean("folketal", folder=two.root)
    assert told.value.hint == "did you mean 'folketall'?"
    assert one.python.exists()
    assert two.python.exists()
    assert len(specs.listed()) == 2


@pytest.mark.parametrize("name", ["", ".", "..", "../en", "/", "folketall/../flytting"])
def test_name_that_is_a_path_removes_nothing(one: Project, two: Project, name: str) -> None:
    with pytest.raises(NotFound):
        cleaning.clean(name, folder=one.root)
    assert len(specs.listed()) == 2
    assert one.python.exists()


def test_clean_outside_of_a_project_is_refused(one: Project, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="lies in no project"):
        cleaning.clean(folder=tmp_path)
    assert one.python.exists()


def test_clean_of_a_name_works_from_anywhere(one: Project, tmp_path: Path) -> None:
    assert cleaning.clean("folketall", folder=tmp_path).environment == one.environment


def test_clean_of_a_project_of_the_same_repository_that_has_no_kernel(home: Path, tmp_path: Path) -> None:
    handmade.asked(tmp_path, "init", "-q")
    here = handmade.written(tmp_path, "folketall", git=False)
    there = handmade.written(tmp_path, "flytting", git=False)
    handmade.environment(here)
    handmade.environment(there)
    assert cleaning.clean("flytting", folder=here.root).environment == there.environment
    assert here.python.exists()


@pytest.mark.parametrize("git", [True, False])
def test_of_two_clones_the_one_that_you_stand_in_is_meant(one: Project, tmp_path: Path, git: bool) -> None:
    clone = handmade.written(tmp_path / "klon", "folketall", git=git)
    handmade.environment(clone)
    done = cleaning.clean("folketall", folder=clone.root)
    assert (done.environment, done.kernels) == (clone.environment, ())
    assert one.python.exists()
    assert specs.owner("folketall") == one.root


def test_clean_twice_has_nothing_left_to_do(one: Project) -> None:
    cleaning.clean(folder=one.root)
    assert cleaning.clean(folder=one.root) == cleaning.Cleaned("folketall", (), None)


def test_environment_that_is_a_link_is_unlinked_and_no_more(one: Project, tmp_path: Path) -> None:
    shared = tmp_path / "delt"
    shutil.move(one.environment, shared)
    one.environment.symlink_to(shared)
    cleaning.clean(folder=one.root)
    assert not one.environment.is_symlink()
    assert (shared / "pyvenv.cfg").is_file()


def test_link_inside_of_the_environment_is_not_followed(one: Project, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").touch()
    (one.environment / "lib").symlink_to(tmp_path / "mine")
    cleaning.clean(folder=one.root)
    assert (tmp_path / "mine" / "a.txt").is_file()


def test_half_environments_of_builds_that_were_killed_go_and_other_folders_stay(one: Project) -> None:
    for name in (".venv-0123abcd", ".venv-before", ".venv-mine", ".venv-89abcdef", "venv"):
        (one.root / name).mkdir()
        (one.root / name / "pyvenv.cfg").touch()
    (one.root / ".venv-89abcdef" / "pyvenv.cfg").unlink()
    cleaning.clean(folder=one.root)
    assert sorted(place.name for place in one.root.glob("*venv*")) == [".venv-89abcdef", ".venv-mine", "venv"]


def test_folder_of_a_person_in_the_environments_place_stays(one: Project) -> None:
    (one.environment / "pyvenv.cfg").unlink()
    with pytest.raises(BadInput, match="is no environment of Python"):
        cleaning.clean(folder=one.root)
    assert one.python.exists()
    assert specs.owner("folketall") == one.root


def test_orphans_are_those_whose_project_is_gone(one: Project, two: Project) -> None:
    assert cleaning.orphans() == []
    shutil.rmtree(two.environment)  # stale, but the project is there: build makes it whole
    shutil.rmtree(one.root)
    assert [kernel.name for kernel in cleaning.orphans()] == ["folketall"]
    assert len(specs.listed()) == 2
    assert [kernel.name for kernel in cleaning.remove_orphans()] == ["folketall"]
    assert [kernel.name for kernel in specs.listed()] == ["flytting"]


def test_kernel_whose_project_is_gone_is_cleaned_by_its_name(one: Project, tmp_path: Path) -> None:
    shutil.rmtree(one.root)
    assert cleaning.clean("folketall", folder=tmp_path) == cleaning.Cleaned("folketall", ("folketall",), None)
    assert specs.listed() == []


def test_all_kernels_of_a_project_that_is_gone_are_cleaned_by_the_name_of_one(
    one: Project, two: Project, tmp_path: Path
) -> None:
    specs.write(one, "folketall-r", [str(one.python)], language="R")
    shutil.rmtree(one.root)
    shutil.rmtree(two.root)
    assert cleaning.clean("folketall", folder=tmp_path).kernels == ("folketall", "folketall-r")
    assert [kernel.name for kernel in specs.listed()] == ["flytting"]


def test_project_that_cannot_be_read_is_in_no_other_ones_way(one: Project, two: Project) -> None:
    (one.root / "pyproject.toml").write_text("[[")
    assert cleaning.clean("flytting", folder=two.root).environment == two.environment
    assert one.python.exists()


def test_kernel_in_another_language_of_a_living_project_is_no_project(one: Project, two: Project) -> None:
    specs.write(one, "folketall-r", [str(one.python)], language="R")
    with pytest.raises(NotFound) as told:
        cleaning.clean("folketall-r", folder=two.root)
    assert told.value.hint == "did you mean 'folketall'?"
    assert cleaning.clean("folketall", folder=two.root).kernels == ("folketall", "folketall-r")


@pytest.mark.parametrize("by_name", [True, False])
def test_living_kernel_of_the_same_name_in_another_folder_outlives_the_orphan(
    one: Project, two: Project, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_name: bool
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "mine"))
    left = tmp_path / "mine" / "kernels"
    shutil.copytree(specs.data() / "kernels" / "folketall", left / "folketall")
    shutil.copytree(specs.data() / "kernels" / "folketall", left / "flytting")
    shutil.rmtree(specs.data() / "kernels" / "folketall")
    shutil.rmtree(one.root)
    # the person's own folder counts where no home is set by hand
    monkeypatch.setattr(specs, "places", lambda: [specs.data(), specs.personal()])
    if by_name:
        assert cleaning.clean("folketall", folder=tmp_path).kernels == ("flytting", "folketall")
    else:
        assert [kernel.name for kernel in cleaning.orphans()] == ["flytting", "folketall"]
        assert [kernel.name for kernel in cleaning.remove_orphans()] == ["flytting", "folketall"]
    assert [(kernel.name, kernel.project) for kernel in specs.listed()] == [("flytting", two.root)]
    assert list(left.iterdir()) == []
