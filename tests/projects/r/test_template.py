"""A project of the template r: begun, tested, run, cloned and built as a person does."""

import json
import os
import subprocess
from pathlib import Path

import httpx
import pytest
import yaml

import stabbur as sb
from stabbur.projects import building, laboratory, starting
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from stabbur.projects.templating.rendering import render
from tests.projects import handmade

NAME = "folketall-i-r"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path]:
    """A project that was begun once, and its home."""
    folder = tmp_path_factory.mktemp("arbeid")
    (folder / "home").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STABBUR_HOME", str(folder / "home"))
        return starting.init(NAME, folder=folder, template="r"), folder / "home"


@pytest.fixture
def project(begun: tuple[Project, Path], monkeypatch: pytest.MonkeyPatch) -> Project:
    """The project, seen from its own home."""
    monkeypatch.setenv("STABBUR_HOME", str(begun[1]))
    return begun[0]


def run(project: Project, *words: str) -> str:
    environ = os.environ | {"JUPYTER_PATH": str(specs.data())}
    done = subprocess.run(words, cwd=project.root, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_lock_is_in_the_first_commit_and_the_library_is_not(project: Project) -> None:
    kept = handmade.asked(project.root, "ls-files").split()
    assert {"renv.lock", ".Rprofile", "R/growth.R"} <= set(kept)
    assert not [file for file in kept if file.startswith("r-library")]
    assert handmade.asked(project.root, "status", "--porcelain") == ""
    assert "IRkernel" in json.loads((project.root / "renv.lock").read_text())["Packages"]


def test_its_notebook_runs_warns_of_nothing_and_publishes(project: Project) -> None:
    words = (
        "-m",
        "jupyter",
        "nbconvert",
        "--to=notebook",
        "--execute",
        "--stdout",
        f"notebooks/{NAME}.ipynb",
    )
    book = json.loads(run(project, str(project.python), *words))
    assert book["metadata"]["kernelspec"]["name"] == f"{NAME}-r"
    outputs = [output for cell in book["cells"] for output in cell.get("outputs", [])]
    assert not [one for one in outputs if one.get("name") == "stderr"], "a first notebook warns of nothing"
    table = sb.read_dp(f"{sb.settings.local_person()}/{NAME}")
    assert table["change"].count() == 9


def test_its_tests_pass_in_r_and_for_pytest(project: Project) -> None:
    run(project, "Rscript", "tests/test_growth.R")
    assert "1 passed" in run(project, str(project.python), "-m", "pytest", "-q", "-p", "no:cacheprovider")


def test_a_test_in_r_that_fails_fails_for_pytest(project: Project) -> None:
    broken = project.root / "tests" / "test_broken.R"
    broken.write_text("stopifnot(1 == 2)")
    with pytest.raises(AssertionError, match="1 == 2 is not TRUE"):
        run(project, str(project.python), "-m", "pytest", "-q", "-p", "no:cacheprovider")
    broken.unlink()


def test_a_build_of_what_is_built_does_nothing(project: Project) -> None:
    assert building.build(project.root).done == ()
    assert {one.name for one in specs.of(project)} == {NAME, f"{NAME}-r"}


@pytest.mark.parametrize("language", ["nb", "en"])
def test_its_files_are_what_they_say(language: str, tmp_path: Path) -> None:
    answers = {"name": "min-analyse", "language": language, "title": 'Det\'s "A" & Å', "forge": "github"}
    render("r", tmp_path, answers)
    for file in (file for file in tmp_path.rglob("*") if file.is_file()):
        text = file.read_text(encoding="utf-8")
        assert text.removesuffix("\n") == text.rstrip("\n") != text, file
        assert not {mark for mark in ("{{", "{%") if mark in text.replace("${{", "")}, file
        assert not [line for line in text.splitlines() if line != line.rstrip()], file
        if file.suffix == ".py":
            compile(text, str(file), "exec")
    steps = yaml.safe_load((tmp_path / ".github/workflows/build.yml").read_text())["jobs"]["build"]["steps"]
    assert [step for step in steps if "r-cran-irkernel" in step.get("run", "")]


def test_lab_offers_the_kernels_of_both_languages(project: Project) -> None:
    with laboratory.opened(folder=project.root, browser=False) as lab:
        token = lab.address.partition("token=")[2]
        address = f"http://127.0.0.1:{lab.port}/api/kernelspecs"
        told = httpx.get(address, headers={"Authorization": f"token {token}"}).json()
    assert {name: one["spec"]["language"] for name, one in told["kernelspecs"].items()} == {
        NAME: "python",
        f"{NAME}-r": "R",
    }


def test_a_second_clone_runs_its_notebooks_in_a_kernel_of_its_own(project: Project, tmp_path: Path) -> None:
    handmade.asked(tmp_path, "clone", "-q", str(project.root), "klone")
    clone = Project(tmp_path / "klone", NAME)
    with laboratory.opened(folder=clone.root, browser=False):
        there = {one.name: one for one in specs.own(clone)}
    assert there[f"{NAME}-r"].project == clone.root
    assert specs.owner(f"{NAME}-r") == project.root
