"""The project's own library: the R package of the Stabbur in its environment, whole or not at all."""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from stabbur.errors import StabburError, Unavailable
from stabbur.projects.environment import vendor
from stabbur.projects.project import Project
from stabbur.projects.r import installed, library
from stabbur.projects.r.installed import Installed


def copied(project: Project, folder: Path) -> Project:
    """A copy of the built project, library and all."""
    shutil.copytree(project.root, folder / "kopi", symlinks=True)
    return Project(folder / "kopi", "kopi")


def changed(project: Project, monkeypatch: pytest.MonkeyPatch, text: str) -> Path:
    """Let the package that is installed be another one, with one more line."""
    source = project.root / "source"
    shutil.copytree(library.OWN, source)
    with (source / "R" / "read.R").open("a") as file:
        file.write(text)
    monkeypatch.setattr(library, "OWN", source)
    return source


def test_what_is_installed_already_is_left_alone(project: Project) -> None:
    assert library.current(project)
    assert not library.install(project, installed.read(project))


def test_a_newer_package_replaces_the_one_before(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copied(project, tmp_path)
    changed(copy, monkeypatch, "\nread_dp <- function(...) 42\n")
    assert not library.current(copy)
    assert library.install(copy, installed.read(copy))
    words = ["Rscript", "-e", 'cat(stabbur::read_dp("a/b"))']
    assert subprocess.run(words, cwd=copy.root, capture_output=True, text=True, check=True).stdout == "42"
    assert sorted(os.listdir(copy.root / "r-library")) == ["stabbur", library.STAMP]


def test_a_package_that_can_not_be_installed_leaves_the_one_before(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copied(project, tmp_path)
    changed(copy, monkeypatch, "\nthis is no code\n")
    with pytest.raises(StabburError, match="R CMD"):
        library.install(copy, installed.read(copy))
    assert (copy.root / "r-library" / "stabbur" / "DESCRIPTION").is_file()
    assert sorted(os.listdir(copy.root / "r-library")) == ["stabbur", library.STAMP]


def test_the_package_is_the_one_of_the_projects_own_environment(tmp_path: Path) -> None:
    project = Project(tmp_path, "folketall")
    assert library.source(project) == library.OWN
    inside = project.environment / "lib/python3.12/site-packages/stabbur/projects/r/package"
    inside.mkdir(parents=True)
    assert library.source(project) == inside


def test_what_r_lacks_is_said_before_anything_is_installed(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="R lacks 'IRkernel', 'bit64', 'jsonlite'"):
        library.install(Project(tmp_path, "folketall"), Installed("4.2.2", (), {}))


@pytest.mark.parametrize("change", ["code", "lock", "library", "stamp"])
def test_a_build_looks_again_when_something_has_changed(
    project: Project, tmp_path: Path, change: str
) -> None:
    copy = copied(project, tmp_path)
    library.note(copy, installed.read(copy))
    assert library.current(copy)
    if change == "code":
        (copy.root / "R" / "more.R").write_text("library(MASS)")
    if change == "lock":
        (copy.root / "renv.lock").unlink()
    if change == "library":
        shutil.copytree(copy.root / "r-library" / "stabbur", copy.root / "r-library" / "other")
    if change == "stamp":
        (copy.root / "r-library" / library.STAMP).write_text("[]")
    assert not library.current(copy)


def test_only_a_library_that_was_built_here_is_removed(project: Project, tmp_path: Path) -> None:
    copy = copied(project, tmp_path)
    assert library.remove(copy) == copy.root / "r-library"
    assert not (copy.root / "r-library").exists()
    assert library.remove(copy) is None
    (copy.root / "r-library").mkdir()
    assert library.remove(copy) is None
    assert (copy.root / "r-library").is_dir()


def test_a_library_that_is_a_link_is_left_alone(project: Project, tmp_path: Path) -> None:
    linked = Project(tmp_path / "lenket", "lenket")
    linked.root.mkdir()
    (linked.root / "r-library").symlink_to(project.root / "r-library")
    assert library.remove(linked) is None
    assert library.current(project)


def test_the_wheel_that_projects_get_has_the_whole_package() -> None:
    wheel = vendor.wheel()
    assert wheel is not None
    inside = {
        name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("stabbur/projects/r/package/")
    }
    files = (file for file in library.OWN.rglob("*") if file.is_file())
    assert inside == {
        f"stabbur/projects/r/package/{file.relative_to(library.OWN).as_posix()}" for file in files
    }
