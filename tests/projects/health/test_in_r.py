"""A project with R code: R that is missing, and a library that is not what the code names."""

from pathlib import Path

import pytest

from stabbur.projects.health import in_r
from stabbur.projects.health.finding import Finding
from stabbur.projects.project import Project
from stabbur.settings import Settings
from tests.projects import handmade

KNOWN = Settings()


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Project:
    made = handmade.written(tmp_path, git=False)
    (made.root / "src" / "tall.R").write_text("x <- 1\n")
    return made


def one(found: list[Finding]) -> Finding:
    (finding,) = found
    assert (finding.status == "ok") != bool(finding.cure)
    return finding


def test_project_without_r_code_is_passed_over(project: Project) -> None:
    (project.root / "src" / "tall.R").unlink()
    assert [*in_r.r(project, KNOWN)] == []


@pytest.mark.parametrize(("lock", "status"), [(False, "note"), (True, "problem")])
def test_machine_without_r(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lock: bool, status: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if lock:
        (project.root / "renv.lock").write_text("{}")
    finding = one([*in_r.r(project, KNOWN)])
    assert (finding.status, finding.mend) == (status, None)
    assert "there is no R here" in finding.found


def test_library_that_is_not_built_is_mended(project: Project) -> None:
    before = sorted(project.root.rglob("*"))
    finding = one([*in_r.r(project, KNOWN)])
    assert finding.status == "problem"
    assert sorted(project.root.rglob("*")) == before
    assert finding.mend
    finding.mend.make()
    assert one([*in_r.r(project, KNOWN)]).status == "ok"
    (project.root / "src" / "tall.R").write_text("library(stats4)\n")
    assert one([*in_r.r(project, KNOWN)]).status == "problem"
