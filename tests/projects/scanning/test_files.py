"""What is staged is what is looked at, whatever lies on the disk by now, and whatever it is called."""

import os
import tracemalloc
from pathlib import Path

import pytest

from stabbur.errors import NotFound, StabburError
from stabbur.projects.scanning import files
from tests.projects.git.repositories import asked, person

ODD = ["æøå.txt", "-x.txt", "a\nb.txt", "tab\t.txt", " space ", 'quote".txt', "*.txt"]


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository."""
    person(monkeypatch, tmp_path)
    folder = tmp_path / "repository"
    folder.mkdir()
    asked(folder, "init", "-q", "-b", "main")
    return folder


def commit(top: Path) -> None:
    asked(top, "add", "-A")
    asked(top, "commit", "-qm", "x")


def test_blob_counts_and_not_the_file(top: Path) -> None:
    (top / "a.txt").write_bytes(b"staged")
    asked(top, "add", "a.txt")
    (top / "a.txt").write_bytes(b"edited since")
    assert [(one.name, one.content) for one in files.staged(top)] == [("a.txt", b"staged")]
    (top / "a.txt").unlink()
    assert [one.content for one in files.staged(top)] == [b"staged"]


def test_index_that_is_broken_is_told_as_git_tells_it(top: Path) -> None:
    (top / ".git" / "index").write_bytes(b"no index at all")
    with pytest.raises(StabburError, match=r"'git diff' failed: .*index") as caught:
        list(files.staged(top))
    assert caught.value.code == "git-failed"


def test_only_what_the_commit_changes_and_everything_on_demand(top: Path) -> None:
    (top / "a.txt").write_bytes(b"a")
    (top / "b.txt").write_bytes(b"b")
    commit(top)
    (top / "b.txt").write_bytes(b"changed")
    (top / "c.txt").write_bytes(b"c")
    asked(top, "add", "b.txt")
    assert [one.name for one in files.staged(top)] == ["b.txt"]
    assert [one.name for one in files.tracked(top)] == ["a.txt", "b.txt"]


def test_file_under_a_new_name_is_looked_at(top: Path) -> None:
    (top / "a.csv").write_bytes(b"a;b\n" * 50)
    commit(top)
    asked(top, "mv", "a.csv", "b.csv")
    assert [one.name for one in files.staged(top)] == ["b.csv"]


@pytest.mark.parametrize("name", [*ODD, os.fsdecode(b"latin-\xe6.txt")])
def test_names_are_bytes(top: Path, name: str) -> None:
    (top / name).write_bytes(b"x" * 7)
    asked(top, "add", "-A")
    assert [(one.name, one.size, one.content) for one in files.staged(top)] == [(name, 7, b"x" * 7)]
    assert [one.name for one in files.on_disk(top)] == [str(top / name)]


def test_A26_neither_links_nor_submodules_are_followed(top: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_bytes(b"x")
    asked(outside, "init", "-q", "-b", "main")
    commit(outside)
    os.symlink(outside / "secret.txt", top / "link.txt")
    os.symlink(outside, top / "folder")
    asked(top, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(outside), "sub")
    assert [one.name for one in files.staged(top)] == [".gitmodules"]
    assert [Path(one.name).name for one in files.on_disk(top)] == [".gitmodules"]


def test_large_file_is_not_held(top: Path) -> None:
    asked(top, "config", "core.compression", "0")
    with (top / "large.bin").open("wb") as file:
        file.truncate(200_000_000)
    (top / "small.txt").write_bytes(b"x")
    asked(top, "add", "-A")
    tracemalloc.start()
    found = {one.name: (one.size, len(one.content)) for one in files.staged(top)}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == {"large.bin": (200_000_000, files.WHOLE), "small.txt": (1, 1)}
    assert peak < 20_000_000


def test_folder_is_looked_at_as_git_would_take_it(top: Path, tmp_path: Path) -> None:
    (top / ".gitignore").write_text("/data/\n", encoding="utf-8")
    (top / "data").mkdir()
    (top / "data" / "a.csv").write_bytes(b"x")
    (top / "b.csv").write_bytes(b"x")
    assert [Path(one.name).name for one in files.on_disk(top)] == [".gitignore", "b.csv"]
    # what is named is looked at, ignored or not
    assert [one.name for one in files.on_disk(top / "data" / "a.csv")] == [str(top / "data" / "a.csv")]
    plain = tmp_path / "plain" / ".venv"
    plain.mkdir(parents=True)
    (plain / "x.csv").write_bytes(b"x")
    (plain.parent / "y.csv").write_bytes(b"x")
    os.mkfifo(plain.parent / "pipe")
    assert [Path(one.name).name for one in files.on_disk(plain.parent)] == ["y.csv"]


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is not there"):
        list(files.on_disk(tmp_path / "none"))
    with pytest.raises(NotFound, match="in no git repository"):
        files.top_of(tmp_path)
