"""What R says it has: asked without anything of the project being run."""

from pathlib import Path

import pytest

from stabbur.errors import Unavailable
from stabbur.projects.project import Project
from stabbur.projects.r import installed


def test_r_tells_its_version_libraries_and_packages(project: Project) -> None:
    have = installed.read(project)
    assert have.version.count(".") == 2
    assert have.libraries[0] == project.root / "r-library"
    assert have.packages["stats"].base
    jsonlite = have.packages["jsonlite"]
    assert (jsonlite.base, jsonlite.repository, jsonlite.requirements) == (False, "CRAN", ("methods",))
    assert "bit64" in have.packages["stabbur"].requirements


def test_A24_nothing_of_a_cloned_project_runs_when_r_is_asked(project: Project, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    hostile = Project(tmp_path / "klone", "klone")
    hostile.root.mkdir()
    for name in (".Rprofile", "Rprofile.site"):
        (hostile.root / name).write_text(f'file.create("{mark}")')
    (hostile.root / ".Renviron").write_text(f'R_PROFILE_USER="{hostile.root}/.Rprofile"\n')
    assert installed.read(hostile).packages
    assert not mark.exists()


def test_requirements_are_names_without_versions() -> None:
    about = dict.fromkeys((*installed.FIELDS, *installed.REMOTE), "")
    about |= {
        "Package": "x",
        "Version": "1.0",
        "Depends": "R (>= 3.5), methods",
        "Imports": " a (>= 1),\n b",
        "LinkingTo": "",
    }
    assert installed.package(about).requirements == ("R", "a", "b", "methods")


def test_without_r_the_packages_of_debian_are_named(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(project.root))
    with pytest.raises(Unavailable) as caught:
        installed.read(project)
    assert caught.value.hint.startswith("apt-get install r-base-core r-cran-irkernel")


def test_what_every_project_needs_is_named_when_it_is_missing() -> None:
    jsonlite = installed.Package("jsonlite", "1.8", "", (), "CRAN")
    assert installed.lacking(installed.Installed("4.2.2", (), {"jsonlite": jsonlite})) == [
        "IRkernel",
        "bit64",
    ]
