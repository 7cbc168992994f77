"""All or nothing: what was made is taken back, whatever stops the process."""

import os
import signal
import stat
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput
from stabbur.projects.undoing import all_or_nothing, made_folder, remove_tree


def silent(_: str) -> None:
    """Say nothing."""


def failing() -> None:
    raise OSError("the disk is gone")


def test_nothing_is_taken_back_when_all_goes_well(tmp_path: Path) -> None:
    with all_or_nothing(silent) as undo:
        made_folder(tmp_path / "x", undo)
    assert (tmp_path / "x").is_dir()


@given(count=st.integers(1, 8), failed=st.sets(st.integers(0, 7)))
def test_last_is_taken_back_first_and_one_that_fails_keeps_no_other(count: int, failed: set[int]) -> None:
    undone: list[int] = []
    said: list[str] = []

    def unmake(number: int) -> None:
        undone.append(number)
        if number in failed:
            failing()

    def made() -> None:
        with all_or_nothing(said.append) as undo:
            for number in range(count):
                undo.add(partial(unmake, number), by_hand=f"remove {number}")
            raise BadInput("the first error", hint="look")

    with pytest.raises(BadInput) as error:
        made()
    assert undone == list(reversed(range(count)))
    left = [number for number in undone if number in failed]
    assert said == [f"not taken back; by hand: remove {number} (the disk is gone)" for number in left]
    assert str(error.value) == "the first error"
    assert error.value.hint.startswith("look")
    assert all(f"remove {number}" in error.value.hint for number in left)


def test_dataverk_27_failed_start_removes_only_the_folder_that_it_made(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "etl.py").write_text("mine")
    with pytest.raises(FileExistsError), all_or_nothing(silent) as undo:
        made_folder(theirs, undo)
    assert (theirs / "etl.py").read_text() == "mine"


def test_folder_that_came_in_place_of_ours_stays(tmp_path: Path) -> None:
    said: list[str] = []

    def made() -> None:
        with all_or_nothing(said.append) as undo:
            made_folder(tmp_path / "x", undo)
            (tmp_path / "x").rename(tmp_path / "y")
            (tmp_path / "x").mkdir()
            (tmp_path / "x" / "theirs").touch()
            (tmp_path / "x").chmod(0o755)
            raise BadInput("no")

    with pytest.raises(BadInput):
        made()
    assert (tmp_path / "x" / "theirs").exists()
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o755
    assert "another one now" in said[0]


def test_link_in_a_folder_is_removed_and_not_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "kept").touch()
    (tmp_path / "ours" / "inner").mkdir(parents=True)
    (tmp_path / "ours" / "link").symlink_to(tmp_path / "theirs")
    (tmp_path / "ours" / "inner").chmod(0o500)
    remove_tree(tmp_path / "ours")
    assert [path.name for path in tmp_path.iterdir()] == ["theirs"]
    assert (tmp_path / "theirs" / "kept").exists()
    remove_tree(tmp_path / "ours")


MAKING = """
import sys, time
from pathlib import Path
from stabbur.projects.undoing import all_or_nothing, made_folder

folder = Path(sys.argv[1])
def slow():
    print("undoing", flush=True)
    time.sleep(0.3)
    (folder.parent / "undone").touch()

with all_or_nothing(lambda text: None) as undo:
    undo.add(slow, by_hand="")
    made_folder(folder, undo)
    print("made", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_takes_everything_back_and_a_second_one_does_not_stop_that(
    tmp_path: Path, number: signal.Signals
) -> None:
    folder = tmp_path / "x"
    process = subprocess.Popen(
        [sys.executable, "-c", MAKING, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "made\n"
    assert folder.is_dir()
    process.send_signal(number)
    assert process.stdout.readline() == "undoing\n"
    process.send_signal(number)
    process.stdout.close()
    assert process.wait(20) != 0
    assert [path.name for path in tmp_path.iterdir()] == ["undone"]


def test_signal_between_making_and_noting_waits(tmp_path: Path) -> None:
    def make() -> Path:
        (tmp_path / "x").touch()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.05)
        return tmp_path / "x"

    with pytest.raises(SystemExit) as ended, all_or_nothing(silent) as undo:
        undo.make(make, Path.unlink, by_hand="")
    assert ended.value.code == 128 + signal.SIGTERM
    assert not (tmp_path / "x").exists()
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
