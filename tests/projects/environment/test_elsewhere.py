"""A colleague who clones a project gets what its author had, whatever the index has got since."""

import shutil
import subprocess
from pathlib import Path

import pytest

from stabbur.projects.environment import locking, syncing, vendor
from stabbur.projects.project import Project
from tests.projects.environment.test_syncing import versions
from tests.projects.small import settle, small
from tests.servers import index as indexes
from tests.servers.index import Index


@pytest.fixture
def authored(home: Path, tmp_path: Path, index: Index, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with a wheel in vendor/, a group of its own and a commit."""
    settle(home, index)
    index.add("stabbur-test-tool", "1.0")
    source = '[dependency-groups]\ntools = ["stabbur-test-tool"]\n\n[tool.uv.sources]\nstabbur = { path = "vendor/NAME" }\n'
    project = small(tmp_path / "author" / "small", "stabbur", "stabbur-test-tree", more=source)
    share = tmp_path / "prefix" / "share" / "stabbur"
    share.mkdir(parents=True)
    (share / "stabbur-9.9-py3-none-any.whl").write_bytes(
        indexes.wheel("stabbur", "9.9", ("stabbur-test-leaf",))
    )
    monkeypatch.setattr("sys.prefix", str(tmp_path / "prefix"))
    file = project.root / "pyproject.toml"
    text = file.read_text(encoding="utf-8").replace("NAME", vendor.vendored(project))
    file.write_text(text, encoding="utf-8")
    (project.root / ".gitignore").write_text(".venv*/\n", encoding="utf-8")
    syncing.sync(project)
    git = ["git", "-C", str(project.root), "-c", "user.name=x", "-c", "user.email=x@example.invalid"]
    subprocess.run([*git[:3], "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "first"], check=True)
    return project


def cloned(project: Project, place: Path) -> Project:
    """Clone a project into another place."""
    subprocess.run(["git", "clone", "--quiet", project.root, place], check=True)
    return Project(place, project.name)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: Index, authored: Project) -> Path:
    """Another machine, months later: no cache, another home, newer releases in the index."""
    shutil.rmtree(tmp_path / "prefix")
    shutil.move(authored.root.parent, tmp_path / "gone")
    index.add("stabbur-test-tree", "3.0", "stabbur-test-leaf")
    index.add("stabbur-test-leaf", "2.0")
    other = tmp_path / "colleague"
    (other / "home").mkdir(parents=True)
    monkeypatch.setenv("STABBUR_HOME", str(other / "home"))
    monkeypatch.setenv("UV_CACHE_DIR", str(other / "cache"))
    settle(other / "home", index)
    return other


def test_dapla_P3_clone_that_is_built_elsewhere_has_identical_versions(
    authored: Project, elsewhere: Path, tmp_path: Path
) -> None:
    before = Project(tmp_path / "gone" / "small", authored.name)
    clone = cloned(before, elsewhere / "small")
    said: list[str] = []
    assert syncing.sync(clone, report=said.append)
    expected = {"small": "0.1.0", "stabbur": "9.9", "stabbur-test-leaf": "1.0", "stabbur-test-tree": "2.0"}
    assert versions(clone) == expected | {"stabbur-test-tool": "1.0"}
    assert (clone.root / "uv.lock").read_bytes() == (before.root / "uv.lock").read_bytes()
    assert not subprocess.run(["git", "status", "--porcelain"], cwd=clone.root, capture_output=True).stdout
    assert not [line for line in said if "locked" in line]
    assert not syncing.sync(clone), "twice is once"


def test_dapla_P3_clone_without_a_lock_gets_one_and_is_told(
    authored: Project, elsewhere: Path, tmp_path: Path
) -> None:
    clone = cloned(Project(tmp_path / "gone" / "small", authored.name), elsewhere / "small")
    (clone.root / "uv.lock").unlink()
    said: list[str] = []
    assert syncing.sync(clone, report=said.append)
    assert said[0] == "there was no uv.lock: locked now; commit it, so that others get the same versions"
    assert versions(clone)["stabbur-test-tree"] == "3.0"
    assert locking.fits(clone)


def test_two_projects_of_one_repository_have_environments_of_their_own(
    home: Path, tmp_path: Path, index: Index
) -> None:
    settle(home, index)
    one = small(tmp_path / "both" / "one", "stabbur-test-tree<2", name="one")
    two = small(tmp_path / "both" / "two", "stabbur-test-tree", name="two")
    for project in (one, two):
        assert syncing.sync(project)
    assert (versions(one)["stabbur-test-tree"], versions(two)["stabbur-test-tree"]) == ("1.0", "2.0")
    assert "two" not in versions(one)
