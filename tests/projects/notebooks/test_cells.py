"""Cells are read as Python with IPython's own lines left out, and only those."""

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput, NotFound
from stabbur.projects.notebooks.cells import code_cells, parsed, read
from tests.projects.notebooks.written import notebook


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("x = 1", set()),
        ("%matplotlib inline\nx = 1", {1}),
        ("files = !ls\nx, y = %sql select 1", {1, 2}),
        ("x = 1\n!pip --version\ndf?\n?df", {2, 3, 4}),
        ("if x:\n    %time f()\n    !ls", {2, 3}),
        ("%%time\nx = 1", {1}),
        ("y = (a\n  % b)", set()),
        ("text = '''\n%time\n!ls'''", set()),
    ],
)
def test_lines_of_ipython_are_left_out(text: str, masked: set[int]) -> None:
    statements, found = parsed(text)
    assert statements is not None
    assert found == masked


@pytest.mark.parametrize("text", ["%%bash\nls", "%%writefile x.py\nx = 1", "x = (", "def f(:", "\0"])
def test_what_is_no_python_has_no_statements(text: str) -> None:
    assert parsed(text)[0] is None


@given(st.text(alphabet="ab=(%!?'\n \t#:", max_size=60))
def test_reading_a_cell_never_fails_and_keeps_its_places(text: str) -> None:
    statements, masked = parsed(text)
    for one in statements or ():
        assert one.end_lineno is not None
        assert one.lineno <= one.end_lineno <= text.count("\n") + 1
    assert all(0 < line <= text.count("\n") + 1 for line in masked)


def test_cells_keep_their_numbers_and_tags(tmp_path: Path) -> None:
    found = notebook("1", ("2", "export"))
    found["cells"].insert(1, {"cell_type": "markdown", "metadata": {}, "source": "# x"})
    found["cells"][2]["source"] = "2\n3"
    (tmp_path / "a.ipynb").write_text(json.dumps(found), encoding="utf-8")
    cells = code_cells(read(tmp_path / "a.ipynb"))
    assert [(one.number, one.text, one.tags) for one in cells] == [(1, "1", []), (3, "2\n3", ["export"])]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"cells": [], "nbformat": 3}', '{"cells": 1, "nbformat": 4}', "\xff"]
)
def test_what_is_no_notebook_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.ipynb").write_text(text, encoding="latin-1")
    with pytest.raises(BadInput, match="no notebook"):
        read(tmp_path / "a.ipynb")
    with pytest.raises(NotFound):
        read(tmp_path / "b.ipynb")


def test_many_lines_of_ipython_are_left_out_at_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    parse = ast.parse

    def look(text: str) -> ast.Module:
        looks.append(text)
        return parse(text)

    monkeypatch.setattr(ast, "parse", look)
    statements, masked = parsed("x = (1\n% 2)\n" + "!ls\n" * 3000)
    assert statements
    assert masked == {*range(3, 3003)}
    assert len(looks) == 2
