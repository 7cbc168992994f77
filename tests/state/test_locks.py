"""Locks on files: one holds alone, many together, and a dead process holds nothing."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from stabbur.errors import Unavailable
from stabbur.state.locks import exclusive, exclusive_if_free, shared

HOLD = (
    "import sys, pathlib; from stabbur.state.locks import {how}\n"
    "with {how}(pathlib.Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.readline()\n"
)


def holder(file: Path, how: str) -> "subprocess.Popen[str]":
    """Return a process that holds a lock until it is told or killed."""
    command = [sys.executable, "-c", HOLD.format(how=how), str(file)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def free(file: Path) -> bool:
    with exclusive_if_free(file) as alone:
        return alone


@pytest.mark.parametrize("how", ["exclusive", "shared"])
def test_held_until_the_process_is_killed(how: str, tmp_path: Path) -> None:
    process = holder(tmp_path / "lock", how)
    assert not free(tmp_path / "lock")
    process.kill()
    process.wait(30)
    assert free(tmp_path / "lock")


def test_many_share_and_the_one_waits(tmp_path: Path) -> None:
    file, got = tmp_path / "folder" / "lock", threading.Event()

    def alone() -> None:
        with exclusive(file):
            got.set()

    with shared(file), shared(file):
        waiting = threading.Thread(target=alone)
        waiting.start()
        assert not got.wait(0.3)
    assert got.wait(30)
    waiting.join()


def test_let_go_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), exclusive(tmp_path / "lock"):
        raise ZeroDivisionError
    assert free(tmp_path / "lock")


def test_only_the_owner_may_open_the_file(tmp_path: Path) -> None:
    with shared(tmp_path / "lock"):
        assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600


def test_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unavailable, match=r"cannot write '.*lock'"), shared(tmp_path / "file" / "lock"):
        pytest.fail("held a lock that is nowhere")
