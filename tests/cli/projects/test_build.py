"""stabbur build: what it says, and what it refuses."""

import json
from pathlib import Path

import pytest

from stabbur.projects.kernels import specs
from tests.cli.conftest import Run
from tests.projects import handmade
from tests.runs.artefacts import written


def test_dapla_4b4_build_outside_of_a_project_ends_with_an_error(run: Run) -> None:
    done = run("build")
    assert done.code == 3
    assert "lies in no project" in done.err
    assert "stabbur init NAME" in done.err
    assert list(Path.cwd().iterdir()) == []


def test_each_step_is_told_with_its_seconds_and_then_that_there_is_nothing_to_do(run: Run) -> None:
    made = handmade.written(Path.cwd(), "folketall")
    done = run("build", "folketall/notebooks", "--no-verify")
    assert done.code == 0, done.err
    assert done.out == ""
    for line in (
        "environment: installed as the lock says (",
        "kernel: 'folketall' made (",
        "hooks: installed (",
    ):
        assert line in done.err
    assert f"'folketall' built: {made.root}" in done.err
    again = run("build", "folketall").err.splitlines()
    assert again == [
        "environment: as the lock says, nothing to do",
        "kernel: 'folketall' is there, nothing to do",
        "hooks: installed, nothing to do",
        f"'folketall' was built already: {made.root}",
    ]


def test_program_is_told_what_was_built_and_nothing_else(run: Run) -> None:
    made = handmade.written(Path.cwd(), "folketall", dev=(), git=False)
    done = run("build", "folketall", "--no-kernel", "--no-verify", "--json")
    row = {"name": "folketall", "path": str(made.root)}
    assert json.loads(done.out) == [row | {"done": ["environment", "kernel"]}]
    assert "environment: installed as the lock says (" in done.err
    again = run("build", "folketall", "--no-kernel", "--no-verify", "--json")
    assert json.loads(again.out) == [row | {"done": []}]


def test_all_projects_of_a_repository(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    handmade.asked(Path.cwd(), "init", "-q")
    handmade.written(Path.cwd(), "folketall", git=False)
    handmade.written(Path.cwd(), "flytting", git=False)
    done = run("build", "--all", "--no-kernel", "--no-verify", "folketall")
    assert done.code == 0, done.err
    assert [line.split("'")[1] for line in done.err.splitlines() if " built: " in line] == [
        "flytting",
        "folketall",
    ]
    assert specs.listed() == []


def test_what_of_git_will_be_in_the_way_is_told_with_the_first_build(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    (tmp_path / "gitconfig").write_text("[core]\n\tautocrlf = true\n")
    handmade.written(Path.cwd(), "folketall", dev=())
    first = run("build", "folketall", "--no-kernel").err
    assert "note: git knows nobody" in first
    assert "git config --local --replace-all core.autocrlf input" in first
    assert "note:" not in run("build", "folketall", "--no-kernel").err
    assert (tmp_path / "gitconfig").read_text() == "[core]\n\tautocrlf = true\n"


def test_artefacts_are_made_and_what_fails_ends_with_ten(run: Run) -> None:
    made = written.project(Path.cwd(), dev=("pytest",))
    done = run("build", "folketall", "--no-kernel", "--no-verify", "--artefacts", "--json")
    assert done.code == 0, done.err
    (row,) = json.loads(done.out)
    assert row["versions"] == {"notebooks/sum.ipynb": 1}
    assert "1 tests, 1 lock, 1 script, 1 form, 1 executable, 1 image" in done.err
    assert (made.root / "build" / "artefacts" / "scripts" / "notebooks" / "sum.py").is_file()
    (made.root / "tests" / "test_double.py").write_text("def test_double():\n    assert False\n")
    again = run("build", "folketall", "--no-kernel", "--no-verify", "--artefacts")
    assert again.code == 10
    assert "tests of 'folketall' failed" in again.err
    assert "executable 'notebooks/sum.ipynb' is version 1, as before" in again.err
