"""Before a commit each project is asked about its own files, whatever they are called."""

from pathlib import Path

import pytest

from stabbur.projects.git import checks
from tests.projects.git.repositories import asked, person


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two projects, one inside the other, and files of none."""
    person(monkeypatch, tmp_path)
    folder = tmp_path / "repository"
    for root in ("one", "one/inner"):
        (folder / root / "deep").mkdir(parents=True)
        for name in ("stabbur.toml", "pyproject.toml"):
            (folder / root / name).write_text(
                '[project]\nname = "one-project"\n' * (name[0] == "p"), encoding="utf-8"
            )
    asked(folder, "init", "-q", "-b", "main")
    return folder


def test_file_is_of_the_nearest_project(top: Path) -> None:
    names = ["one/a.py", "one/deep/b.py", "one/inner/deep/c.py", "README.md", "one/gone/d.py"]
    assert checks.by_project(top, names) == {
        top / "one": ["one/a.py", "one/deep/b.py", "one/gone/d.py"],
        top / "one" / "inner": ["one/inner/deep/c.py"],
    }


def test_staged_are_the_names_of_the_index_that_the_commit_is_made_from(
    top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("-x.py", "æ ø\n.py"):
        (top / name).write_text("1", encoding="utf-8")
    asked(top, "add", "--", "-x.py")
    assert checks.staged(top) == ["-x.py"]
    # git commit FILE makes an index of its own
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    asked(top, "add", "--", "æ ø\n.py")
    assert checks.staged(top) == ["æ ø\n.py"]


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("one", {"one/a.py", "README.md"}),
        ("one/inner", {"one/inner/b.py"}),
        ("", {"one/a.py", "README.md", "one/inner/b.py"}),
        ("elsewhere", {"one/a.py", "README.md", "one/inner/b.py"}),
    ],
)
def test_each_name_is_looked_at_by_one_project(
    top: Path, monkeypatch: pytest.MonkeyPatch, given: str, seen: set[str]
) -> None:
    names = {"one/a.py", "README.md", "one/inner/b.py"}
    for name in names:
        (top / name).write_text("1", encoding="utf-8")
    for root in ("one", "one/inner"):
        (top / root / checks.CONFIGURATION).write_text("", encoding="utf-8")
    asked(top, "add", *names)
    monkeypatch.chdir(top)
    monkeypatch.setenv("STABBUR_PROJECT", str(top / given) if given else "")
    own = checks.own()
    assert {name for name in names if own(name)} == seen
    assert own("not\udcff text.py")


def test_project_without_checks_passes(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(top, "add", "-A")
    monkeypatch.chdir(top)
    assert checks.main() == 0


def test_names_are_handed_on_in_parts_that_a_system_takes() -> None:
    names = [f"{number}{'x' * 100}" for number in range(2000)]
    parts = list(checks._parts(["-x", *names]))
    assert [name for part in parts for name in part] == ["./-x", *names]
    assert all(sum(map(len, part)) <= checks.ARGUMENTS for part in parts)
