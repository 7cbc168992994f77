"""The lines that are moved, and what is left of the cell."""

import pytest

from stabbur.errors import BadInput
from stabbur.projects.notebooks.cells import Cell, code_cells
from stabbur.projects.notebooks.pieces import Piece, piece, without
from tests.projects.notebooks.written import notebook


def cell(text: str) -> Cell:
    (found,) = code_cells(notebook(text))
    return found


def pieces(found: Cell, *numbers: int) -> list[Piece]:
    return [piece(found, (found.statements or [])[number]) for number in numbers]


def test_comments_above_and_inside_go_with_it() -> None:
    found = cell("x = 1\n\n# one\n# two\n@dec\ndef f():\n    pass\n    # end\n# not its own\ny = 1")
    (one,) = pieces(found, 1)
    assert one.text == "# one\n# two\n@dec\ndef f():\n    pass\n    # end\n"
    assert without(found, [one], "import f") == "x = 1\n\nimport f\n# not its own\ny = 1"


def test_several_leave_one_line_and_no_holes() -> None:
    found = cell("a = 1\n\n\ndef f(): pass\n\n\ndef g(): pass\n\n\nh = 1\n")
    assert without(found, pieces(found, 2, 1), "import f, g") == "a = 1\n\n\nimport f, g\n\n\nh = 1\n"


def test_line_that_others_share_is_refused() -> None:
    with pytest.raises(BadInput, match="shares a line"):
        pieces(cell("X = 1; Y = 2"), 0)


def test_line_of_ipython_is_refused() -> None:
    with pytest.raises(BadInput, match="only IPython reads: '!ls'"):
        pieces(cell("def f():\n    !ls"), 0)
