"""Git asked by Stabbur: neither a hook that it runs in, nor what a repository brings, decides what happens."""

from pathlib import Path

import pytest

from stabbur.errors import BadInput, StabburError, Unavailable
from stabbur.projects.git import repository
from stabbur.projects.git.command import answer, git
from stabbur.projects.git.command import repository as root_of
from stabbur.projects.origin import fetching
from stabbur.projects.scanning import files
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


def hostile(folder: Path, ran: Path, name: str, *whats: str, value: str = "") -> None:
    """Let a repository's own settings name a program for all its files, as a copied folder may."""
    for what in whats:
        asked(folder, "config", f"filter.{name}.{what}", value or f"touch '{ran}'; cat")
    (folder / ".git" / "info").mkdir(exist_ok=True)
    (folder / ".git" / "info" / "attributes").write_text(f"*.txt filter={name}\n", encoding="utf-8")
    (folder / "a.txt").write_text("another one", encoding="utf-8")


@pytest.mark.parametrize("name", ["x", "a=b", "stabbur-notebook", "lfs"])
@pytest.mark.parametrize("what", ["clean", "process"])
def test_A26_filter_of_a_copied_folder_is_not_run(top: Path, tmp_path: Path, name: str, what: str) -> None:
    ran = tmp_path / "ran"
    hostile(top, ran, name, what)
    asked(top, "config", f"filter.{name}.required", "true")
    (top / "a.txt").write_text("another", encoding="utf-8")
    for words in (("status",), ("diff", "HEAD"), ("add", "a.txt"), ("commit", "-m", "fetch", "--", "a.txt")):
        answer(top, *words)
    assert not ran.exists()
    if not name.startswith("stabbur-"):
        assert asked(top, "show", "HEAD:a.txt") == "another"


def test_filter_that_the_person_has_set_up_is_run_as_they_say(
    top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(monkeypatch, tmp_path, '[filter "x"]\nclean = tr a-z A-Z\nrequired = true\n')
    (top / "a.txt").write_text("b", encoding="utf-8")
    (top / ".git" / "info").mkdir(exist_ok=True)
    (top / ".git" / "info" / "attributes").write_text("*.txt filter=x\n", encoding="utf-8")
    git(top, "add", "a.txt")
    assert asked(top, "show", ":a.txt") == "B"
    hostile(top, tmp_path / "ran", "x", "clean")
    git(top, "add", "a.txt")
    assert asked(top, "show", ":a.txt") == "ANOTHER ONE"
    assert not (tmp_path / "ran").exists()


def test_A26_our_own_filters_run_from_where_stabbur_is_installed(top: Path, tmp_path: Path) -> None:
    hostile(top, tmp_path / "ran", "stabbur-lock", "clean")
    lock = '[[package]]\nname = "six"\nsource = { registry = "https://nexus.example.no/simple" }\n'
    (top / "a.txt").write_text(lock, encoding="utf-8")
    git(top, "add", "a.txt")
    assert "nexus" not in asked(top, "show", ":a.txt")
    assert not (tmp_path / "ran").exists()


def lacking(top: Path, ran: Path) -> str:
    """Take the content of a file away and let the repository name a program that fetches it."""
    program = ran.with_name("fetched")
    program.write_text(f"#!/bin/sh\ntouch '{ran}'\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    blob = asked(top, "rev-parse", "HEAD:a.txt").strip()
    (top / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "evil",
        "remote.evil.url": str(top.parent),
        "remote.evil.promisor": "true",
        "remote.evil.uploadpack": str(program),
    }.items():
        asked(top, "config", key, value)
    return blob


def test_A26_object_that_is_missing_is_not_fetched_by_a_program_of_the_repository(
    top: Path, tmp_path: Path
) -> None:
    blob = lacking(top, tmp_path / "ran")
    assert answer(top, "cat-file", "blob", blob) is None
    assert answer(top, "show", "HEAD:a.txt") is None
    with pytest.raises(StabburError, match=r"lacks the content of 'a\.txt'|'git cat-file' failed"):
        list(files.tracked(top))
    with pytest.raises(BadInput, match="is a partial clone"):
        fetching.clone(top, tmp_path / "new")
    with pytest.raises(BadInput, match="is a partial clone"):
        fetching.clone(f"file://{top}", tmp_path / "new")
    assert not (tmp_path / "ran").exists()
    asked(top, "cat-file", "blob", blob, code=128)
    assert (tmp_path / "ran").exists(), "git by itself runs it: else this test would say nothing"
