"""Git in a project as `stabbur init` makes it: what belongs there goes in, and what does not stays out."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from stabbur.projects import scanning
from stabbur.projects.git import hooks
from stabbur.projects.notebooks.stripping import stripped
from stabbur.projects.project import Project
from tests.projects.conftest import Made
from tests.projects.git.repositories import asked, borrow


@pytest.fixture
def clone(project: Project, made: Made, tmp_path: Path) -> Project:
    """A clone of the project of `made`, built with the environment of that."""
    asked(tmp_path, "clone", "-q", str(project.root), "clone")
    found = Project(tmp_path / "clone", project.name)
    borrow(found, project.environment)
    hooks.install(found)
    return found


def test_dapla_P5_data_are_ignored_and_a_secret_stops_the_commit(clone: Project) -> None:
    for name in ("data.parquet", "x.csv", "notebooks/x.xlsx", "data/a.json"):
        (clone.root / name).parent.mkdir(exist_ok=True)
        (clone.root / name).write_bytes(b"PAR1")
        asked(clone.root, "add", name, code=1)
    (clone.root / "notes.txt").write_bytes(b"PAR1" + b"\0" * 100)
    (clone.root / "a.py").write_text("api_key = " + '"kanari-0815"\n', encoding="utf-8")
    asked(clone.root, "add", "-A")
    told = asked(clone.root, "commit", "-m", "x", code=1)
    assert "notes.txt          data: Parquet, whatever its name" in told
    assert "a.py       line 1  secret: password or key written out" in told
    assert "kanari" not in told


def test_dapla_P5_notebook_goes_in_without_what_it_printed(clone: Project) -> None:
    (file,) = (clone.root / "notebooks").glob("*.ipynb")
    found = json.loads(file.read_text(encoding="utf-8"))
    for cell in found["cells"]:
        if cell["cell_type"] == "code":
            cell |= {
                "outputs": [{"output_type": "stream", "name": "stdout", "text": ["42"]}],
                "execution_count": 1,
            }
    found["cells"][0]["source"] = ["# Another title"]
    file.write_text(json.dumps(found, indent=1), encoding="utf-8")
    asked(clone.root, "commit", "-qam", "Change the title")
    stored = json.loads(asked(clone.root, "cat-file", "blob", f"HEAD:notebooks/{file.name}"))
    assert all(not cell.get("outputs") for cell in stored["cells"])
    assert '"42"' in file.read_text(encoding="utf-8")


def test_new_project_has_nothing_that_should_not_be_committed(clone: Project) -> None:
    assert scanning.scan(folder=clone.root, everything=True) == []
    assert asked(clone.root, "status", "--short") == ""


def test_notebooks_of_the_template_are_as_git_holds_them(clone: Project) -> None:
    for file in (clone.root / "notebooks").glob("*.ipynb"):
        assert stripped(file.read_bytes()) == file.read_bytes()


def test_lock_is_as_git_holds_it(clone: Project) -> None:
    os.utime(clone.root / "uv.lock")
    assert asked(clone.root, "status", "--short") == ""
    shutil.copy(clone.root / "uv.lock", clone.root / "copy")
    assert "packages.invalid" in (clone.root / "copy").read_text(encoding="utf-8")


def test_jupyter_of_the_environment_tells_git_what_it_saves(clone: Project) -> None:
    words: list[str | Path] = [clone.programs / "jupyter", "server", "extension", "list"]
    told = subprocess.run(words, cwd=clone.root, capture_output=True, text=True, check=True)
    assert re.search(r"stabbur\.projects\.notebooks\.saved\s+\S*OK", told.stdout + told.stderr)
