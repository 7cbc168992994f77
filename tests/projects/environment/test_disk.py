"""A disk that is full or read-only fails a build of the environment with a word on it, and harms nothing."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from stabbur.errors import NoRoom, NotAllowed, Unavailable
from stabbur.projects.dependencies import add
from stabbur.projects.environment import syncing
from stabbur.projects.project import Project
from tests.projects.environment.test_syncing import versions
from tests.projects.small import settle, small
from tests.servers.index import Index


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 4 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def project(home: Path, disk: Path, index: Index) -> Project:
    """A project on the small disk, with an environment that stands."""
    settle(home, index, 'advisories = "off"\n')
    project = small(disk / "small", "stabbur-test-tree")
    syncing.sync(project)
    return project


@pytest.mark.only_as("mounts")
def test_full_disk_is_said_and_everything_stays(project: Project, index: Index) -> None:
    before = {name: (project.root / name).read_bytes() for name in ("pyproject.toml", "uv.lock")}
    index.add("stabbur-test-large", "1.0", code=f'X = "{os.urandom(3_000_000).hex()}"')
    with pytest.raises(NoRoom) as error:
        add(project, ["stabbur-test-large"])
    assert error.value.code == "storage-full"
    assert {name: (project.root / name).read_bytes() for name in before} == before
    assert versions(project)["stabbur-test-tree"] == "2.0"
    assert syncing.current(project)
    assert not list(project.root.glob(".venv-*"))


@pytest.mark.only_as("mounts")
def test_read_only_disk_is_said_and_everything_stays(project: Project, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises((Unavailable, NotAllowed)) as error:
        add(project, ["stabbur-test-leaf"])
    assert error.value.code == "storage-read-only"
    assert versions(project)["stabbur-test-tree"] == "2.0"
    assert syncing.current(project)
