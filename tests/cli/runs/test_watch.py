"""stabbur watch: what it refuses; tests/runs/saving/test_watching.py lets it run."""

from pathlib import Path

from tests.cli.conftest import Run


def test_folder_outside_of_a_project_is_refused(run: Run, tmp_path: Path) -> None:
    done = run("watch", str(tmp_path))
    assert done.code == 3
    assert "lies in no project" in done.err
