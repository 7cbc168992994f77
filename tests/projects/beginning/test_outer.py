"""A repository that a project is made inside of goes back to what it was."""

import threading
import time
from pathlib import Path

import pytest

from stabbur.projects.beginning import outer
from stabbur.projects.git import hooks
from stabbur.projects.git.command import git
from stabbur.projects.undoing import Undo
from tests.projects.origin.conftest import git as as_kari
from tests.projects.small import small


@pytest.fixture
def repository(tmp_path: Path, home: Path) -> Path:
    folder = tmp_path / "theirs"
    as_kari(tmp_path, "init", "-q", "theirs")
    (folder / "kept").write_text("kept")
    as_kari(folder, "add", ".")
    as_kari(folder, "commit", "-qm", "Theirs")
    return folder


@pytest.mark.parametrize("own_hook", [True, False])
def test_settings_hooks_refs_and_index_go_back(repository: Path, own_hook: bool) -> None:
    if own_hook:
        hook = repository / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\n")
        hook.chmod(0o755)
        git(repository, "update-ref", "refs/stabbur/bases/theirs", "HEAD")

    def state() -> dict[str, tuple[bytes, int]]:
        found = [path for path in (repository / ".git").rglob("*") if path.is_file() and path.name != "index"]
        return {
            str(path): (path.read_bytes(), path.stat().st_mode)
            for path in found
            if "objects" not in path.parts
        }

    before, staged = state(), git(repository, "ls-files", "--stage")
    undo = Undo()
    outer.keep(repository, repository / "small", undo)
    project = small(repository / "small")
    hooks.install(project)
    git(repository, "add", "small")
    made = git(repository, "commit-tree", git(repository, "write-tree").strip(), "-m", "base").strip()
    git(repository, "update-ref", f"refs/stabbur/bases/{made}", made)
    assert state() != before
    assert undo.back() == []
    assert state() == before
    assert git(repository, "ls-files", "--stage") == staged
    assert bool(git(repository, "for-each-ref", "refs/stabbur")) == own_hook


def test_two_in_one_repository_wait_for_each_other(repository: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with outer.alone(repository):
            order.append("second")

    with outer.alone(repository):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.2)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]
    with outer.alone(None), outer.alone(None):
        pass
