"""The answers of a project: completed, checked, kept, and never more than text."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stabbur.errors import BadInput, NotFound
from stabbur.projects.project import Project
from stabbur.projects.templating import answers as kept
from stabbur.projects.templating import updating
from stabbur.projects.templating.rendering import render


def test_A25_an_answer_is_text_and_never_a_template(folder: Path) -> None:
    title = "{{ 6 * 7 }}{% raw %}"
    render("package", folder, {"name": "tall", "title": title, "package": "../../outside"})
    assert title in (folder / "README.md").read_text()
    assert (folder / "src" / "tall" / "__init__.py").is_file()


@pytest.mark.parametrize("template", ["package", "r"])
@pytest.mark.parametrize("language", ["nb", "en"])
def test_readme_describes_once(tmp_path: Path, template: str, language: str) -> None:
    asked = {"name": "tre-kommuner", "language": language}
    for name, described in (("plain", {}), ("told", {"description": "Bosatte per kommune"})):
        (tmp_path / name).mkdir()
        render(template, tmp_path / name, asked | described)
    plain, told = ((tmp_path / name / "README.md").read_text() for name in ("plain", "told"))
    assert plain.count("Tre kommuner") == 1
    assert told == plain.replace("# Tre kommuner\n", "# Tre kommuner\n\nBosatte per kommune\n")
    assert "uv export --frozen --all-groups | uv pip sync -" in plain


def test_A25_answers_that_name_no_template_of_ours_are_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / kept.FILE).write_text("name: tall\ntemplate: ../../elsewhere\nmark: none\n")
    assert not updating.behind(Project(folder, "tall"))
    with pytest.raises(NotFound, match="there is no template"):
        render("../../elsewhere", folder, {"name": "tall"})


def test_an_answer_that_there_is_not_is_refused(folder: Path) -> None:
    with pytest.raises(BadInput, match="'licence' of the project's answers is 'GPL'"):
        render("package", folder, {"name": "tall", "licence": "GPL"})


@given(st.text(max_size=40), st.text(max_size=40), st.text("abc\"'\\{}#: -åß", max_size=20))
@example("\x85", "", "")
def test_what_is_answered_is_read_back_whatever_it_holds(title: str, description: str, author: str) -> None:
    given_ = {"name": "tall", "title": title, "description": description, "author_name": author}
    answers = kept.completed("package", given_)
    back = kept.parsed(kept.text(answers), "here")
    assert back == {key: value for key, value in answers.items() if key != "dependencies"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name: tall\ntemplate: [x]\nmark: none\n", "'template' must be text"),
        ("name: tall\ntemplate: {a: b}\nmark: none\n", "'template' must be text"),
        ("name: 12\ntemplate: package\nmark: none\n", "'name' must be text"),
        ("name: tall\ntemplate: package\nmark: 3\n", "'mark' must be text"),
        ("name: tall\ntemplate: package\nmark: none\nforge: [github]\n", "'forge' must be text"),
        ("name: tall\ntemplate: package\nmark: none\n1: x\n", "'1' is no name of an answer"),
    ],
)
def test_answers_of_a_wrong_shape_are_said_with_their_key(folder: Path, text: str, why: str) -> None:
    (folder / kept.FILE).write_text(text)
    with pytest.raises(BadInput, match=why) as error:
        updating.behind(Project(folder, "tall"))
    assert error.value.code == "answers-bad"
