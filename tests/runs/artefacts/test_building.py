"""A build of a real project: each part made, and what was made runs without Stabbur."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.errors import BadInput
from stabbur.projects.environment.uv import program
from stabbur.projects.project import Project
from stabbur.runs.artefacts import building
from stabbur.runs.artefacts.values import Part, Result
from tests.runs.artefacts import written
from tests.runs.artefacts.written import cell, notebook


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose environment the first build makes."""
    folder = tmp_path_factory.mktemp("et sted æøå")
    return written.project(folder, told='stories = ["notebooks/sum.ipynb"]')


@pytest.fixture(scope="module")
def built(project: Project) -> Result:
    """The build that most tests look at."""
    return built_of(project)


def built_of(project: Project) -> Result:
    place = project.root / "build" / "artefacts"
    return building.build(project, settings.load(project.root), place, commit="c0ffee")


def made(project: Project, name: str) -> Path:
    return project.root / "build" / "artefacts" / name


def part(result: Result, kind: str) -> Part:
    return next(one for one in result.parts if one.kind == kind)


def test_every_part_is_made_and_told(project: Project, built: Result) -> None:
    assert [(one.kind, one.status, one.told) for one in built.failed] == []
    kinds = [one.kind for one in built.parts]
    assert kinds == ["environment", "tests", "lock", "script", "form", "executable", "image", "story"]
    assert "1 passed" in part(built, "tests").told
    told = json.loads(made(project, "artefacts.json").read_text())
    assert told["commit"] == "c0ffee"
    for one in told["parts"]:
        assert all(made(project, file).is_file() for file in one["files"])


def test_script_runs_with_nothing_but_python(project: Project, built: Result) -> None:
    words = [str(project.python), str(made(project, "scripts/notebooks/sum.py"))]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == "result 4042\n"


def test_form_has_the_parameters_with_type_default_and_range(project: Project, built: Result) -> None:
    form = json.loads(made(project, "forms/notebooks/sum.json").read_text())
    assert form["entry"] == "notebooks/sum.ipynb"
    (one,) = form["parameters"]
    assert (one["name"], one["type"], one["default"], one["least"], one["most"]) == (
        "year",
        "int",
        2021,
        2000,
        2030,
    )


def test_executable_runs_with_papermill_alone_in_an_environment_of_exactly_its_lock(
    project: Project, built: Result, tmp_path: Path
) -> None:
    folder, environment = tmp_path / "alone", tmp_path / "environment"
    shutil.copytree(made(project, "executables/notebooks/sum"), folder)
    subprocess.run([program(), "venv", "-q", environment], check=True)
    sync = [str(program()), "pip", "sync", "-q", "--require-hashes", "--python", str(environment)]
    subprocess.run([*sync, "requirements.txt"], cwd=folder, check=True)
    assert "ipykernel install --prefix environment\n" in (folder / "README.md").read_text()
    register: list[str | Path] = [
        environment / "bin" / "python",
        "-m",
        "ipykernel",
        "install",
        "--prefix",
        environment,
    ]
    subprocess.run(register, check=True)
    papermill = [sys.executable, "-m", "papermill", "notebook.ipynb", "out.ipynb", "-p", "year", "4"]
    environ = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "JUPYTER_PATH": str(environment / "share" / "jupyter"),
    }
    done = subprocess.run(papermill, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "result 8" in (folder / "out.ipynb").read_text()
    kept = {
        name.partition("==")[0]
        for name in (folder / "requirements.txt").read_text().split("\n")
        if "==" in name
    }
    assert {"ipykernel", "pytest"} <= kept
    assert not (environment / "bin" / "papermill").exists()


def test_story_is_run_and_shown(project: Project, built: Result) -> None:
    page = made(project, "stories/notebooks/sum.html").read_text()
    assert "result 4042" in page
    assert "<title>The sum</title>" in page


def test_one_part_that_fails_keeps_no_other_from_being_made(project: Project, built: Result) -> None:
    broken = project.root / "tests" / "test_broken.py"
    strange, mute = project.root / "notebooks" / "strange.ipynb", project.root / "notebooks" / "mute.ipynb"
    broken.write_text("def test_broken():\n    assert 'row 4711' == ''\n")
    strange.write_text("{no notebook")
    mute.write_text(notebook(cell("row = 4711 + 1\nraise ValueError(row)")))
    (project.root / "stabbur.toml").write_text('[artefacts]\nstories = ["notebooks/mute.ipynb"]\n')
    try:
        result = built_of(project)
    finally:
        (project.root / "stabbur.toml").write_text('[artefacts]\nstories = ["notebooks/sum.ipynb"]\n')
        for file in (broken, strange, mute):
            file.unlink()
    assert [(one.kind, one.of) for one in result.failed] == [
        ("tests", "folketall"),
        ("script", "notebooks/strange.ipynb"),
        ("story", "notebooks/mute.ipynb"),
    ]
    assert "ValueError" in result.failed[2].told
    assert "4712" not in json.dumps(result.described())
    assert made(project, "scripts/notebooks/sum.py").is_file()
    assert "failed and 2 more" in result.told()


def test_lock_that_does_not_fit_is_a_part_that_failed(
    project: Project, built: Result, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(project.root, copy, ignore=shutil.ignore_patterns(".venv", "build"))
    text = (copy / "pyproject.toml").read_text()
    (copy / "pyproject.toml").write_text(text.replace("dependencies = []", 'dependencies = ["idna"]'))
    result = built_of(Project(copy, project.name))
    assert result.failed[0].kind == "environment"
    assert "does not fit" in result.failed[0].told
    assert not (copy / ".venv").exists()


def test_what_stood_before_stands_again_when_a_build_was_killed_while_it_took_its_place(
    tmp_path: Path,
) -> None:
    place, left = tmp_path / "artefacts", tmp_path / ".artefacts-0123abcd-before"
    left.mkdir()
    (left / "artefacts.json").write_text("{}")
    known = settings.load(tmp_path)
    wrong = known.model_copy(
        update={"artefacts": known.artefacts.model_copy(update={"notebooks": ("../*",)})}
    )
    with pytest.raises(BadInput):
        building.build(Project(tmp_path, "x"), wrong, place)
    assert [one.name for one in tmp_path.iterdir()] == ["artefacts"]
    with pytest.raises(FileNotFoundError):
        building._take_place(tmp_path / "gone", place)
    assert (place / "artefacts.json").read_text() == "{}"
    assert [one.name for one in tmp_path.iterdir()] == ["artefacts"]
