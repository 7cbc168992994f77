"""stabbur extract: functions leave a notebook, and what can't leave is named."""

from pathlib import Path

from tests.cli.conftest import Run
from tests.projects.notebooks.written import project, sources


def test_function_is_moved_and_the_files_are_told(run: Run, tmp_path: Path) -> None:
    file = project(tmp_path / "p", "import math", "def area(r):\n    return math.pi * r")
    done = run("extract", str(file), "area")
    assert done.code == 0
    assert [Path(line).name for line in done.out.splitlines()] == [
        "analyse.py",
        "test_analyse.py",
        "analyse.ipynb",
    ]
    assert sources(file)[1] == "from folketall.analyse import area"
    again = run("extract", str(file), "area")
    assert (again.code, again.out) == (0, "")
    assert "nothing left to move" in again.err


def test_dry_run_shows_what_would_change(run: Run, tmp_path: Path) -> None:
    file = project(tmp_path / "p", "def area(r):\n    return r\x1b[31m".replace("\x1b[31m", "  # \x1b[31m"))
    done = run("extract", str(file), "area", "--dry-run", "--module", "shapes")
    assert done.code == 0
    assert "+def area(r):" in done.out
    assert "\x1b" not in done.out
    assert sources(file)[0].startswith("def area")


def test_function_that_needs_the_notebook_is_refused(run: Run, tmp_path: Path) -> None:
    file = project(tmp_path / "p", "df = load()", "def area(r):\n    return df")
    done = run("extract", str(file), "area")
    assert done.code == 2
    assert "'area' uses 'df', a variable of the notebook of cell 1" in done.err
    assert "def area(…, df)" in done.err
