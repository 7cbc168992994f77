"""A folder that is there whole or not at all."""

import json
from pathlib import Path

import pytest

from stabbur.errors import BadInput, Unavailable
from stabbur.packages.folders import MARK, path_of, replaced, write_json


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


def made(folder: Path, text: str) -> None:
    with replaced(folder) as work:
        (work / MARK).write_text(text)


def test_a_folder_takes_the_place_of_an_older_package(tmp_path: Path) -> None:
    made(tmp_path / "a" / "b", "1")
    made(tmp_path / "a" / "b", "2")
    assert contents(tmp_path / "a" / "b") == {MARK: "2"}
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]


def cut_short(folder: Path) -> None:
    with replaced(folder) as work:
        (work / MARK).write_text("2")
        raise RuntimeError


def test_a_failure_leaves_the_older_package_and_nothing_else(tmp_path: Path) -> None:
    made(tmp_path / "a", "1")
    with pytest.raises(RuntimeError):
        cut_short(tmp_path / "a")
    assert contents(tmp_path / "a") == {MARK: "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_other_folders_and_files_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "full")
    for name, said in (
        ("full", "holds other files"),
        ("file", "is not a folder"),
        ("link", "is not a folder"),
    ):
        with pytest.raises(BadInput, match=said):
            made(tmp_path / name, "1")
    (tmp_path / "empty").mkdir()
    made(tmp_path / "empty", "1")
    assert contents(tmp_path / "full") == {"mine.txt": "mine"}


def test_a_folder_below_a_file_is_said_to_be_unwritable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unavailable, match="could not be written"):
        made(tmp_path / "file" / "a", "1")


@pytest.mark.parametrize("value", [3, None, b"a", ["a"]])
def test_what_is_no_path_is_refused_in_words(value: object) -> None:
    with pytest.raises(BadInput, match="is no path but a"):
        path_of(value)
    assert path_of("a/b") == path_of(Path("a/b"))


def test_json_is_readable_and_holds_only_what_json_has(tmp_path: Path) -> None:
    write_json({"å": [1, None]}, tmp_path / "a.json")
    assert "å" in (tmp_path / "a.json").read_text()
    assert json.loads((tmp_path / "a.json").read_text()) == {"å": [1, None]}
    with pytest.raises(ValueError, match="Out of range"):
        write_json(float("nan"), tmp_path / "b.json")
