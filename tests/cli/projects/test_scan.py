"""stabbur scan: what is staged, as a table or as JSON, and an end that a hook understands."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.projects.git.repositories import asked, person


@pytest.fixture
def repository(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder as a repository."""
    person(monkeypatch, tmp_path)
    folder = Path.cwd()
    asked(folder, "init", "-q", "-b", "main")
    return folder


def test_nothing_staged_is_well(run: Run, repository: Path) -> None:
    done = run("scan")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert run("scan", "--json").rows == []


def test_dapla_P5_staged_data_is_told_with_what_to_do(run: Run, repository: Path) -> None:
    (repository / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    asked(repository, "add", "x.csv")
    done = run("scan")
    assert done.code == 2
    assert done.out.splitlines()[2:] == ["x.csv  data: table"]
    assert "git rm --cached -- x.csv" in done.err
    (row,) = run("scan", "--json").rows
    assert (row["path"], row["kind"], row["found"]) == ("x.csv", "data", "table")


def test_all_looks_at_what_was_committed_before(run: Run, repository: Path) -> None:
    (repository / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    asked(repository, "add", "x.csv")
    asked(repository, "commit", "-qm", "x")
    assert run("scan").code == 0
    assert run("scan", "--all").code == 2


def test_file_called_after_an_option_is_a_file(run: Run, repository: Path) -> None:
    Path("-x.csv").write_text("a\n", encoding="utf-8")
    assert run("scan", "--", "-x.csv").code == 2


def test_outside_of_git_a_path_is_needed(run: Run) -> None:
    done = run("scan")
    assert done.code == 3
    assert "stabbur scan ." in done.err
    Path("x.csv").write_text("a\n", encoding="utf-8")
    assert run("scan", ".").code == 2
