"""Templates rendered: layers, answers, notebooks; and one from outside that would reach out of the project."""

import json
import os
import socket
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput, NotFound, StabburError
from stabbur.projects.project import Project
from stabbur.projects.r import dependencies
from stabbur.projects.templating import answers as kept
from stabbur.projects.templating import shipped, updating
from stabbur.projects.templating.notebooks import notebook
from stabbur.projects.templating.rendering import render, templates

# Copier leaves the listing of a folder open when it stops in it
pytestmark = pytest.mark.filterwarnings("ignore:unclosed scandir iterator")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with one template, from somebody whom nobody should trust."""
    small = tmp_path / "templates" / "small"
    small.mkdir(parents=True)
    (small / "template.toml").write_text('place = 1\ntitle = "Small"\n')
    (small / "good.txt.jinja").write_text("{{ name }}\n")
    return tmp_path / "templates"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder with a name of its own above it, where nothing may be written."""
    made = tmp_path / "above" / "project"
    made.mkdir(parents=True)
    return made


def untouched(folder: Path) -> bool:
    """Whether neither the folder nor the one above it got anything."""
    return os.listdir(folder) == [] and os.listdir(folder.parent) == [folder.name]


def test_a_link_out_of_the_template_is_not_read(hostile: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (hostile / "small" / "link.txt").symlink_to(tmp_path / "secret")
    with pytest.raises(BadInput, match=r"'link\.txt' of the template is not written") as told:
        render("small", folder, {"name": "tall"}, source=hostile)
    assert told.value.code == "template-unsafe"
    assert untouched(folder)


def test_A25_a_folder_that_is_a_link_is_not_read(hostile: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "secret").write_text("secret")
    (hostile / "small" / "more").symlink_to(tmp_path / "private")
    render("small", folder, {"name": "tall"}, source=hostile)
    assert not [file for file in folder.rglob("*") if file.is_file() and "secret" in file.read_text()]


@pytest.mark.parametrize(
    "path",
    [
        "{{ '..' }}/outside.txt.jinja",
        "{{ '..%c..%coutside.txt' % (47, 47) }}.jinja",
        "{{ '%ctmp%cstabbur-outside.txt' % (47, 47) }}.jinja",
        "{{ '.git' }}/hooks/pre-commit.jinja",
        ".git/hooks/pre-commit",
    ],
)
def test_A25_a_path_out_of_the_project_is_not_written(hostile: Path, folder: Path, path: str) -> None:
    file = hostile / "small" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("outside\n")
    with pytest.raises(BadInput):
        render("small", folder, {"name": "tall"}, source=hostile)
    assert untouched(folder)
    assert not Path("/tmp/stabbur-outside.txt").exists()


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{% include '/etc/passwd' %}",
        "{% include '../../secret' %}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{% for %}",
    ],
)
def test_A25_code_in_a_template_is_not_run(hostile: Path, folder: Path, text: str) -> None:
    (hostile / "secret").write_text("secret")
    (hostile / "small" / "bad.txt.jinja").write_text(text + "\n")
    with pytest.raises(StabburError) as told:
        render("small", folder, {"name": "tall"}, source=hostile)
    assert told.value.hint
    assert untouched(folder)


def test_A25_tasks_and_extensions_of_a_template_are_not_run(hostile: Path, folder: Path) -> None:
    settings = "_tasks:\n  - touch ran\n_jinja_extensions:\n  - nothing.Here\n_migrations: []\n"
    (hostile / "small" / "copier.yml").write_text(settings)
    render("small", folder, {"name": "tall"}, source=hostile)
    assert sorted(os.listdir(folder)) == [kept.FILE, "good.txt"]


def test_A25_an_answer_is_text_and_never_a_template(folder: Path) -> None:
    title = "{{ 6 * 7 }}{% raw %}"
    render("package", folder, {"name": "tall", "title": title, "package": "../../outside"})
    assert title in (folder / "README.md").read_text()
    assert (folder / "src" / "tall" / "__init__.py").is_file()


