"""A project and an index on this machine, from which tests add, remove and upgrade."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stabbur.projects.dependencies import add
from stabbur.projects.project import Project
from tests.projects.small import settle, small
from tests.servers.index import Index, serve


@pytest.fixture
def index(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """An index that the person's settings name; advisories are off, since no test may ask the internet."""
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with serve() as running:
        running.add("stabbur-test-leaf", "1.0")
        running.add("stabbur-test-tree", "1.0", "stabbur-test-leaf")
        running.add("stabbur-test-tree", "2.0", "stabbur-test-leaf>=1.0")
        settle(home, running, 'advisories = "off"\n')
        yield running


@pytest.fixture
def project(tmp_path: Path, index: Index) -> Project:
    """A project that needs nothing yet."""
    return small(tmp_path / "small")


@pytest.fixture
def full(project: Project) -> Project:
    """A project with a package and what that needs."""
    add(project, ["stabbur-test-tree"])
    return project
