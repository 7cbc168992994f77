"""What goes with a function: the imports it uses, values written out, and nothing else."""

from pathlib import Path

import pytest

from stabbur.errors import BadInput
from stabbur.projects.notebooks.cells import code_cells
from stabbur.projects.notebooks.choosing import Choice, Chooser
from tests.projects.notebooks.written import notebook


def choose(*cells: str | tuple[str, str], names: tuple[str, ...] = ("f",)) -> Choice:
    return Chooser(Path("nb.ipynb"), code_cells(notebook(*cells)), "folketall.nb").choose([*names])


def test_only_what_is_used_goes_along() -> None:
    found = choose(
        "import os, sys as s\nfrom math import pi, e\nA = 1\nB = {'x': [1, -2]}", "def f(): return s, e, B"
    )
    assert found.imports == {"e": ["from math import e"], "s": ["import sys as s"]}
    assert [one.name for one in found.pieces] == ["B", "f"]


def test_order_is_that_of_the_notebook_whatever_was_asked_first() -> None:
    found = choose("class A: pass\nclass B(A): pass", names=("B", "A"))
    assert [one.name for one in found.pieces] == ["A", "B"]


def test_parts_of_a_module_imported_apart_go_together() -> None:
    found = choose("import os\nimport os.path", "import os", "def f(): return os.path")
    assert found.imports == {"os": ["import os", "import os.path"]}


def test_name_with_two_meanings_is_refused() -> None:
    with pytest.raises(BadInput, match="uses 'np'"):
        choose("import numpy as np", "import math as np", "def f(): return np")


def test_name_bound_twice_in_a_cell_is_refused() -> None:
    with pytest.raises(BadInput, match="more than once, in cell 1"):
        choose("from math import pi as f\ndef f(): pass")


def test_name_that_was_moved_before_is_at_hand() -> None:
    found = choose("from folketall.nb import STEP, g", "def f(): return g(STEP)")
    assert (found.imports, [one.name for one in found.pieces]) == ({}, ["f"])
    found = choose("from folketall.other import g", "def f(): return g()")
    assert found.imports == {"g": ["from folketall.other import g"]}


def test_display_of_ipython_is_told_where_it_comes_from() -> None:
    with pytest.raises(BadInput, match="no cell says what it is") as told:
        choose("def f(x): display(x)")
    assert told.value.hint == "from IPython.display import display"


def test_tagged_cell_that_computes_is_refused() -> None:
    with pytest.raises(BadInput, match="does more than define: line 2"):
        choose(("def f(): pass\nprint(f())", "export"), names=())


def test_tagged_cell_that_is_no_python_is_refused() -> None:
    with pytest.raises(BadInput, match="can't be read as Python"):
        choose(("%%bash\nls", "export"), names=())
