"""The packages of a whole project: scripts, documents and, unlike renv for long, notebooks."""

import json
from pathlib import Path

import pytest

from stabbur.projects.project import Project
from stabbur.projects.r.dependencies import found, needs_r, of_document, of_notebook, uses_r


def notebook(*cells: str, language: str = "R") -> str:
    """A notebook with code in its cells, written as Jupyter writes it."""
    made = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    texts = [{"cell_type": "markdown", "source": ["library(ggplot2)"]}]
    return json.dumps({"cells": texts + made, "metadata": {"kernelspec": {"language": language}}})


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with nothing in it."""
    return Project(tmp_path, "folketall")


def write(project: Project, name: str, text: str) -> None:
    file = project.root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_packages_of_notebooks_are_found(project: Project) -> None:
    write(project, "notebooks/a.ipynb", notebook("library(dplyr)\n", "x <- tidyr::nest(y)"))
    write(project, "R/b.R", "library(dplyr)")
    assert found(project).packages == {
        "IRkernel": ["notebooks/a.ipynb"],
        "dplyr": ["R/b.R", "notebooks/a.ipynb"],
        "tidyr": ["notebooks/a.ipynb"],
    }


def test_each_cell_is_code_by_itself() -> None:
    book = json.loads(notebook("x <- 'a quote that nobody closed", "library(dplyr)"))
    assert of_notebook(book) == {"IRkernel", "dplyr"}


def test_a_notebook_of_python_names_no_packages_of_r(project: Project) -> None:
    write(project, "a.ipynb", notebook("library(dplyr)", language="python"))
    assert found(project).packages == {}
    assert not uses_r(project)


def test_a_notebook_without_a_kernel_is_known_by_its_language() -> None:
    book = {"cells": [], "metadata": {"language_info": {"name": "R"}}}
    assert of_notebook(book) == {"IRkernel"}


def test_chunks_of_r_are_read_and_others_are_not() -> None:
    text = """---
title: "tidyr::nest is what this is about"
output:
  bookdown::html_document2:
    toc: true
---
library(inprose) and `r glue::glue("x")` inline
```{r setup, message=FALSE}
library(dplyr)
```
```{python}
library(inpython)
```
```{r, eval=FALSE}
library(notrun)
```
```{r}
#| eval: false
library(notruneither)
```
```r
library(shown)
```
"""
    assert of_document(text, ".rmd") == {"bookdown", "dplyr", "glue", "rmarkdown"}


def test_quarto_needs_rmarkdown_only_with_chunks_of_r() -> None:
    assert of_document("```{r}\nlibrary(dplyr)\n```\n", ".qmd") == {"dplyr", "rmarkdown"}
    assert of_document("```{python}\nimport pandas\n```\n", ".qmd") == set()


def test_a_chunk_that_is_not_closed_ends_with_the_file() -> None:
    assert of_document("```{r}\nlibrary(dplyr)", ".qmd") == {"dplyr", "rmarkdown"}


def test_libraries_environments_and_hidden_folders_are_passed_over(project: Project) -> None:
    for folder in (
        "r-library/x/R",
        ".venv",
        "renv/library",
        "vendor",
        "node_modules",
        "build",
        ".Rproj.user",
    ):
        write(project, f"{folder}/a.R", "library(inside)")
    write(project, ".Rprofile", "library(ofprofile)")
    write(project, "R/.Rprofile", "library(notread)")
    assert found(project).packages == {"ofprofile": [".Rprofile"]}


def test_our_own_package_is_none_of_a_repository(project: Project) -> None:
    write(project, "a.R", "library(stabbur); stabbur::publish(x)")
    assert found(project).packages == {}
    assert uses_r(project)


def test_a_notebook_that_is_broken_is_told_and_stops_nothing(project: Project) -> None:
    write(project, "broken.ipynb", "{")
    write(project, "strange.ipynb", json.dumps({"cells": 5, "metadata": {"kernelspec": {"language": "R"}}}))
    write(project, "a.R", "library(dplyr)")
    told = found(project)
    assert told.packages == {"dplyr": ["a.R"]}
    assert told.unread == ["broken.ipynb", "strange.ipynb"]


def test_only_a_notebook_or_a_lock_makes_a_project_one_of_r(project: Project) -> None:
    assert not uses_r(project)
    write(project, "a.R", "1")
    assert uses_r(project)
    assert not needs_r(project)
    write(project, "a.ipynb", notebook("1"))
    assert needs_r(project)
