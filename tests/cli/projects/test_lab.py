"""stabbur lab: what it refuses; that it runs is held by tests/projects/test_laboratory.py."""

from pathlib import Path

from tests.cli.conftest import Run
from tests.projects import handmade


def test_lab_outside_of_a_project_ends_with_an_error(run: Run) -> None:
    done = run("lab", "--no-browser")
    assert done.code == 3
    assert "lies in no project" in done.err


def test_notebook_that_is_not_there_is_told_before_anything_is_built(run: Run) -> None:
    made = handmade.written(Path.cwd(), "folketall", git=False)
    (Path.cwd() / "stabbur.toml").touch()
    (Path.cwd() / "pyproject.toml").write_text('[project]\nname = "her"\n')
    done = run("lab", "--no-browser", "borte.ipynb")
    assert done.code == 3
    assert "there is no notebook 'borte.ipynb'" in done.err
    assert not made.environment.exists()
