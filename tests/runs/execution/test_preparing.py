"""What is worked out before an entry runs: a commit's own files and code, whatever lies in the folder by now."""

import json
from pathlib import Path

import pytest

from stabbur.projects.git.command import git
from tests.runs.execution.conftest import Go, settle, write_notebook

WHO = ("-c", "user.name=Kari", "-c", "user.email=kari@example.no")


@pytest.fixture
def committed(small: Path) -> Path:
    """The small project with code, a script and a notebook in its one commit, all changed since."""
    (small / "src" / "small" / "__init__.py").write_text("told = 'of the commit'\n")
    (small / "a.py").write_text("import os, small\nprint(small.told, os.getcwd())\n")
    write_notebook(small / "notebooks" / "a.ipynb", "import small\nprint(small.told)")
    git(small, "init", "--quiet", "--initial-branch=main", "--template=")
    git(small, "add", "a.py", "src", "notebooks", "pyproject.toml", "stabbur.toml")
    git(small, *WHO, "commit", "--quiet", "--message", "first")
    (small / "src" / "small" / "__init__.py").write_text("told = 'of the folder'\n")
    (small / "a.py").write_text("print('not committed')\n")
    (small / "notebooks" / "a.ipynb").unlink()
    settle(small)
    return small


def test_script_of_a_commit_runs_with_the_code_of_that_commit(committed: Path, go: Go) -> None:
    ran = go(committed, "a.py", commit="HEAD")
    assert (ran.code, ran.out) == (0, f"of the commit {ran.folder}/work\n")
    told = json.loads((ran.folder / "prepared.json").read_text())
    assert told["commit"] == git(committed, "rev-parse", "HEAD").strip()
    assert told["script"] == "a.py"
    assert go(committed, "a.py").out == "not committed\n"


def test_notebook_of_a_commit_may_be_gone_from_the_folder(committed: Path, go: Go) -> None:
    assert go(committed, "notebooks/a.ipynb", commit="HEAD").out == "of the commit\n"
    assert go(committed, "notebooks/a.ipynb").code == 3


def test_entry_that_is_not_committed_says_so(committed: Path, go: Go) -> None:
    (committed / "ny.py").write_text("print(1)\n")
    ran = go(committed, "ny.py", commit="HEAD")
    sha = git(committed, "rev-parse", "HEAD").strip()[:12]
    assert ran.reason == f"there is no 'ny.py' in commit '{sha}', only in the folder: it is not committed"


def test_commit_that_is_gone_by_now_is_the_reason(committed: Path, go: Go) -> None:
    ran = go(committed, "a.py", commit="0" * 40)
    assert ran.code == 3
    assert ran.reason == f"there is no commit '{'0' * 40}' in the repository of 'small'"


@pytest.mark.parametrize("whole", [True, False])
def test_project_that_is_gone_is_the_reason(committed: Path, go: Go, whole: bool) -> None:
    committed.rename(committed.with_name("moved")) if whole else (committed / "pyproject.toml").unlink()
    ran = go(committed, "a.py", parameters={"x": 1})
    assert (ran.code, ran.reason) == (
        3,
        f"the project '{committed}' is not there any more: it has no pyproject.toml",
    )
