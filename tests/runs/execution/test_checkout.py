"""A clean checkout: just what the commit has, whatever lies in the folder and whatever the repository's settings run."""

from pathlib import Path

import pytest

from stabbur.errors import NotFound
from stabbur.projects.git.command import git
from stabbur.projects.project import Project
from stabbur.runs.execution import checkout


@pytest.fixture
def project(small: Path) -> Project:
    """The small project in a folder of a repository, with two commits and work that is not committed."""
    top = small.parent
    git(top, "init", "--quiet", "--initial-branch=main", "--template=")
    (top / "shared.txt").write_text("of all\n")
    (small / "a.py").write_text("print('first')\n")
    commit(top, "first")
    (small / "a.py").write_text("print('second')\n")
    commit(top, "second")
    (small / "a.py").write_text("print('not committed')\n")
    (small / "stray.py").write_text("")
    return Project(small, "small")


def commit(top: Path, message: str) -> None:
    who = ("-c", "user.name=Kari", "-c", "user.email=kari@example.no")
    git(top, "add", "--", "small/a.py", "small/pyproject.toml", "small/stabbur.toml", "shared.txt")
    git(top, *who, "commit", "--quiet", "--message", message)


def test_only_what_the_commit_has_is_there(project: Project, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    index = (tmp_path / ".git" / "index").read_bytes()
    root = checkout.checkout(project, "HEAD~1", tmp_path / "run")
    assert root == tmp_path / "run" / "work" / "small"
    assert (root / "a.py").read_text() == "print('first')\n"
    assert not (root / "stray.py").exists()
    assert (root.parent / "shared.txt").read_text() == "of all\n"
    assert (project.root / "a.py").read_text() == "print('not committed')\n"
    assert (tmp_path / ".git" / "index").read_bytes() == index
    assert not (tmp_path / "run" / "index").exists()


def test_program_that_the_repository_names_is_not_run(project: Project, tmp_path: Path) -> None:
    git(tmp_path, "config", "filter.evil.smudge", f"touch {tmp_path}/ran; cat")
    (tmp_path / ".git" / "info").mkdir(exist_ok=True)
    (tmp_path / ".git" / "info" / "attributes").write_text("*.py filter=evil\n")
    (tmp_path / "run").mkdir()
    root = checkout.checkout(project, "HEAD", tmp_path / "run")
    assert (root / "a.py").read_text() == "print('second')\n"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["0" * 40, "gone", "--all", "HEAD:small", ""])
def test_commit_that_is_gone_is_named(project: Project, tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound, match="there is no commit") as raised:
        checkout.checkout(project, name, tmp_path)
    assert (raised.value.code, bool(raised.value.hint)) == ("commit-unknown", True)
    assert not (tmp_path / "work").exists()


def test_commit_before_the_project_is_told(project: Project, tmp_path: Path) -> None:
    git(tmp_path, "rm", "--quiet", "-r", "--cached", "small")
    commit_all = (
        "-c",
        "user.name=Kari",
        "-c",
        "user.email=kari@example.no",
        "commit",
        "--quiet",
        "-m",
        "none",
    )
    git(tmp_path, *commit_all)
    (tmp_path / "run").mkdir()
    with pytest.raises(NotFound, match="has no project in 'small'"):
        checkout.checkout(project, "HEAD", tmp_path / "run")


def test_project_without_a_repository_has_no_commits(small: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="lies in no git repository"):
        checkout.checkout(Project(small, "small"), "HEAD", tmp_path)
    assert checkout.head(Project(small, "small")) == ("", False)


def test_file_of_a_commit_is_read(project: Project) -> None:
    assert checkout.content(project, "HEAD~1", "a.py") == b"print('first')\n"
    assert checkout.content(project, "HEAD", "gone.py") is None
    assert checkout.content(project, "HEAD", ".") is None
    assert checkout.head(project)[1]
