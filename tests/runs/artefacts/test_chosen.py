"""Which notebooks a pattern names: those of the project, and nobody else's."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput
from stabbur.projects.project import Project
from stabbur.runs.artefacts import chosen


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with notebooks, and one beside it that is another person's."""
    root = tmp_path / "folketall"
    for name in (
        "notebooks/a.ipynb",
        "notebooks/b/c.ipynb",
        ".venv/x.ipynb",
        "notebooks/.ipynb_checkpoints/a.ipynb",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("{}")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "secret.ipynb").write_text("{}")
    return Project(root, "folketall")


def found(project: Project, *patterns: str) -> list[str]:
    return [path.as_posix() for path in chosen.notebooks(project, patterns)]


def test_each_notebook_is_there_once_and_programs_folders_are_left_out(project: Project) -> None:
    assert found(project, "notebooks/*.ipynb") == ["notebooks/a.ipynb"]
    assert found(project, "**/*.ipynb", "notebooks/*.ipynb") == ["notebooks/a.ipynb", "notebooks/b/c.ipynb"]
    assert found(project, "*") == []


def test_links_out_of_the_project_are_nobodys(project: Project, tmp_path: Path) -> None:
    (project.root / "notebooks" / "link.ipynb").symlink_to(tmp_path / "other" / "secret.ipynb")
    (project.root / "linked").symlink_to(tmp_path / "other")
    (project.root / "notebooks" / "inner.ipynb").symlink_to(project.root / "notebooks" / "a.ipynb")
    os.mkfifo(project.root / "notebooks" / "pipe.ipynb")
    assert found(project, "notebooks/*.ipynb", "linked/*.ipynb") == ["notebooks/a.ipynb"]


@pytest.mark.parametrize(
    "pattern", ["../*/*.ipynb", "/etc/*.ipynb", "~/x.ipynb", "a/../../*.ipynb", "", "a\0b"]
)
def test_patterns_that_leave_the_project_are_refused(project: Project, pattern: str) -> None:
    with pytest.raises(BadInput, match="leads out of the project"):
        found(project, pattern)


def test_more_than_a_project_has_is_a_mistake(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "MOST", 1)
    with pytest.raises(BadInput, match="finds 2 notebooks"):
        found(project, "**/*.ipynb")


@given(name=st.text(min_size=1))
def test_any_name_becomes_one_part_of_a_path(name: str) -> None:
    plain = chosen.plainly(name)
    assert Path("x", plain).parent == Path("x")
    assert plain not in ("", ".", "..")
    assert "\0" not in plain
    assert len(plain.encode("utf-8", "surrogatepass")) <= 255
