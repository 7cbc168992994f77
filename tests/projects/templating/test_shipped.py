"""The templates that are shipped: what all share, and what tells two states of one apart."""

from pathlib import Path

import pytest

from stabbur.errors import BadInput, NotFound
from stabbur.projects.project import Project
from stabbur.projects.r import dependencies
from stabbur.projects.templating import shipped
from stabbur.projects.templating.rendering import render, templates
from tests.projects.templating.small import git


def test_a_template_that_is_not_there_is_answered_with_the_nearest(folder: Path) -> None:
    with pytest.raises(NotFound, match="there is no template 'modell'") as told:
        render("modell", folder, {"name": "tall"})
    assert told.value.hint == "did you mean 'model'?"


def test_all_templates_share_what_belongs_to_every_project(tmp_path: Path) -> None:
    assert [one.name for one in templates()] == ["package", "analysis", "model", "presentation", "r"]
    for template in templates():
        (tmp_path / template.name).mkdir()
        render(template.name, tmp_path / template.name, {"name": "tall"})
        made = tmp_path / template.name
        assert "stabbur scan" in (made / ".pre-commit-config.yaml").read_text()
        assert "filter=stabbur-notebook" in (made / ".gitattributes").read_text()
        assert not (made / "_parts").exists()
        assert not (made / "template.toml").exists()
        assert dependencies.uses_r(Project(made, "tall")) == (template.name == "r")


def test_the_mark_changes_with_any_file_of_the_template(hostile: Path) -> None:
    before = shipped.mark("small", "", hostile)
    (hostile / "shared").mkdir()
    assert shipped.mark("small", "", hostile) == before
    (hostile / "shared" / "more.txt").write_text("more")
    assert shipped.mark("small", "", hostile) != before


KEPT_OUT = [
    "data/any.txt", "a.csv", "notebooks/b.parquet", "src/tall/c.xlsx", "d.sqlite", "build/model.joblib", "e.pkl",
    ".env", ".env.local", "key.pem", "credentials-dvh.json", ".venv/bin/x", "notebooks/.ipynb_checkpoints/x.ipynb",
]  # fmt: skip
TAKEN = [
    "uv.lock",
    "vendor/stabbur-1-py3-none-any.whl",
    "src/tall/more.py",
    "notebooks/more.ipynb",
    "sql/a.sql",
]


@pytest.mark.parametrize("template", [one.name for one in templates()])
def test_dapla_P5_data_and_secrets_stay_out_of_git(folder: Path, template: str) -> None:
    render(template, folder, {"name": "tall"})
    rendered = {file.relative_to(folder).as_posix() for file in shipped.files(folder)}
    git(folder, "init", "--quiet")
    for path in (*KEPT_OUT, *TAKEN):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("x")
    git(folder, "add", "--all", ".")
    found = set(git(folder, "ls-files", "-z").split("\0")) - {""}
    assert found == rendered | set(TAKEN)


@pytest.mark.parametrize(
    "parts", ['["../../../../../../dev"]', '["/dev"]', '[".."]', '["a/b"]', "[3]", '"x"']
)
def test_A25_part_of_a_template_leads_nowhere_else(tmp_path: Path, parts: str) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "template.toml").write_text(f'title = "x"\nplace = 1\nparts = {parts}\n')
    with pytest.raises(BadInput, match="must be names of folders") as error:
        shipped.mark("own", "", tmp_path)
    assert error.value.code == "template-unsafe"
