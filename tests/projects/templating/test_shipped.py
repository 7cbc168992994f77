"""The templates that are shipped: what all share, and what tells two states of one apart."""

from pathlib import Path

import pytest

from stabbur.errors import NotFound
from stabbur.projects.project import Project
from stabbur.projects.r import dependencies
from stabbur.projects.templating import shipped
from stabbur.projects.templating.rendering import render, templates


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
