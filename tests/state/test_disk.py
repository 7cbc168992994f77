"""What a disk says becomes one error with what to do; a folder that takes nothing more says why."""

import errno
import os
from pathlib import Path

import pytest

from stabbur.errors import NoRoom, Unavailable
from stabbur.state.disk import failing, refusal, why_refused


@pytest.mark.parametrize(
    ("number", "kind", "status", "code", "hint"),
    [
        (errno.ENOSPC, NoRoom, 507, "storage-full", "free some space"),
        (errno.EDQUOT, NoRoom, 507, "storage-full", "free some space"),
        (errno.EROFS, Unavailable, 503, "storage-read-only", "writable"),
        (errno.EACCES, Unavailable, 503, "storage-read-only", "writable"),
        (errno.EMFILE, Unavailable, 503, "storage-busy", "ulimit -n"),
        (errno.ENFILE, Unavailable, 503, "storage-busy", "files open"),
        (errno.EIO, Unavailable, 503, "storage-failed", "look at the disk"),
    ],
)
def test_F04_each_word_of_the_disk_says_what_to_do(
    number: int, kind: type[Unavailable], status: int, code: str, hint: str
) -> None:
    told = refusal(OSError(number, os.strerror(number)), "cannot write 'a'", key="a")
    assert (type(told), told.status, told.code) == (kind, status, code)
    assert str(told) == f"cannot write 'a': {os.strerror(number).lower()}"
    assert hint in told.hint
    assert told.params == {"key": "a"}


def test_F04_number_that_stands_in_words_only_is_found() -> None:
    told = refusal(OSError("No space left on device (os error 28)"), "cannot write 'a'")
    assert isinstance(told, NoRoom)
    assert str(told) == "cannot write 'a': no space left on device"


def test_error_without_a_number_keeps_its_words() -> None:
    assert str(refusal(OSError("cut"), "cannot write 'a'")) == "cannot write 'a': cut"


def test_failing_turns_errors_of_the_system_only(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot make 'x': file exists"), failing("make", "x"):
        tmp_path.mkdir()
    with pytest.raises(ZeroDivisionError), failing("make", "x"):
        raise ZeroDivisionError


def test_folder_with_room_refuses_nothing_and_one_that_is_gone_says_so(tmp_path: Path) -> None:
    assert why_refused(tmp_path) is None
    gone = why_refused(tmp_path / "none")
    assert gone is not None
    assert gone.errno == errno.ENOENT
