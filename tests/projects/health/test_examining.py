"""All checks of a project: one that fails is a finding, and what is mended says what it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stabbur.errors import Unavailable
from stabbur.projects.health import examining
from stabbur.projects.health.finding import Finding, Mend
from stabbur.projects.project import Project
from stabbur.settings import Packages, Settings
from tests.projects import handmade

KNOWN = Settings(packages=Packages(advisories="off"))


@pytest.fixture
def project(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    monkeypatch.setenv("HOME", str(tmp_path))
    return handmade.written(tmp_path)


def broken(project: Project, known: Settings) -> Iterator[Finding]:
    yield from refused()


def refused() -> list[Finding]:
    raise Unavailable("the index does not answer", hint="wait")


def failing(project: Project, known: Settings) -> Iterator[Finding]:
    yield Finding("first", "ok", "well")
    raise ValueError("canary")


def unmendable(project: Project, known: Settings) -> Iterator[Finding]:
    def make() -> None:
        raise Unavailable("no network", hint="wait")

    yield Finding("lock", "note", "old", "by hand", Mend("a", "b", make))


def test_check_that_fails_is_a_finding_and_the_others_go_on(project: Project) -> None:
    found = [*examining.examine(project, KNOWN, checks=(broken, failing, unmendable))]
    assert [one.row for one in found] == [
        {"check": "broken", "status": "problem", "found": "the index does not answer", "cure": "wait"},
        {"check": "first", "status": "ok", "found": "well", "cure": ""},
        {"check": "failing", "status": "problem", "found": "the check failed: ValueError", "cure": "stabbur report"},
        {"check": "lock", "status": "note", "found": "old", "cure": "by hand"},
    ]  # fmt: skip


def test_what_could_not_be_mended_says_why(project: Project) -> None:
    (found,) = examining.examine(project, KNOWN, mend=True, checks=(unmendable,))
    assert found.status == "problem"
    assert found.found == "old; it could not be mended: no network"
    assert found.cure == "wait"


def test_what_takes_seconds_is_told_before(project: Project) -> None:
    told: list[str] = []
    for found in examining.examine(project, KNOWN, report=told.append):
        if found.check == "kernel":
            assert told[-1] == "looking at the kernel, which is started once"
    assert "looking at known holes of the locked packages" in told
    [*examining.examine(project, KNOWN, mend=True, checks=(unmendable,), report=told.append)]
    assert told[-1] == "mending lock: a"


def test_looking_changes_nothing_and_mending_makes_all_well_but_what_is_a_persons(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "gitconfig").write_text("[core]\n\tautocrlf = true\n[credential]\n\thelper = store\n")
    (project.root / "notes.txt").write_text("mine\n")
    before = {file: file.read_bytes() for file in project.root.rglob("*") if file.is_file()}
    wrong = {one.check for one in examining.examine(project, KNOWN) if one.status != "ok"}
    assert {"lock", "environment", "kernel", "hooks", "git line ends", "git pull", "git passwords"} <= wrong
    assert {file: file.read_bytes() for file in project.root.rglob("*") if file.is_file()} == before

    mended = [one for one in examining.examine(project, KNOWN, mend=True) if one.status == "mended"]
    assert {"lock", "environment", "kernel", "hooks", "git line ends", "git pull", "git passwords"} <= {
        one.check for one in mended
    }
    assert all(" → " in one.found and not one.cure for one in mended)
    assert {one.check for one in examining.examine(project, KNOWN) if one.status == "problem"} == set()
    assert all(file.read_bytes() == text for file, text in before.items() if ".git" not in file.parts)


def test_every_check_gives_a_cure_with_what_is_not_well(project: Project) -> None:
    found = [*examining.examine(project, KNOWN)]
    assert len({one.check for one in found}) >= 12
    assert all(bool(one.cure) == (one.status != "ok") for one in found), found
