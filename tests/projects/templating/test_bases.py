"""What a template gave is kept in git: for each project of a repository, and for every clone."""

from pathlib import Path

import pytest

from stabbur.projects.project import Project
from stabbur.projects.templating import answers as kept
from stabbur.projects.templating import bases, updating
from tests.projects.templating.small import NAME, begun, commit, git, newer


def test_two_projects_of_one_repository_have_each_their_base(tmp_path: Path, source: Path) -> None:
    repository = tmp_path / "repository"
    git(tmp_path, "init", "--quiet", "-b", "main", repository)
    one = begun(repository / "one", source, repository)
    two = begun(repository / "deep" / "two", source, repository)
    newer(source, {3: "new"})
    assert updating.update(one, source=source).changed == (kept.FILE, "lines.txt")
    assert updating.behind(two, source=source)
    commit(repository)
    newer(source, {3: "new", 9: "newer"})
    assert updating.update(two, source=source).conflicts == ()
    assert "newer" in (two.root / "lines.txt").read_text()
    assert "newer" not in (one.root / "lines.txt").read_text()


@pytest.fixture
def origin(project: Project, tmp_path: Path) -> Path:
    """A project's origin, which has its branch and its base."""
    git(tmp_path, "init", "--quiet", "--bare", "-b", "main", "origin.git")
    git(project.root, "remote", "add", "origin", str(tmp_path / "origin.git"))
    git(project.root, "push", "--quiet", "--set-upstream", "origin", "main")
    updating.refspecs(project.root, taken=True)
    git(project.root, "push", "--quiet")
    return tmp_path / "origin.git"


def test_a_clone_gets_the_base_from_its_origin(
    project: Project, source: Path, origin: Path, tmp_path: Path
) -> None:
    updating.refspecs(project.root)
    git(tmp_path, "clone", "--quiet", origin, "clone")
    newer(source, {3: "new"})
    done = updating.update(Project(tmp_path / "clone", NAME), source=source)
    assert done.changed == (kept.FILE, "lines.txt")
    for folder in (project.root, tmp_path / "clone"):
        pushed = git(folder, "config", "--get-all", "remote.origin.push").split()
        assert pushed == ["HEAD", "refs/stabbur/*:refs/stabbur/*"]
        assert bases.followed(folder)


def test_push_of_a_clone_with_an_older_base_leaves_the_newer_one(
    project: Project, source: Path, origin: Path, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "--quiet", origin, "clone")
    newer(source, {3: "new"})
    updating.update(project, source=source)
    commit(project.root)
    git(project.root, "push", "--quiet")
    newest = git(origin, "for-each-ref", "refs/stabbur")
    older = Project(tmp_path / "clone", NAME)
    bases.fetch(older.root)
    updating.refspecs(older.root)
    git(older.root, "checkout", "--quiet", "-b", "mine")
    newer(source, {5: "newer"})
    updating.update(older, source=source)
    commit(older.root)
    git(older.root, "push", "--quiet")
    after = git(origin, "for-each-ref", "refs/stabbur").splitlines()
    assert {*newest.splitlines()} < {*after}
    assert len(after) == 3


def test_origin_that_is_not_known_to_take_bases_is_pushed_none(project: Project, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "-b", "main", "origin.git")
    hook = tmp_path / "origin.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\nif grep -q refs/stabbur; then echo "branches alone" >&2; exit 1; fi\n')
    hook.chmod(0o755)
    git(project.root, "remote", "add", "origin", str(tmp_path / "origin.git"))
    git(project.root, "push", "--quiet", "--set-upstream", "origin", "main")
    updating.refspecs(project.root)
    assert bases.followed(project.root)
    commit(project.root)
    git(project.root, "push", "--quiet")
    hook.unlink()
    git(project.root, "push", "--quiet", "origin", "refs/stabbur/*:refs/stabbur/*")
    assert not bases.followed(project.root), "since the origin has some now"
    updating.refspecs(project.root)
    assert bases.followed(project.root)


@pytest.mark.parametrize("said", ["upstream", "nothing", "matching"])
def test_whoever_has_said_what_is_pushed_is_not_overruled(project: Project, origin: Path, said: str) -> None:
    git(project.root, "config", "--unset-all", "remote.origin.push")
    git(project.root, "config", "push.default", said)
    updating.refspecs(project.root, taken=True)
    assert "remote.origin.push" not in git(project.root, "config", "--list")
    assert bases.followed(project.root)


def test_fetching_does_not_fail_where_nobody_pushed_a_base(project: Project, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", project.root, "plain.git")
    git(tmp_path, "clone", "--quiet", "plain.git", "clone")
    updating.refspecs(tmp_path / "clone")
    git(tmp_path / "clone", "fetch")
    assert git(tmp_path / "clone", "for-each-ref", "refs/stabbur") == ""
