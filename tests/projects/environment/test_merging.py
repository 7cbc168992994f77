"""A merge that stops in uv.lock is settled by a build: the other side's versions, and the needs of both."""

import subprocess
from pathlib import Path

import pytest

from stabbur.errors import BadInput
from stabbur.projects.dependencies import add
from stabbur.projects.environment import syncing
from stabbur.projects.project import Project, find
from tests.projects.environment.test_syncing import versions
from tests.projects.small import settle, small
from tests.servers.index import Index


def git(project: Project, *words: str, code: int = 0) -> None:
    own = ["-c", "user.name=x", "-c", "user.email=x@example.invalid"]
    done = subprocess.run(["git", *own, *words], cwd=project.root, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr


@pytest.fixture
def merged(home: Path, tmp_path: Path, index: Index) -> Project:
    """A project in which two branches have added a package each; pyproject.toml has both, uv.lock the marks."""
    settle(home, index, 'advisories = "off"\n')
    project = small(tmp_path / "small")
    (project.root / ".gitignore").write_text(".venv*\n", encoding="utf-8")
    for name in ("stabbur-test-ours", "stabbur-test-theirs"):
        index.add(name, "1.0")
    syncing.sync(project)
    git(project, "init", "--quiet", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "first")
    git(project, "checkout", "--quiet", "-b", "theirs")
    add(project, ["stabbur-test-theirs"])
    git(project, "commit", "--quiet", "-am", "theirs")
    git(project, "checkout", "--quiet", "main")
    add(project, ["stabbur-test-ours"])
    git(project, "commit", "--quiet", "-am", "ours")
    git(project, "merge", "theirs", code=1)
    file = project.root / "pyproject.toml"
    marked = file.read_text(encoding="utf-8").splitlines()
    both = 'dependencies = ["stabbur-test-ours>=1.0", "stabbur-test-theirs>=1.0"]'
    kept = [one for one in marked if not one.startswith(("<<<<", "====", ">>>>", "dependencies = "))]
    text = "\n".join(kept).replace('requires-python = ">=3.11"', f'requires-python = ">=3.11"\n{both}')
    file.write_text(f"{text}\n", encoding="utf-8")
    assert "<<<<<<< " in (project.root / "uv.lock").read_text(encoding="utf-8")
    index.add("stabbur-test-theirs", "2.0")
    return project


def test_build_takes_the_versions_of_the_other_side_and_locks_what_lacks(merged: Project) -> None:
    said: list[str] = []
    assert syncing.sync(merged, report=said.append)
    assert versions(merged) == {"small": "0.1.0", "stabbur-test-ours": "1.0", "stabbur-test-theirs": "1.0"}
    assert "git add uv.lock" in said[0]
    git(merged, "add", ".")
    git(merged, "commit", "--quiet", "-m", "both")


def test_so_does_whoever_adds_a_package(merged: Project) -> None:
    add(merged, ["stabbur-test-leaf"])
    assert set(versions(merged)) == {"small", "stabbur-test-ours", "stabbur-test-theirs", "stabbur-test-leaf"}


def test_marks_in_pyproject_are_told_as_such(merged: Project) -> None:
    file = merged.root / "pyproject.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("dependencies", "<<<<<<< HEAD\ndependencies"), encoding="utf-8")
    with pytest.raises(BadInput) as error:
        find(merged.root)
    assert (error.value.code, "keep the lines of both sides" in error.value.hint) == ("project-bad", True)


def test_marks_that_were_committed_are_told_with_a_way_out_that_git_takes(merged: Project) -> None:
    marked = (merged.root / "uv.lock").read_bytes()
    git(merged, "add", ".")
    with pytest.raises(BadInput) as error:
        syncing.sync(merged)
    assert error.value.code == "lock-broken"
    assert (merged.root / "uv.lock").read_bytes() == marked
    assert "git checkout --theirs uv.lock && stabbur build" in error.value.hint
    assert "gives up every version" in error.value.hint
    git(merged, "checkout", "HEAD", "uv.lock")
