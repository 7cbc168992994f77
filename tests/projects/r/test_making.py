"""Build with R code: library, kernel and lock are made once, and what is missing is said with what to do."""

import shutil
from pathlib import Path

import pytest

from stabbur.errors import Unavailable
from stabbur.projects import building, cleaning
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from stabbur.projects.r import making
from tests.projects import handmade
from tests.projects.r.conftest import written
from tests.projects.r.test_dependencies import notebook, write


def made(project: Project, **options: bool) -> tuple[tuple[str, ...], list[str]]:
    told: list[str] = []
    return making.make(project, verify=False, report=told.append, **options), told


def without_r(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be no R."""
    monkeypatch.setattr("shutil.which", lambda name, **more: None)


def test_what_was_made_is_not_made_again(project: Project) -> None:
    assert made(project) == ((), ["R: library, kernel and renv.lock are as the code says, nothing to do"])


def test_a_project_without_r_code_needs_no_r(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_r(monkeypatch)
    assert made(handmade.written(tmp_path, git=False)) == ((), [])


def test_a_notebook_in_r_needs_r_and_says_how_it_is_had(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = written(tmp_path)
    write(project, "notebooks/a.ipynb", notebook("1"))
    without_r(monkeypatch)
    with pytest.raises(Unavailable, match="needs R, and there is no R here"):
        made(project)
    with pytest.raises(Unavailable):
        making.lock(project, report=print)
    assert specs.of(project) == []


def test_a_script_in_r_leaves_the_rest_of_the_project_useful(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = written(tmp_path)
    without_r(monkeypatch)
    done, (line,) = made(project)
    assert done == ()
    assert "R: left out, since this project needs R" in line
    assert "apt-get install r-base-core" in line
    making.lock(project, report=print)
    assert not (project.root / "renv.lock").exists()


def test_a_package_that_is_missing_is_told_at_each_build(tmp_path: Path, home: Path) -> None:
    project = written(tmp_path)
    write(project, "R/more.R", "library(finnesikke)")
    for _ in range(2):
        _, told = made(project, kernels=False)
        assert [line for line in told if "'finnesikke' of R/more.R is not installed" in line]
    assert specs.of(project) == []


def test_build_and_clean_take_r_along(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "kopi"
    shutil.copytree(project.root, place, symlinks=True)
    (place / ".venv").unlink()
    (place / "pyproject.toml").write_text(
        (place / "pyproject.toml").read_text().replace("folketall", "kopien")
    )
    (place / "src" / "folketall").rename(place / "src" / "kopien")
    built = building.build(place)
    assert "R kernel" in built.done
    assert {one.name for one in specs.of(built.project)} == {"kopien", "kopien-r"}
    again = building.build(place)
    assert again.done == ()
    assert cleaning.clean(folder=place).kernels == ("kopien", "kopien-r")
    assert not (place / "r-library").exists()
    assert (place / "renv.lock").is_file()
    assert specs.current(project, "folketall-r"), "another project's kernel stays"
