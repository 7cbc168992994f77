"""Notebooks of a template are merged cell by cell, and can be opened whatever comes of it."""

import json
from pathlib import Path

import nbformat
import pytest

from stabbur.projects.project import Project
from stabbur.projects.templating import updating
from tests.projects.templating.small import NAME, begun, commit

BOOK = "notebooks/folketall.ipynb"


@pytest.fixture
def book(source: Path, tmp_path: Path) -> Project:
    """A project of a template with a notebook of three cells."""
    cells(source, "x = 1", "y = 2", "z = 3")
    return begun(tmp_path / NAME, source)


def cells(source: Path, *code: str) -> None:
    """Let the notebook of the template have these cells."""
    (source / "small" / "notebooks").mkdir(exist_ok=True)
    text = "".join(f"# %% c{at}\n{one}\n\n" for at, one in enumerate(code))
    (source / "small" / "notebooks" / "{{ name }}.nb.py.jinja").write_text(text)


def sources(project: Project) -> list[str]:
    """The code of the cells of a project's notebook, which is one that Jupyter can open."""
    found = json.loads((project.root / BOOK).read_text())
    nbformat.validate(found)
    return ["".join(cell["source"]) for cell in found["cells"]]


def edited(project: Project, old: str, new: str) -> None:
    """Change the person's notebook, and commit it."""
    file = project.root / BOOK
    file.write_text(file.read_text().replace(old, new))
    commit(project.root)


def test_cells_of_a_notebook_are_merged_one_by_one(book: Project, source: Path) -> None:
    edited(book, "x = 1", "x = 10")
    cells(source, "x = 1", "y = 22", "z = 3", "new = 4")
    assert updating.update(book, source=source).conflicts == ()
    assert sources(book) == ["x = 10", "y = 22", "z = 3", "new = 4"]


def test_a_notebook_with_a_choice_to_make_can_still_be_opened(book: Project, source: Path) -> None:
    edited(book, "y = 2", "y = 20")
    cells(source, "x = 1", "y = 222", "z = 3")
    assert updating.update(book, source=source).conflicts == (BOOK,)
    first, second, third = sources(book)
    assert (first, third) == ("x = 1", "z = 3")
    assert "<<<<<<<" in second
    assert second.index("y = 20") < second.index("y = 222")
