"""The environment of a run: the project's own while its lock is that of the commit, else one kept by its hash."""

import os
from pathlib import Path

import pytest

from stabbur import settings as all_settings
from stabbur.errors import NotFound
from stabbur.projects.environment import index, syncing
from stabbur.projects.environment.uv import uv
from stabbur.projects.project import Project
from stabbur.projects.running import run
from stabbur.runs.execution import environments, start
from tests.projects.small import small as written
from tests.runs.execution.conftest import small

__all__ = ["small"]


@pytest.fixture
def said() -> list[str]:
    return []


def test_environment_that_is_current_is_noted_and_left_alone(small: Path, said: list[str]) -> None:
    project = Project(small, "small")
    (project.environment / start.SEEN).unlink()
    assert environments.of_tree(project, all_settings.load(small), said.append) == project.environment
    assert start.settled(str(small))
    assert said == []


def test_lock_of_a_commit_gets_an_environment_of_its_own_once(
    home: Path, tmp_path: Path, said: list[str]
) -> None:
    project = written(tmp_path / "now")
    work = written(tmp_path / "work" / "then", more='\n[tool.other]\nkey = "then"\n')
    settings = all_settings.load(project.root)
    for one in (project, work):
        _lock(one)
    (project.environment / "bin").mkdir(parents=True)
    first = environments.of_commit(project, work.root, settings, said.append)
    assert first.parent == home / "shared" / "environments"
    told = run([first / "bin" / "python", "-c", "import sys; print(sys.prefix)"], folder=tmp_path)
    assert told.strip() == str(first)
    assert len(said) == 1
    changed = (first / "pyvenv.cfg").stat().st_mtime_ns
    os.utime(first, (0, 0))
    assert environments.last_used(first) == 0
    assert environments.of_commit(project, work.root, settings, said.append) == first
    assert (first / "pyvenv.cfg").stat().st_mtime_ns == changed, "an unchanged lock installs nothing"
    assert environments.last_used(first) > 0, "so that it is not swept"
    assert [one.name for one in first.parent.iterdir()] == [first.name], "nothing half built is left"


def test_commit_without_a_lock_says_so(home: Path, tmp_path: Path, said: list[str]) -> None:
    project = written(tmp_path / "now")
    work = written(tmp_path / "then", more="\n")
    with pytest.raises(NotFound, match=r"no uv\.lock"):
        environments.of_commit(project, work.root, all_settings.load(project.root), said.append)


def test_folder_plays_no_part_in_what_an_environment_is_made_of(home: Path, tmp_path: Path) -> None:
    first, second = written(tmp_path / "a"), written(tmp_path / "b")
    assert syncing.inputs(first) == syncing.inputs(second)
    (second.root / "uv.lock").write_text("version = 1\n")
    assert syncing.inputs(first) != syncing.inputs(second)


def _lock(project: Project) -> None:
    uv(project.root, "lock", "--offline", settings=all_settings.load(project.root), environ=index.nowhere())
