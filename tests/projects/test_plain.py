"""What a clone leads to devices and pipes is refused at once, wherever it is read."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from stabbur.errors import BadInput
from stabbur.projects import plain
from stabbur.projects.environment import declared, python, syncing
from stabbur.projects.health import packages
from stabbur.projects.project import Project, named
from stabbur.projects.templating import answers
from stabbur.settings import Settings
from tests.projects import handmade


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Project:
    return handmade.written(tmp_path, git=False)


def test_file_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes("æ\r\nb\n".encode())
    assert plain.content(file) == file.read_bytes()
    assert plain.text(file) == "æ\nb\n"
    assert plain.digest(file) == sha256(file.read_bytes()).digest()
    (tmp_path / "b").symlink_to(file)
    assert plain.text(tmp_path / "b") == "æ\nb\n"


def test_file_larger_than_any_of_its_kind_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert plain.content(tmp_path / "a", largest=5) == b"12345"
    with pytest.raises(BadInput, match="has 5 bytes, and 4 is more"):
        plain.content(tmp_path / "a", largest=4)


READERS: dict[str, Callable[[Project], object]] = {
    ".python-version": python.wanted,
    ".copier-answers.yml": lambda project: answers.read(project.root),
    "pyproject.toml": lambda project: named(project.root / "pyproject.toml"),
    ".venv/stabbur-stamp.json": lambda project: syncing.current(project),
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("kind", ["device", "pipe"])
def test_A26_device_or_pipe_in_a_clone_is_refused(project: Project, name: str, kind: str) -> None:
    file = project.root / name
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("/dev/full")  # as endless as /dev/zero
    with pytest.raises(BadInput, match="is no regular file"):
        READERS[name](project)


def test_A26_device_as_a_source_or_version_of_an_environment(project: Project) -> None:
    project.environment.mkdir()
    (project.environment / "stabbur-stamp.json").write_text("{}")
    (project.environment / "pyvenv.cfg").symlink_to("/dev/full")
    assert [*packages.python(project, Settings())] == []
    (project.root / "uv.lock").symlink_to("/dev/full")
    assert python.found(project, Settings())
    (project.root / "uv.lock").unlink()
    with (project.root / "pyproject.toml").open("a") as out:
        out.write('[tool.uv.sources]\nx = { path = "/dev/full" }\n')
    assert declared.read(project)
    with pytest.raises(BadInput, match="'/dev/full' is no regular file"):
        syncing.current(project)
