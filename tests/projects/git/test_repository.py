"""A repository is started and added to as asked, whatever the person's settings and staged files."""

from pathlib import Path

import pytest

from stabbur.errors import StabburError
from stabbur.projects.git import repository
from tests.projects.git.repositories import asked, person


def test_starts_with_one_commit_on_main(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person(
        monkeypatch,
        tmp_path,
        "[user]\nname = Kari\nemail = kari@example.org\n[init]\ndefaultBranch = trunk\n",
    )
    folder = tmp_path / "folketall"
    folder.mkdir()
    (folder / "README.md").write_text("# Folketall\n", encoding="utf-8")
    repository.start(folder, message="Begin")
    assert (
        asked(folder, "log", "--all", "--format=%D|%an <%ae>|%s")
        == "HEAD -> main|Kari <kari@example.org>|Begin\n"
    )
    assert asked(folder, "ls-files") == "README.md\n"


def test_A26_settings_of_the_person_run_nothing_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    for place in ("template/hooks", "hooks"):
        hook = tmp_path / place / "pre-commit"
        hook.parent.mkdir(parents=True)
        hook.write_text(f"#!/bin/sh\ntouch '{ran}'\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
    (tmp_path / "ignored").write_text("*.md\n", encoding="utf-8")
    person(
        monkeypatch,
        tmp_path,
        f"[init]\ntemplateDir = {tmp_path}/template\n[core]\nhooksPath = {tmp_path}/hooks\n"
        f"excludesFile = {tmp_path}/ignored\n[commit]\ngpgSign = true\ntemplate = {tmp_path}/none\n"
        "[gpg]\nprogram = false\n",
    )
    folder = tmp_path / "folketall"
    folder.mkdir()
    (folder / "README.md").write_text("x", encoding="utf-8")
    repository.start(folder, message="Begin")
    (folder / "more.md").write_text("x", encoding="utf-8")
    repository.commit(folder, ["more.md"], "Add more")
    assert not ran.exists()
    assert not (folder / ".git" / "hooks" / "pre-commit").exists()
    assert asked(folder, "ls-files").split() == ["README.md", "more.md"]
    assert asked(folder, "log", "--format=%ae").count(".invalid") == 2


def test_commits_only_what_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person(monkeypatch, tmp_path)
    (tmp_path / "own").mkdir()
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    repository.start(tmp_path, message="Begin")
    (tmp_path / "b.txt").write_text("b", encoding="utf-8")
    asked(tmp_path, "add", "b.txt")
    (tmp_path / "a.txt").write_text("changed", encoding="utf-8")
    odd = ["own/-x", "own/a\nb", "own/æøå", "own/:(glob)*", "own/*"]
    for name in [*odd, "own/other"]:
        (tmp_path / name).write_text("x", encoding="utf-8")
    repository.commit(tmp_path, odd, "Add odd names")
    names = asked(tmp_path, "show", "--format=", "--name-only", "-z").split("\0")
    assert sorted(filter(None, names)) == sorted(odd)
    assert asked(tmp_path, "status", "--short", "-z").split("\0")[:3] == [
        " M a.txt",
        "A  b.txt",
        "?? own/other",
    ]


def test_refusal_of_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person(monkeypatch, tmp_path)
    repository.start(_with_file(tmp_path), message="Begin")
    with pytest.raises(StabburError, match="nothing to commit") as told:
        repository.commit(tmp_path, ["a.txt"], "Again")
    assert told.value.code == "git-failed"


def _with_file(folder: Path) -> Path:
    (folder / "a.txt").write_text("a", encoding="utf-8")
    return folder
