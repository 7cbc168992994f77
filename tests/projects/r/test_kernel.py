"""The R kernel of a project: it runs notebooks, with the project's own packages, wherever they lie."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from stabbur.projects.r import kernel
from tests.projects import handmade

CELLS = (
    'library(stabbur)\nframe <- data.frame(nr = c("0301", NA), sted = c("Tromsø", "Ås"), n = 1:2)',
    'dp <- datapackage(name = "fra-r", title = "Fra R", description = "Å", licenses = "CC0-1.0")\n'
    'published <- add_resource(dp, frame, name = "tall") |> publish(owner = "demo")\npublished',
    "stopifnot(identical(read_dp(published$id), frame))\ncat(toupper(frame$sted), Sys.getenv('VIRTUAL_ENV'))",
)


def executed(project: Project, *cells: str) -> list[str]:
    """Run cells as a notebook of the project, in a locale without æ, ø and å, and return what each wrote."""
    empty: dict[str, object] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    made = [empty | {"source": code} for code in cells]
    book = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    place = project.root / "notebooks" / ".run.ipynb"
    place.write_text(json.dumps(book), encoding="utf-8")
    words = ["-m", "jupyter", "nbconvert", "--to=notebook", "--execute", "--stdout", place.name]
    chosen = f"--ExecutePreprocessor.kernel_name={kernel.name(project)}"
    environ = os.environ | {"JUPYTER_PATH": str(specs.data()), "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, *words, chosen],
        cwd=place.parent,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    outputs = [cell["outputs"] for cell in json.loads(done.stdout)["cells"]]
    return ["".join(said(one) for one in kept) for kept in outputs]


def said(output: dict[str, Any]) -> str:
    """What an output shows as text."""
    return "".join(output.get("text") or output["data"]["text/plain"])


def test_a_notebook_in_r_publishes_and_reads_back(project: Project) -> None:
    _, published, last = executed(project, *CELLS)
    assert published == "demo/fra-r@1: first version (/p/demo/fra-r/v1)"
    assert last == f"TROMSØ ÅS {project.environment}"


def test_a_mistake_in_a_notebook_says_what_to_do(project: Project) -> None:
    with pytest.raises(AssertionError, match="hint: stabbur search"):
        executed(project, 'stabbur::read_dp("demo/finnes-ikke")')


def test_the_kernel_lies_beside_the_one_of_python(project: Project) -> None:
    found = next(one for one in specs.of(project) if one.language == "R")
    assert (found.name, found.stale) == ("folketall-r", False)
    spec = json.loads((found.folder / "kernel.json").read_text())
    assert spec["argv"][-2:] == ["--args", "{connection_file}"]
    assert spec["env"]["R_LIBS_USER"] == str(project.root / "r-library")
    assert Path(spec["argv"][0]).is_absolute()


def test_a_kernel_that_stands_is_left_alone(project: Project) -> None:
    file = specs.data() / "kernels" / kernel.name(project) / "kernel.json"
    before = file.stat().st_mtime_ns
    kernel.install(project)
    assert file.stat().st_mtime_ns == before


def test_the_kernel_of_another_living_project_is_not_taken(project: Project, tmp_path: Path) -> None:
    other = handmade.written(tmp_path, project.name, git=False)
    handmade.environment(other)
    kernel.install(other)
    assert specs.owner(kernel.name(project)) == project.root
    assert [one.name for one in specs.own(other)] == ["folketall-r"]


def test_a_folder_with_a_dollar_is_no_variable_of_jupyter(tmp_path: Path) -> None:
    made = kernel.environ(Project(tmp_path / "kr$HOME", "x"))
    assert made["R_LIBS_USER"] == f"{tmp_path}/kr$$HOME/r-library"


def test_a_persons_own_packages_are_left_out(project: Project, tmp_path: Path) -> None:
    environ = os.environ | {"R_LIBS_USER": str(tmp_path)}
    words = ["Rscript", "-e", "cat(.libPaths())"]
    done = subprocess.run(
        words, cwd=project.root / "notebooks", env=environ, capture_output=True, text=True, check=True
    )
    assert str(tmp_path) in done.stdout, "started in another folder, R reads no .Rprofile of ours"
    done = subprocess.run(words, cwd=project.root, env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(str(project.root / "r-library"))
    assert f"{tmp_path} " not in done.stdout
