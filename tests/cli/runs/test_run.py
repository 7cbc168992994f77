"""stabbur run."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.runs.execution.conftest import small, write_notebook

__all__ = ["small"]


@pytest.fixture
def root(small: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small project, stood in a folder of."""
    write_notebook(
        small / "notebooks" / "a.ipynb", "print(year)", parameters="year: int = 2021  # (2000-2030)"
    )
    (small / "a.py").write_text("print('hei')")
    (small / "wrong.py").write_text("print('hei')\nraise SystemExit(3)")
    monkeypatch.chdir(small / "notebooks")
    return small


def test_notebook_runs_from_its_own_folder_with_its_values(run: Run, root: Path) -> None:
    done = run("run", "a.ipynb", "-p", "year=2022")
    assert (done.code, done.out) == (0, "2022\n")
    lines = done.err.splitlines()
    assert lines[0] == "run 1: notebooks/a.ipynb as it lies in the folder"
    assert lines[1].startswith("cell 1 succeeded in ")
    assert lines[-1].startswith("run 1 succeeded in ")


def test_script_that_fails_ends_with_ten_whatever_its_own_code(run: Run, root: Path) -> None:
    done = run("run", "wrong.py", "--json")
    assert done.code == 10
    (row,) = done.rows
    assert (row["state"], row["exit_code"], row["reason"]) == ("failed", 3, "exit code 3")
    assert "hei\n" in done.err, "with --json nothing but the array stands on stdout"


def test_run_in_time_or_not_at_all(run: Run, root: Path) -> None:
    (root / "slow.py").write_text("import time\ntime.sleep(600)")
    done = run("run", "slow.py", "--timeout", "1")
    assert done.code == 10
    assert "timed_out" in done.err


def test_queued_run_returns_at_once(run: Run, root: Path) -> None:
    done = run("run", "a.py", "--queue", "--json")
    assert done.rows == [{"run": 1, "entry": "a.py", "state": "queued"}]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["gone.ipynb"], 3, "entry-unknown"),
        (["a.ipynb", "-p", "yaer=1"], 2, "did you mean 'year'?"),
        (["a.ipynb", "-p", "year=1999"], 2, "a whole number from 2000 to 2030"),
        (["a.ipynb", "-p", "year"], 2, "'year' is no NAME=VALUE"),
        (["a.py", "--memory", "much"], 2, "size-bad"),
        (["a.py", "--timeout", "0"], 2, "0.0 is not in the range"),
        (["a.py", "--at", "gone"], 3, "lies in no git repository"),
    ],
)
def test_what_can_not_run_is_refused(run: Run, root: Path, words: list[str], code: int, told: str) -> None:
    done = run("run", *words)
    assert done.code == code
    assert told in done.err
    assert done.out == ""


def test_a_program_that_is_missing_is_told_once_and_before_anything_starts(
    run: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "a.qmd").write_text("# Hei\n")
    monkeypatch.setenv("PATH", str(root / "nothing"))
    done = run("run", "a.qmd")
    assert done.err.count("this needs 'quarto', which is not installed here") == 1
    assert run("runs", "list", "--json").rows == []
