"""How cells are called, and how values stand among them."""

from pathlib import Path
from typing import Any

import nbformat
import pytest

from stabbur.errors import BadInput
from stabbur.runs.execution.cells import read, title
from tests.runs.execution.conftest import write_notebook

FORMAT: Any = nbformat.v4


@pytest.mark.parametrize(
    ("above", "code", "wanted"),
    [
        ("# Les\ntekst", "x = 1", "Les"),
        ("# Les\n## Fra fil", "x = 1", "Fra fil"),
        ("bare tekst", "\n\nx = 1\ny = 2", "x = 1"),
        ("", "x" * 200, "x" * 80),
    ],
)
def test_cell_is_called_as_its_heading_or_its_first_line(above: str, code: str, wanted: str) -> None:
    cells = [FORMAT.new_markdown_cell(above), FORMAT.new_code_cell(code)]
    assert title(cells, 1) == wanted


def test_values_stand_behind_the_cell_of_parameters(tmp_path: Path) -> None:
    file = write_notebook(tmp_path / "a.ipynb", "print(year)", parameters="year = 1  # (1-5)")
    book = read(file, "a.ipynb", {"year": 3})
    assert [cell.source for cell in book.cells] == ["year = 1  # (1-5)", "year = 3", "print(year)"]
    assert len(read(file, "a.ipynb", {}).cells) == 2
    with pytest.raises(BadInput, match="'year' can't be"):
        read(file, "a.ipynb", {"year": 6})
