"""What of an existing project comes along, and what stays behind."""

import os
import shutil
from pathlib import Path

import pytest

from stabbur.errors import BadInput, NotFound, StabburError
from stabbur.projects.origin.copying import copy, look
from tests.projects.origin.conftest import COVER, git


def files(folder: Path) -> set[str]:
    """Return the paths of all files and links below a folder, those of git left out."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    return {path for path in found if not path.startswith(".git/")}


def copied(given: str | Path, target: Path, *, history: bool = False) -> list[str]:
    """Copy an origin into a new folder and return what was said."""
    said: list[str] = []
    origin = look(str(given), history=history)
    target.mkdir()
    copy(origin, target, said.append)
    return said


def test_repository_gives_what_it_tracks_and_nothing_else(old: Path, tmp_path: Path) -> None:
    (old / "not-yet-added.py").write_text("x = 1")
    (old / "README.md").write_text("changed and not committed")
    said = copied(old, tmp_path / "new")
    assert files(tmp_path / "new") == {*COVER, "picture.png"}
    assert (tmp_path / "new" / "README.md").read_text() == COVER["README.md"]
    assert not (tmp_path / "new" / ".git").exists()
    assert len([line for line in said if "not committed" in line]) == 1


@pytest.mark.parametrize("form", ["{}", "file://{}", "{}/.git"])
def test_address_gives_the_same_as_the_folder(old: Path, tmp_path: Path, form: str) -> None:
    copied(form.format(old), tmp_path / "new")
    assert files(tmp_path / "new") == {*COVER, "picture.png"}


def test_folder_without_git_gives_what_its_gitignore_lets_through(bare_folder: Path, tmp_path: Path) -> None:
    (bare_folder / "inner").mkdir()
    git(bare_folder / "inner", "init", "-q")
    (bare_folder / "inner" / "x.py").touch()
    (bare_folder / "deploy.pem").write_text("canary-8")
    (bare_folder / "run.sh").write_text("#!/bin/sh\n")
    (bare_folder / "run.sh").chmod(0o700)
    (bare_folder / "out").symlink_to("/etc")
    (bare_folder / "in").symlink_to("README.md")
    said = copied(bare_folder, tmp_path / "new")
    assert files(tmp_path / "new") == {*COVER, "picture.png", "run.sh", "in"}
    assert os.access(tmp_path / "new" / "run.sh", os.X_OK)
    assert said == ["'out' leads out of the project: left out"]
    assert not (bare_folder / ".git").exists()


def test_data_of_a_folder_without_git_stay_there_unless_allowed(bare_folder: Path, tmp_path: Path) -> None:
    (bare_folder / ".gitignore").write_text(".venv/\n")
    for name in ("people.jsonl", "a.rds", "b.TSV", "c.parquet", "kept.csv"):
        (bare_folder / name).write_text("name\nKari\n")
    with (bare_folder / "pyproject.toml").open("a") as file:
        file.write('[tool.stabbur.scan]\nallow = ["kept.csv"]\n')
    said = copied(bare_folder, tmp_path / "new")
    assert files(tmp_path / "new") == {*COVER, "picture.png", "kept.csv"}
    assert said == ["data were left out: a.rds, b.TSV, c.parquet, data/people.csv, people.jsonl"]


def test_workflow_is_known_before_a_forge_is_asked(old: Path, bare_folder: Path, tmp_path: Path) -> None:
    inner = old / "inner"
    (inner / ".github" / "workflows").mkdir(parents=True)
    for name in ("pyproject.toml", "stabbur.toml", ".github/workflows/build.yml"):
        (inner / name).write_text(COVER.get(name, "on: push\n"))
    assert not look(str(old)).workflows
    assert look(str(old), history=True).workflows, "an older commit may have one"
    git(old, "add", "inner")
    git(old, "commit", "-qm", "Add one")
    assert look(str(inner)).workflows
    assert not look(str(old)).workflows, "GitHub looks at those of the whole repository alone"
    copied(inner, tmp_path / "new")
    assert look(str(tmp_path / "new")).workflows


def test_folder_of_a_repository_comes_alone(old: Path, tmp_path: Path) -> None:
    inner = old / "projects" / "inner"
    inner.mkdir(parents=True)
    for name in ("pyproject.toml", "stabbur.toml"):
        (inner / name).write_text(COVER[name].replace("old", "inner"))
    git(old, "add", "projects")
    git(old, "commit", "-qm", "Add one")
    assert look(str(inner)).name == "inner-name"
    copied(inner, tmp_path / "new")
    assert files(tmp_path / "new") == {"pyproject.toml", "stabbur.toml"}
    with pytest.raises(BadInput, match="folder of a repository"):
        look(str(inner), history=True)


def test_A25_link_that_leads_outside_is_left_out(old: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "kept.txt").write_text("as it was")
    (old / "etc").symlink_to("/etc/passwd")
    (old / "src" / "up").symlink_to("../../theirs/kept.txt")
    (old / "loop").symlink_to(".git/config")
    (old / "src" / "inside").symlink_to("../README.md")
    git(old, "add", ".")
    git(old, "commit", "-qm", "Link")
    said = copied(old, tmp_path / "new")
    links = {path.name for path in (tmp_path / "new").rglob("*") if path.is_symlink()}
    assert links == {"inside"}
    assert sorted(said) == [
        f"'{name}' leads out of the project: left out" for name in ("etc", "loop", "src/up")
    ]
    assert (tmp_path / "theirs" / "kept.txt").read_text() == "as it was"


def test_A24_submodule_is_not_followed(old: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "other")
    git(tmp_path / "other", "commit", "-q", "--allow-empty", "-m", "x")
    git(old, "submodule", "--quiet", "add", str(tmp_path / "other"), "libs/other")
    git(old, "commit", "-qm", "Add a submodule")
    said = copied(old, tmp_path / "new")
    assert said == ["'libs/other' is a repository of its own: left out"]
    assert not (tmp_path / "new" / "libs").exists()
    assert files(tmp_path / "new") == {*COVER, "picture.png"}


def test_history_comes_along_on_main_and_leads_nowhere(old: Path, tmp_path: Path) -> None:
    copied(old, tmp_path / "new", history=True)
    assert git(tmp_path / "new", "log", "--format=%s", "main").split("\n")[:2] == ["Add the rest", "Begin"]
    assert git(tmp_path / "new", "remote") == ""
    assert str(old) not in (tmp_path / "new" / ".git" / "config").read_text()
    assert git(tmp_path / "new", "status", "--porcelain") == ""
    assert files(tmp_path / "new") == {*COVER, "picture.png"}


def test_what_is_no_project_is_refused(old: Path, bare_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotFound, match="is no project"):
        look(str(tmp_path / "empty"))
    git(tmp_path, "init", "-q", "--bare", "none.git")
    with pytest.raises(BadInput, match="without a commit"):
        look(str(tmp_path / "none.git"))
    git(tmp_path, "init", "-q", "none")
    with pytest.raises(BadInput, match="without a commit"):
        look(str(tmp_path / "none"))
    git(tmp_path / "none", "commit", "-q", "--allow-empty", "-m", "x")
    with pytest.raises(NotFound, match="is no project"):
        look(f"file://{tmp_path / 'none'}")
    with pytest.raises(StabburError):
        look(f"file://{tmp_path}/nowhere.git")


def test_history_of_what_has_none_is_refused(bare_folder: Path) -> None:
    with pytest.raises(BadInput, match="no git repository") as error:
        look(str(bare_folder), history=True)
    assert error.value.code == "origin-history"


def test_folder_that_its_repository_does_not_know_is_one_without_git(
    bare_folder: Path, tmp_path: Path
) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "x")
    copied(bare_folder, tmp_path / "new")
    assert files(tmp_path / "new") == {*COVER, "picture.png"}
    with pytest.raises(BadInput, match="no git repository"):
        look(str(bare_folder), history=True)


@pytest.mark.parametrize("tracked", [True, False])
def test_A27_link_that_leads_out_through_another_link_is_left_behind(
    old: Path, tmp_path: Path, tracked: bool
) -> None:
    (tmp_path / "victim").mkdir()
    (old / "a" / "b").mkdir(parents=True)
    (old / "a" / "b" / "top").symlink_to("../..")
    (old / "through").symlink_to("a/b/top/README.md")
    (old / "vendor").symlink_to("a/b/top/../victim")
    if tracked:
        git(old, "add", "-A")
        git(old, "commit", "-q", "-m", "Add links")
    else:
        shutil.rmtree(old / ".git")
    said = copied(old, tmp_path / "new")
    assert said == ["'vendor' leads out of the project: left out"]
    assert (tmp_path / "new" / "through").read_text() == COVER["README.md"]
    for path in (tmp_path / "new").rglob("*"):
        assert path.resolve().is_relative_to(tmp_path / "new")
