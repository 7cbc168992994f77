"""A program that can't be started, or is stopped, is told as what it is."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from stabbur.errors import Unavailable
from stabbur.projects import running


@pytest.mark.parametrize("make", [lambda path: None, Path.touch])
def test_folder_that_cannot_be_stood_in_is_told_and_not_the_program(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path / "gone")
    with pytest.raises(Unavailable, match=r"'git' can't run in '.*/gone'") as error:
        running.run(["git", "--version"], folder=tmp_path / "gone")
    assert error.value.code == "folder-unknown"


def test_program_that_is_not_there_or_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "tool").touch(0o600)
    with pytest.raises(Unavailable, match="there is no program 'stabbur-nowhere' here"):
        running.run(["stabbur-nowhere"], folder=tmp_path)
    with pytest.raises(Unavailable, match="'tool' can't be started: Permission denied") as error:
        running.run([tmp_path / "tool"], folder=tmp_path)
    assert error.value.code == "program-missing"
    assert error.value.hint


def test_stop_of_a_program_that_has_ended_by_itself_stays_a_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = subprocess.Popen.communicate
    calls: list[int] = []

    def stopped(self: "subprocess.Popen[str]", *given: object, **named: object) -> tuple[str, str]:
        calls.append(self.pid)
        if len(calls) == 1:
            os.killpg(self.pid, signal.SIGKILL)
            self.wait()
            raise KeyboardInterrupt
        return whole(self)

    monkeypatch.setattr(subprocess.Popen, "communicate", stopped)
    with pytest.raises(KeyboardInterrupt):
        running.run(["sleep", "60"], folder=tmp_path)
