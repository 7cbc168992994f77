"""renv.lock: what renv reads, with the packages of notebooks, and the same bytes as long as nothing changes."""

from pathlib import Path

import pytest

from stabbur.projects.project import Project
from stabbur.projects.r import renv
from stabbur.projects.r.installed import Installed, Package
from tests.projects.r.conftest import RunR
from tests.projects.r.test_dependencies import notebook, write


def package(name: str, *needs: str, version: str = "1.0", priority: str = "", **remote: str) -> Package:
    return Package(name, version, priority, needs, "" if remote else "CRAN", remote)


def having(*packages: Package, version: str = "4.2.2") -> Installed:
    """An R with these packages, and with those that every R has."""
    own = (package("stats", priority="base"), package("bit64", "bit"), package("bit"), package("jsonlite"))
    return Installed(version, (), {one.name: one for one in (*own, *packages)})


@pytest.fixture
def small(tmp_path: Path) -> Project:
    """A project whose notebook and whose script need packages."""
    project = Project(tmp_path, "folketall")
    write(project, "notebooks/a.ipynb", notebook("library(dplyr)"))
    write(project, "R/b.R", "stats::sd(tidyr::x)")
    return project


HAVE = having(
    package("dplyr", "R", "rlang", "stats"), package("rlang"), package("tidyr"), package("IRkernel")
)


def test_dapla_P5_the_packages_of_notebooks_are_in_the_lock(small: Project) -> None:
    assert renv.write(small, HAVE).changed
    lock = renv.read(small.root / "renv.lock")
    assert lock["R"]["Version"] == "4.2.2"
    assert list(lock["Packages"]) == ["IRkernel", "bit", "bit64", "dplyr", "jsonlite", "rlang", "tidyr"]
    assert lock["Packages"]["dplyr"] == {
        "Package": "dplyr",
        "Version": "1.0",
        "Source": "Repository",
        "Repository": "CRAN",
        "Requirements": ["R", "rlang", "stats"],
    }


def test_the_lock_names_no_place_where_packages_come_from(small: Project) -> None:
    renv.write(small, HAVE)
    repositories = renv.read(small.root / "renv.lock")["R"]["Repositories"]
    assert repositories == [{"Name": "CRAN", "URL": "https://packages.invalid/cran"}]


def test_a_lock_that_says_so_already_is_not_touched(small: Project) -> None:
    renv.write(small, HAVE)
    before = (small.root / "renv.lock").stat()
    assert not renv.write(small, HAVE).changed
    after = (small.root / "renv.lock").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_colleague_with_another_patch_of_r_changes_nothing(small: Project) -> None:
    renv.write(small, HAVE)
    assert not renv.write(small, Installed("4.2.3", (), HAVE.packages)).changed
    assert renv.write(small, Installed("4.3.0", (), HAVE.packages)).changed
    assert renv.read(small.root / "renv.lock")["R"]["Version"] == "4.3.0"


def test_a_package_that_is_not_installed_is_told_with_who_needs_it(small: Project) -> None:
    written = renv.write(small, having(package("dplyr", "vctrs"), package("IRkernel")))
    assert written.missing == {"tidyr": ["R/b.R"], "vctrs": ["dplyr"]}
    (tidyr, _) = renv.told(written.missing)
    assert "'tidyr' of R/b.R is not installed: apt-get install r-cran-tidyr" in tidyr


def test_a_package_that_a_colleague_locked_stays_where_it_is_not_installed(small: Project) -> None:
    renv.write(small, HAVE)
    written = renv.write(small, having(package("tidyr", version="2.0"), package("IRkernel")))
    packages = renv.read(small.root / "renv.lock")["Packages"]
    assert set(written.missing) == {"dplyr", "rlang"}
    assert (packages["dplyr"]["Version"], packages["tidyr"]["Version"]) == ("1.0", "2.0")
    assert "rlang" in packages


def test_a_package_that_nothing_names_any_more_leaves_the_lock(small: Project) -> None:
    renv.write(small, HAVE)
    (small.root / "R" / "b.R").unlink()
    renv.write(small, HAVE)
    assert "tidyr" not in renv.read(small.root / "renv.lock")["Packages"]


def test_a_package_from_a_forge_keeps_where_it_came_from() -> None:
    remote = {"RemoteType": "github", "RemoteUsername": "kari", "RemoteRepo": "x", "RemoteSha": "ab12"}
    assert renv.record(package("x", **remote)) == {
        "Package": "x",
        "Version": "1.0",
        "Source": "GitHub",
        **remote,
    }


@pytest.mark.parametrize("before", ["{", "[]", '{"R": 5}', '{"Packages": {"dplyr": 5}}', "", "\xff"])
def test_a_lock_that_nobody_can_read_is_written_anew(small: Project, before: str) -> None:
    (small.root / "renv.lock").write_text(before, encoding="latin-1")
    assert renv.write(small, HAVE).changed
    assert "dplyr" in renv.read(small.root / "renv.lock")["Packages"]


def test_r_reads_the_lock_of_a_real_project(r: RunR) -> None:
    said = r(
        """
        lock <- jsonlite::fromJSON("renv.lock", simplifyVector = FALSE)
        stopifnot(lock$R$Version == paste(R.version$major, R.version$minor, sep = "."))
        for (one in lock$Packages) stopifnot(one$Version == as.character(packageDescription(one$Package)$Version))
        base <- rownames(installed.packages(priority = "base"))
        left <- setdiff(unlist(lapply(lock$Packages, `[[`, "Requirements")), c(names(lock$Packages), base, "R"))
        cat(names(lock$Packages), left)
        """
    )
    assert said.split() == ["bit", "bit64", "jsonlite"]
