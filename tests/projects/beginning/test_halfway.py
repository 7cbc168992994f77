"""The mark of a project that is being made."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stabbur.errors import Conflict
from stabbur.projects.beginning.halfway import Mark

HOLDING = """
import sys
from pathlib import Path
from stabbur.projects.beginning.halfway import Mark
mark = Mark(Path(sys.argv[1]))
with mark.held():
    mark.note(remote="https://git.example.no/kari/x.git")
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path, home: Path) -> Path:
    (tmp_path / "x-y-z").mkdir()
    return tmp_path / "x-y-z"


def refused(folder: Path) -> Conflict:
    with pytest.raises(Conflict) as error:
        Mark(folder).refuse()
    return error.value


def test_folder_without_a_mark_is_somebodys(folder: Path) -> None:
    error = refused(folder)
    assert error.code == "project-there"
    assert "nothing in it was touched" in str(error)


def test_mark_of_a_living_process_and_of_a_dead_one(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    assert "just now" in str(refused(folder))
    process.kill()
    process.communicate()
    error = refused(folder)
    assert error.code == "project-half-way"
    assert f"rm -r {folder}" in error.hint
    assert "stabbur clean x-y-z" in error.hint
    assert "https://git.example.no/kari/x.git" in error.hint


def test_mark_goes_with_the_folder_or_when_that_is_whole(folder: Path) -> None:
    mark = Mark(folder)
    with mark.held():
        assert json.loads(mark.file.read_text())["folder"] == str(folder)
    assert mark.file.exists()
    with mark.held():
        mark.finished = True
    assert not mark.file.exists()
    folder.rmdir()
    with Mark(folder).held():
        pass
    assert not mark.file.exists()


def test_mark_that_cannot_be_read_is_no_reason_to_guess(folder: Path) -> None:
    mark = Mark(folder)
    mark.file.parent.mkdir(parents=True)
    for text in ("", "{", "{}", "[]", "[1]", "3"):
        mark.file.write_text(text)
        error = refused(folder)
        assert error.code == "project-there"
        assert "nothing in it was touched" in str(error), "nobody is at it just now"
