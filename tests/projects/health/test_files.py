"""Kernel, hooks, template, disk and what git has: each check has a project that is broken in that way."""

import shutil
from pathlib import Path

import pytest

from stabbur.projects import building
from stabbur.projects.git import hooks
from stabbur.projects.health import files
from stabbur.projects.health.finding import Finding
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from stabbur.projects.templating import answers
from stabbur.projects.templating.rendering import render
from stabbur.settings import Settings
from tests.projects import handmade

KNOWN = Settings()


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Project:
    """A project that is not built."""
    return handmade.written(tmp_path)


def one(found: list[Finding]) -> Finding:
    (finding,) = found
    assert (finding.status == "ok") != bool(finding.cure)
    return finding


def mend(finding: Finding) -> None:
    assert finding.mend
    finding.mend.make()


def test_kernel_that_is_missing_stale_or_broken(project: Project) -> None:
    finding = one([*files.kernel(project, KNOWN)])
    assert (finding.status, finding.found) == ("note", "the kernel 'folketall' is missing")
    mend(finding)
    assert one([*files.kernel(project, KNOWN)]).status == "ok"

    (package,) = project.environment.glob("lib/python*/site-packages/ipykernel")
    shutil.rmtree(package)
    finding = one([*files.kernel(project, KNOWN)])
    assert finding.status == "problem"
    assert "does not start" in finding.found
    mend(finding)
    assert one([*files.kernel(project, KNOWN)]).status == "ok"

    shutil.rmtree(project.environment)
    finding = one([*files.kernel(project, KNOWN)])
    assert "the kernel 'folketall' is stale" in finding.found


def test_kernel_outside_that_another_project_has_is_not_taken(project: Project, tmp_path: Path) -> None:
    handmade.environment(project)
    specs.install(project)
    other = handmade.written(tmp_path / "annet")
    handmade.environment(other)
    finding = one([*files.kernel(other, KNOWN)])
    assert (finding.status, finding.found) == ("problem", "the kernel 'folketall' is missing")
    shutil.rmtree(other.environment)
    mend(finding)
    finding = one([*files.kernel(other, KNOWN)])
    assert finding.status == "ok"
    assert finding.found == f"'folketall' starts; other Jupyters see that of '{project.root}'"
    assert specs.owner("folketall") == project.root


def test_hooks_that_are_missing(project: Project) -> None:
    finding = one([*files.hook(project, KNOWN)])
    assert finding.status == "problem"
    mend(finding)
    assert hooks.installed(project)
    assert one([*files.hook(project, KNOWN)]).status == "ok"
    (project.root / ".git" / "hooks" / "pre-commit").unlink()
    assert one([*files.hook(project, KNOWN)]).status == "problem"


def test_project_without_git_is_a_note(home: Path, tmp_path: Path) -> None:
    bare = handmade.written(tmp_path, git=False)
    assert one([*files.hook(bare, KNOWN)]).status == "note"
    assert [*files.tracked(bare, KNOWN)] == []


def test_data_and_secrets_that_git_has(project: Project) -> None:
    assert one([*files.tracked(project, KNOWN)]).status == "ok"
    (project.root / "lønn.csv").write_text("a,b\n" + "1,2\n" * 50)
    key = "-----BEGIN " + "RSA PRIVATE KEY-----\n" + "MIIEowIBAAKCAQEA1xyz" * 10 + "\n"
    (project.root / "nøkkel.pem").write_text(key + "-----END " + "RSA PRIVATE KEY-----\n")
    handmade.committed(project.root, "By mistake")
    found = {
        finding.found.partition(":")[0].partition(",")[0]: finding
        for finding in files.tracked(project, KNOWN)
    }
    assert {"lønn.csv", "nøkkel.pem"} <= set(found)
    assert all(finding.status == "problem" and finding.mend is None for finding in found.values())
    assert all(finding.cure.startswith("git rm --cached") for finding in found.values())
    assert "MIIEow" not in "".join(finding.found + finding.cure for finding in found.values())
    assert (project.root / "lønn.csv").is_file()


def test_only_the_files_of_this_project_are_looked_at(home: Path, tmp_path: Path) -> None:
    handmade.asked(tmp_path, "init", "-q")
    here = handmade.written(tmp_path, "folketall", git=False)
    there = handmade.written(tmp_path, "flytting", git=False)
    (there.root / "data.csv").write_text("a,b\n" + "1,2\n" * 50)
    handmade.committed(tmp_path, "Both")
    assert one([*files.tracked(here, KNOWN)]).status == "ok"
    assert one([*files.tracked(there, KNOWN)]).status == "problem"


def test_template_that_has_got_something_new(home: Path, tmp_path: Path) -> None:
    (tmp_path / "folketall").mkdir()
    made = Project(tmp_path / "folketall", "folketall")
    render("package", made.root, {"name": "folketall"})
    assert one([*files.template(made, KNOWN)]).status == "ok"
    file = made.root / answers.FILE
    mark = str(answers.read(made.root)["mark"])
    file.write_text(file.read_text().replace(mark, "f" * len(mark)))
    finding = one([*files.template(made, KNOWN)])
    assert (finding.status, finding.cure) == ("note", "stabbur template update")


def test_disk_that_is_nearly_full(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert one([*files.disk(project, KNOWN)]).status == "ok"
    monkeypatch.setattr(files, "ROOM", 10**18)
    assert one([*files.disk(project, KNOWN)]).status == "problem"


def test_kernel_of_a_built_project_is_well_in_a_folder_with_blanks(home: Path, tmp_path: Path) -> None:
    made = handmade.written(tmp_path / "et sted æøå")
    building.build(made.root, verify=False)
    assert one([*files.kernel(made, KNOWN)]).found == "'folketall' starts"


def test_A26_environment_that_git_has_is_told_and_not_started(project: Project, tmp_path: Path) -> None:
    handmade.environment(project)
    project.python.write_text(f'#!/bin/sh\ntouch "{tmp_path}/ran"\n')
    specs.install(project)
    assert "does not start" in one([*files.kernel(project, KNOWN)]).found
    (tmp_path / "ran").unlink()  # it is no empty trap
    handmade.asked(project.root, "add", "-f", ".venv")
    assert [*files.kernel(project, KNOWN)] == []
    told = [finding for finding in files.tracked(project, KNOWN) if "files of .venv" in finding.found]
    assert one(told).cure == "git rm -r --cached .venv && rm -r .venv && stabbur build"
    assert not (tmp_path / "ran").exists()