def test_A25_answers_that_name_no_template_of_ours_are_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / kept.FILE).write_text("name: tall\ntemplate: ../../elsewhere\nmark: none\n")
    assert not updating.behind(Project(folder, "tall"))
    with pytest.raises(NotFound, match="there is no template"):
        render("../../elsewhere", folder, {"name": "tall"})


def test_rendering_needs_no_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*words: object) -> None:
        raise AssertionError(f"a template is rendered here, not fetched: {words}")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    render("package", folder, {"name": "tall"})
    assert (folder / "pyproject.toml").is_file()


def test_a_folder_with_files_is_left_as_it_is(folder: Path) -> None:
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="is not empty"):
        render("package", folder, {"name": "tall"})
    assert os.listdir(folder) == ["mine.txt"]


def test_a_template_that_is_not_there_is_answered_with_the_nearest(folder: Path) -> None:
    with pytest.raises(NotFound, match="there is no template 'modell'") as told:
        render("modell", folder, {"name": "tall"})
    assert told.value.hint == "did you mean 'model'?"


def test_dataverk_a_name_that_cannot_be_is_refused_before_anything_is_written(folder: Path) -> None:
    for name in ("", "Stor", "æøå", "a b", "../a", "x" * 64, "import"):
        with pytest.raises(BadInput, match="can't be a project's name"):
            render("package", folder, {"name": name})
    assert untouched(folder)


def test_an_answer_that_there_is_not_is_refused(folder: Path) -> None:
    with pytest.raises(BadInput, match="'licence' of the project's answers is 'GPL'"):
        render("package", folder, {"name": "tall", "licence": "GPL"})


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


@pytest.mark.parametrize("forge", ["", "github", "gitlab"])
def test_the_forge_decides_what_checks_the_project(folder: Path, forge: str) -> None:
    render("package", folder, {"name": "tall", "forge": forge, "stabbur_wheel": "stabbur-1-py3-none-any.whl"})
    checks = {"github": ".github/workflows/build.yml", "gitlab": ".gitlab-ci.yml"}
    assert {name for name, path in checks.items() if (folder / path).is_file()} == ({forge} - {""})
    if forge:
        text = (folder / checks[forge]).read_text()
        assert "stabbur build --no-kernel" in text
        assert ".venv/bin/python -m pytest" in text
        assert "vendor/stabbur-*.whl" in text


def test_the_mark_changes_with_any_file_of_the_template(hostile: Path) -> None:
    before = shipped.mark("small", "", hostile)
    (hostile / "shared").mkdir()
    assert shipped.mark("small", "", hostile) == before
    (hostile / "shared" / "more.txt").write_text("more")
    assert shipped.mark("small", "", hostile) != before


@given(st.text(max_size=40), st.text(max_size=40), st.text("abc\"'\\{}#: -åß", max_size=20))
def test_what_is_answered_is_read_back_whatever_it_holds(title: str, description: str, author: str) -> None:
    given_ = {"name": "tall", "title": title, "description": description, "author_name": author}
    answers = kept.completed("package", given_)
    back = kept.parsed(kept.text(answers), "here")
    assert back == {key: value for key, value in answers.items() if key != "dependencies"}


cells = st.lists(
    st.tuples(st.booleans(), st.text("ab =()\n#\"'æ", max_size=30).filter(lambda text: "# %%" not in text)),
    max_size=5,
)


@given(cells)
def test_a_notebook_has_the_cells_that_were_written(written: list[tuple[bool, str]]) -> None:
    text = ""
    for at, (told, content) in enumerate(written):
        lines = [f"# {line}" if told else line for line in content.split("\n")]
        text += f"# %% {'[markdown] ' if told else ''}c{at}\n" + "\n".join(lines) + "\n\n"
    found = json.loads(notebook(text, "tall"))
    nbformat.validate(found)
    assert [cell["cell_type"] == "markdown" for cell in found["cells"]] == [told for told, _ in written]
    for cell, (told, content) in zip(found["cells"], written, strict=True):
        assert "".join(cell["source"]).split() == content.split() or told
