"""stabbur clean: what it removed, what it did not know, and kernels whose project is gone."""

import shutil
from pathlib import Path

import pytest

from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from tests.cli.conftest import Run
from tests.projects import handmade


@pytest.fixture
def project(run: Run) -> Project:
    made = handmade.written(Path.cwd(), "folketall", git=False)
    handmade.environment(made)
    specs.install(made)
    return made


def test_what_was_removed_is_listed(run: Run, project: Project) -> None:
    done = run("clean", "folketall", "--json")
    assert done.code == 0
    assert done.rows == [
        {"removed": "kernel", "what": "folketall"},
        {"removed": "environment", "what": str(project.environment)},
    ]
    again = run("clean", "--json", "folketall")
    assert (again.code, again.out) == (3, "")


def test_dapla_P4_unknown_name_ends_with_an_error_and_removes_nothing(run: Run, project: Project) -> None:
    done = run("clean", "folketal")
    assert done.code == 3
    assert "did you mean 'folketall'?" in done.err
    assert project.python.exists()


def test_nothing_to_remove_is_told(run: Run, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)
    assert run("clean").code == 0
    assert "'folketall' has neither kernel nor environment" in run("clean").err


def test_orphans_are_listed_and_removed_only_with_yes(run: Run, project: Project) -> None:
    assert "no kernel whose project is gone" in run("clean", "--orphans").err
    shutil.rmtree(project.root)
    row = {"kernel": "folketall", "project": str(project.root), "removed": False}
    assert run("clean", "--orphans", "--json").rows == [row]
    assert len(specs.listed()) == 1
    assert run("clean", "--orphans", "--yes", "--json").rows == [row | {"removed": True}]
    assert specs.listed() == []


@pytest.mark.parametrize("words", [("--orphans", "folketall"), ("--yes",), ("--yes", "folketall")])
def test_options_that_do_not_go_together_remove_nothing(
    run: Run, project: Project, words: tuple[str, ...]
) -> None:
    assert run("clean", *words).code == 2
    assert project.python.exists()
    assert len(specs.listed()) == 1
