"""What a template gave is kept in git: for each project of a repository, and for every clone."""

from pathlib import Path

from stabbur.projects.project import Project
from stabbur.projects.templating import answers as kept
from stabbur.projects.templating import updating
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


def test_a_clone_gets_the_base_from_its_origin(project: Project, source: Path, tmp_path: Path) -> None:
    origin = tmp_path / "origin.git"
    git(tmp_path, "init", "--quiet", "--bare", "-b", "main", origin)
    git(project.root, "remote", "add", "origin", str(origin))
    updating.refspecs(project.root)
    updating.refspecs(project.root)
    git(project.root, "push", "--quiet")
    git(tmp_path, "clone", "--quiet", origin, "clone")
    newer(source, {3: "new"})
    done = updating.update(Project(tmp_path / "clone", NAME), source=source)
    assert done.changed == (kept.FILE, "lines.txt")
    assert git(project.root, "config", "--get-all", "remote.origin.push").split() == [
        "HEAD",
        "+refs/stabbur/*:refs/stabbur/*",
    ]


def test_fetching_does_not_fail_where_nobody_pushed_a_base(project: Project, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", project.root, "plain.git")
    git(tmp_path, "clone", "--quiet", "plain.git", "clone")
    updating.refspecs(tmp_path / "clone")
    git(tmp_path / "clone", "fetch")
