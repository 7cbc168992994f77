"""Templates and projects for tests to change."""

from pathlib import Path

import pytest

from stabbur.projects.project import Project
from tests.projects.templating.small import NAME, begun, templates_in


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Templates that a test may change."""
    return templates_in(tmp_path / "templates")


@pytest.fixture
def project(tmp_path: Path, source: Path) -> Project:
    """A project of the small template."""
    return begun(tmp_path / NAME, source)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with one template, from somebody whom nobody should trust."""
    small = tmp_path / "templates" / "small"
    small.mkdir(parents=True)
    (small / "template.toml").write_text('place = 1\ntitle = "Small"\n')
    (small / "good.txt.jinja").write_text("{{ name }}\n")
    return tmp_path / "templates"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder with a name of its own above it, where nothing may be written."""
    made = tmp_path / "above" / "project"
    made.mkdir(parents=True)
    return made
