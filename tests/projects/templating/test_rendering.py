"""Templates rendered; and one from outside that would reach out of the project."""

import os
import socket
from pathlib import Path

import pytest

from stabbur.errors import BadInput, StabburError
from stabbur.projects.templating import answers as kept
from stabbur.projects.templating.rendering import render

# Copier leaves the listing of a folder open when it stops in it
pytestmark = pytest.mark.filterwarnings("ignore:unclosed scandir iterator")


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


def test_dataverk_a_name_that_cannot_be_is_refused_before_anything_is_written(folder: Path) -> None:
    for name in ("", "Stor", "æøå", "a b", "../a", "x" * 64, "import"):
        with pytest.raises(BadInput, match="can't be a project's name"):
            render("package", folder, {"name": name})
    assert untouched(folder)


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
