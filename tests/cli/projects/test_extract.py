"""stabbur extract: functions leave a notebook, and what can't leave is named."""

from pathlib import Path

import pytest

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


def test_notebook_is_named_as_for_lab_and_paths_are_seen_from_where_one_stands(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = project(tmp_path / "p", "def area(r):\n    return r", "def half(r):\n    return r / 2")
    monkeypatch.chdir(tmp_path / "p")
    shown = run("extract", "analyse.ipynb", "area", "--dry-run")
    assert "+++ src/folketall/analyse.py\n" in shown.out
    done = run("extract", "analyse.ipynb", "area")
    assert done.out.splitlines() == [
        "src/folketall/analyse.py",
        "tests/test_analyse.py",
        "notebooks/analyse.ipynb",
    ]
    monkeypatch.chdir(file.parent)
    done = run("extract", "analyse.ipynb", "half")
    assert done.out.splitlines()[0] == "../src/folketall/analyse.py"
    missing = run("extract", "annet.ipynb", "half")
    assert "there is no notebook 'annet.ipynb': there are notebooks/analyse.ipynb" in missing.err
