"""Git asked by Stabbur: neither a hook that it runs in, nor what a repository brings, decides what happens."""

from pathlib import Path

import pytest

from stabbur.errors import StabburError, Unavailable
from stabbur.projects.git import repository
from stabbur.projects.git.command import answer, git
from stabbur.projects.git.command import repository as root_of
from tests.projects.git.repositories import asked, person


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit."""
    person(monkeypatch, tmp_path)
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "a.txt").write_text("a", encoding="utf-8")
    repository.start(folder, message="Begin")
    return folder


def test_A26_hook_that_stabbur_runs_in_does_not_lead_it_elsewhere(
    top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asked(top, "log", "--format=%H")
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.txt").write_text("b", encoding="utf-8")
    monkeypatch.setenv("GIT_DIR", str(top / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(top))
    monkeypatch.setenv("GIT_INDEX_FILE", str(top / ".git" / "index"))
    repository.start(other, message="Begin")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name)
    assert asked(other, "ls-files") == "b.txt\n"
    assert asked(top, "log", "--format=%H") == before
    assert asked(top, "status", "--short") == ""


def test_A26_hooks_and_watchers_of_a_repository_are_not_run(top: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch '{ran}'\n", encoding="utf-8")
    script.chmod(0o755)
    (top / ".git" / "hooks").mkdir()
    for name in ("pre-commit", "post-commit", "post-index-change", "reference-transaction", "post-checkout"):
        (top / ".git" / "hooks" / name).write_bytes(script.read_bytes())
        (top / ".git" / "hooks" / name).chmod(0o755)
    asked(top, "config", "core.fsmonitor", str(script))
    (top / "b.txt").write_text("b", encoding="utf-8")
    repository.commit(top, ["b.txt"], "Add b")
    git(top, "status")
    git(top, "switch", "-q", "-c", "other")
    assert not ran.exists()


def test_A26_address_that_is_a_command_is_refused(top: Path, tmp_path: Path) -> None:
    with pytest.raises(StabburError, match="not allowed"):
        git(top, "ls-remote", "--", f"ext::sh -c touch% {tmp_path}/ran")
    assert not (tmp_path / "ran").exists()


def test_refusal_says_what_git_said_and_what_to_do(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StabburError, match=r"^'git switch' failed: .*unknown-branch") as told:
        git(top, "switch", "unknown-branch")
    assert "git status" in told.value.hint
    assert answer(top, "switch", "unknown-branch") is None
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unavailable, match="no program 'git'") as missing:
        git(top, "status")
    assert "apt-get" in missing.value.hint


def test_root_is_found_from_inside_and_nowhere_else(top: Path, tmp_path: Path) -> None:
    (top / "inner").mkdir()
    assert root_of(top / "inner") == top
    assert root_of(tmp_path) is None
