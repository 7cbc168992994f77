"""The code of a notebook is read, and what it imports is looked for; nothing else is run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stabbur.projects.beginning import cells


def book(folder: Path, *sources: str | list[str]) -> Path:
    file = folder / "x.ipynb"
    made = [{"cell_type": "code", "source": source} for source in sources]
    file.write_text(
        json.dumps({"cells": [{"cell_type": "markdown", "source": "import nothing_here"}, *made]})
    )
    return file


def test_whole_notebook_has_no_slips(tmp_path: Path) -> None:
    sources: list[str | list[str]] = [
        "%matplotlib inline\nimport json",
        ["!ls\n", "from pathlib import Path\n", "Path('x').write_text('x')"],
    ]
    assert not list(cells.slips(book(tmp_path, *sources)))
    assert not Path("x").exists()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import json\nimport nothing_here", "cell 2: No module named 'nothing_here'"),
        ("from json import nothing_here", "cell 2: cannot import name 'nothing_here'"),
        ("if True:\n    import nothing_here", "cell 2"),
        ("x = (", "cell 2"),
    ],
)
def test_slip_is_told_with_its_cell(tmp_path: Path, code: str, told: str) -> None:
    (found,) = cells.slips(book(tmp_path, code))
    assert found.startswith("x.ipynb, ")
    assert told in found


def test_as_a_program_it_ends_with_1_and_needs_nothing_but_python(tmp_path: Path) -> None:
    words = [sys.executable, "-I", "-S", cells.__file__]
    good = subprocess.run(
        [*words, book(tmp_path, "import json")], capture_output=True, text=True, check=False
    )
    assert good.returncode == 0, good.stderr
    bad = subprocess.run([*words, book(tmp_path, "import nope")], capture_output=True, text=True, check=False)
    assert (bad.returncode, bad.stderr.strip()) == (1, "x.ipynb, cell 2: No module named 'nope'")
