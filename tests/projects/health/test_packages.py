"""Python, lock, environment and holes: each check has a project that is broken in that way."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stabbur.projects import building
from stabbur.projects.environment import locking
from stabbur.projects.health import examining, packages
from stabbur.projects.health.finding import Finding
from stabbur.projects.project import Project
from stabbur.settings import Packages, Settings
from tests.projects import handmade
from tests.servers import web

KNOWN = Settings()
HOLE = {
    "vulns": [
        {
            "id": "GHSA-0000",
            "aliases": ["CVE-2026-0001"],
            "summary": "a hole",
            "affected": [
                {
                    "package": {"name": "six", "ecosystem": "PyPI"},
                    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}],
                }
            ],
        }
    ]
}


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Project:
    """A project that is locked and not built."""
    made = handmade.written(tmp_path, needs=["six"], dev=())
    locking.lock(made)
    handmade.committed(made.root, "Lock")
    return made


def one(found: list[Finding]) -> Finding:
    (finding,) = found
    assert (finding.status == "ok") != bool(finding.cure)
    return finding


def mend(finding: Finding) -> None:
    assert finding.mend
    finding.mend.make()


def test_project_without_a_lock_gets_one(project: Project) -> None:
    (project.root / "uv.lock").unlink()
    finding = one([*packages.lock(project, KNOWN)])
    assert finding.status == "note"
    mend(finding)
    assert one([*packages.lock(project, KNOWN)]).status == "ok"


def test_lock_that_does_not_fit_is_locked_anew(project: Project) -> None:
    handmade.needing(project, needs=["six", "idna"], dev=())
    finding = one([*packages.lock(project, KNOWN)])
    assert (finding.status, finding.found) == (
        "problem",
        "uv.lock does not have what pyproject.toml asks for",
    )
    mend(finding)
    assert one([*packages.lock(project, KNOWN)]).status == "ok"
    assert 'name = "idna"' in (project.root / "uv.lock").read_text()


def test_lock_that_names_an_index_names_none_afterwards(project: Project) -> None:
    file = project.root / "uv.lock"
    text = file.read_text()
    file.write_text(text.replace("packages.invalid", "nexus.example.no"))
    finding = one([*packages.lock(project, KNOWN)])
    assert finding.status == "problem"
    assert "(nexus.example.no)" in finding.found
    mend(finding)
    assert file.read_text() == text
    assert one([*packages.lock(project, KNOWN)]).status == "ok"


def test_lock_that_is_not_in_git_is_a_note(project: Project) -> None:
    handmade.asked(project.root, "rm", "-q", "--cached", "uv.lock")
    finding = one([*packages.lock(project, KNOWN)])
    assert finding.status == "note"
    assert finding.cure.startswith("git add uv.lock")


def test_environment_behind_the_lock_is_built(project: Project) -> None:
    finding = one([*packages.environment(project, KNOWN)])
    assert (finding.status, finding.found) == ("note", "the project is not built")
    mend(finding)
    assert one([*packages.environment(project, KNOWN)]).status == "ok"
    handmade.needing(project, dev=())
    locking.lock(project)
    finding = one([*packages.environment(project, KNOWN)])
    assert finding.found == "the environment is not as the lock says"
    mend(finding)
    assert not [name for name in handmade.versions(project) if name.startswith("six")]


@pytest.mark.parametrize(
    ("version", "day", "status"),
    [
        ("3.9.1", "2026-11-21", "problem"),
        ("3.10.14", "2026-10-31", "note"),
        ("3.10.14", "2026-11-01", "problem"),
        ("3.11.7", "2027-03-01", "ok"),
        ("3.11.7", "2027-06-01", "note"),
        ("2.7", "2026-11-21", "problem"),
        ("3.13", "2026-11-21", "ok"),
        ("3.99.0a1", "2026-11-21", "ok"),
    ],
)
def test_old_python(
    project: Project, monkeypatch: pytest.MonkeyPatch, version: str, day: str, status: str
) -> None:

    monkeypatch.setattr(packages, "now", lambda: datetime.fromisoformat(day).replace(tzinfo=UTC))
    (project.root / ".python-version").write_text(version)
    found = [*packages.python(project, KNOWN)]
    assert [(finding.status, version in finding.found) for finding in found] == [(status, True)]
    assert all(finding.cure.startswith("echo 3.") for finding in found if finding.status != "ok")


def test_python_of_the_environment_counts_before_what_is_asked_for(project: Project) -> None:
    handmade.environment(project)
    (project.environment / "pyvenv.cfg").write_text("home = /usr/bin\nversion_info = 3.8.1\n")
    (project.root / ".python-version").write_text("3.12")
    assert "Python 3.8.1" in one([*packages.python(project, KNOWN)]).found


def test_python_that_nobody_names_is_passed_over(project: Project) -> None:
    assert [*packages.python(project, KNOWN)] == []


def test_hole_of_a_locked_package_is_named_with_the_way_out(project: Project) -> None:
    with web.serve() as site:
        site.put("/v1/query", json.dumps(HOLE).encode(), content_type="application/json")
        known = Settings(packages=Packages(advisories=site.url("/v1/query")))
        finding = one([*packages.vulnerable(project, known)])
        site.put("/v1/query", b"{}", content_type="application/json")
        well = one([*packages.vulnerable(project, known)])
    assert finding.status == "problem", finding.found
    assert finding.found.startswith("six ")
    assert "GHSA-0000" in finding.found or "CVE-2026-0001" in finding.found
    assert finding.cure == "stabbur upgrade six"
    assert well.status == "ok", well.found


def test_advisories_that_do_not_answer_are_a_note(project: Project) -> None:
    with web.serve() as site:
        known = Settings(packages=Packages(advisories=site.url("/v1/query")))
    finding = one([*packages.vulnerable(project, known)])
    assert finding.status == "note"
    assert "could not be looked for" in finding.found


def test_nobody_is_asked_where_the_settings_say_so(project: Project) -> None:
    known = Settings(packages=Packages(advisories="off"))
    assert one([*packages.vulnerable(project, known)]).status == "ok"


def test_lock_that_is_not_whole_is_a_problem_of_the_lock_alone(project: Project) -> None:
    (project.root / "uv.lock").write_text("[[package")
    assert [*packages.vulnerable(project, KNOWN)] == []
    finding = one([*examining.examine(project, KNOWN, mend=True, checks=(packages.lock,))])
    assert finding.status == "problem"
    assert "git checkout HEAD uv.lock" in finding.cure


def test_built_project_is_well(project: Project) -> None:
    building.build(project.root, kernel=False)
    for check in (packages.lock, packages.environment, packages.python):
        assert one([*check(project, KNOWN)]).status == "ok"


def evil(project: Project, marker: Path) -> None:
    """Let a project say how it is built itself, by code that leaves a mark."""
    (project.root / "evil.py").write_text(
        f"open({str(marker)!r}, 'w').close()\n"
        "def _meta(folder, config=None):\n"
        "    import os\n"
        "    os.makedirs(folder + '/folketall-1.dist-info')\n"
        "    with open(folder + '/folketall-1.dist-info/METADATA', 'w') as out:\n"
        "        out.write('Metadata-Version: 2.1\\nName: folketall\\nVersion: 1\\n')\n"
        "    return 'folketall-1.dist-info'\n"
        "prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel = _meta\n"
    )


BACKEND = '[build-system]\nrequires = []\nbuild-backend = "evil"\nbackend-path = ["."]\n'
LOCKED = 'version = 1\nrevision = 3\nrequires-python = ">=3.11"\n\n[[package]]\nname = "folketall"\n'


def test_A26_doctor_runs_no_code_of_a_clone_that_builds_itself(home: Path, tmp_path: Path) -> None:
    project = handmade.written(tmp_path)
    evil(project, tmp_path / "ran")
    (project.root / "pyproject.toml").write_text(
        f'[project]\nname = "folketall"\ndynamic = ["version", "dependencies"]\nrequires-python = ">=3.11"\n{BACKEND}'
    )
    (project.root / "uv.lock").write_text(f'{LOCKED}source = {{ editable = "." }}\n')
    finding = one([*packages.lock(project, KNOWN)])
    assert (finding.status, finding.cure) == ("note", "stabbur build")
    assert "'project.dynamic'" in finding.found
    assert not (tmp_path / "ran").exists()
    locking.fits(project, settings=KNOWN)
    assert (tmp_path / "ran").exists()  # a build, which is asked for, does run it


def test_A26_doctor_runs_no_code_of_a_workspace_around_a_clone(home: Path, tmp_path: Path) -> None:
    project = handmade.written(tmp_path)
    locking.lock(project)
    handmade.committed(project.root, "Lock")
    member = Project(tmp_path / "folketall-2", "folketall-2")
    member.root.mkdir()
    evil(member, tmp_path / "ran")
    (member.root / "pyproject.toml").write_text(
        f'[project]\nname = "folketall-2"\ndynamic = ["version", "dependencies"]\nrequires-python = ">=3.11"\n{BACKEND}'
    )
    (tmp_path / "pyproject.toml").write_text('[tool.uv.workspace]\nmembers = ["folketall", "folketall-2"]\n')
    assert one([*packages.lock(project, KNOWN)]).status == "ok"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("source", ['path = "../other"', "workspace = true", 'git = "file:///tmp/other"'])
def test_A26_doctor_asks_for_a_build_where_a_source_may_be_code(
    home: Path, tmp_path: Path, source: str
) -> None:
    project = handmade.written(tmp_path, needs=["other"])
    with (project.root / "pyproject.toml").open("a") as out:
        out.write(f"[tool.uv.sources]\nother = {{ {source} }}\n")
    (project.root / "uv.lock").write_text(f'{LOCKED}source = {{ editable = "." }}\n')
    finding = one([*packages.lock(project, KNOWN)])
    assert (finding.status, "tool.uv.sources.other" in finding.found) == ("note", True)


@pytest.mark.parametrize("place", ["folketall", "."])
def test_A26_doctor_starts_no_python_that_a_clone_brings(home: Path, tmp_path: Path, place: str) -> None:
    project = handmade.written(tmp_path)
    locking.lock(project)
    programs = tmp_path / place / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs.parent / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.7\n")
    (programs / "python").write_text(f'#!/bin/sh\ntouch "{tmp_path}/ran"\nexec python3 "$@"\n')
    (programs / "python").chmod(0o755)
    for asked in ("", "3.99"):
        (project.root / ".python-version").write_text(asked or "3.11")
        examined = [*examining.examine(project, KNOWN, checks=(packages.lock, packages.environment))]
        assert examined
        assert not (tmp_path / "ran").exists()
