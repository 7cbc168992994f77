"""`stabbur template list` and `update`: what a person sees, and the code that a script gets."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from stabbur.cli.projects.template import template
from stabbur.errors import NotFound
from stabbur.projects.templating import updating
from stabbur.projects.templating.rendering import render


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one commit, made from the template of today."""
    answers = {"name": "folketall", "title": "Folketall"}
    root = tmp_path / "folketall"
    root.mkdir()
    render("package", root, answers)
    who = ["-c", "user.name=N", "-c", "user.email=n@localhost.invalid", "-c", "core.hooksPath=/dev/null"]
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        subprocess.run(["git", *who, *words], cwd=root, check=True)
    updating.keep_base(root, root, "package", answers)
    monkeypatch.chdir(root)
    return root


def test_list_names_every_template_in_order() -> None:
    done = CliRunner().invoke(template, ["list", "--json"])
    found = [one["name"] for one in json.loads(done.stdout)]
    assert found[0] == "package"
    assert {"analysis", "model", "presentation", "r"} <= set(found)
    assert all(one["title"] for one in json.loads(done.stdout))


def test_update_says_when_there_is_nothing_new(project: Path) -> None:
    done = CliRunner().invoke(template, ["update"])
    assert done.stdout == "nothing new in the template\n"
    assert done.exit_code == 0


def test_update_names_the_file_where_a_choice_is_to_be_made_and_ends_with_1(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = updating.Updated((".gitignore", "README.md"), ("README.md",))
    monkeypatch.setattr(updating, "update", lambda project, *, from_answers: done)
    told = CliRunner().invoke(template, ["update"])
    assert told.stdout.splitlines()[:2] == [".gitignore: changed", "README.md: a choice to make"]
    assert told.exit_code == 1
    as_json = CliRunner().invoke(template, ["update", "--json"])
    assert json.loads(as_json.stdout)[1] == {"path": "README.md", "conflict": True}
    assert as_json.exit_code == 1


def test_update_outside_a_project_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotFound, match="lies in no project"):
        CliRunner().invoke(template, ["update"], catch_exceptions=False)
