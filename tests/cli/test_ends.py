"""How a command ends: one line, what to do, an exit code; a secret is in none of them."""

import errno
import json
import os
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stabbur.cli import ends
from stabbur.errors import BadInput, DataWarning, NotFound, Unavailable


def test_error_has_code_hint_and_exit_code(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends.say_error(NotFound("no thing 'x'", hint="stabbur things", code="thing-unknown")) == 3
    assert capsys.readouterr().err == "Error: no thing 'x' [thing-unknown]\n  hint: stabbur things\n"


def test_error_without_anything_to_do_has_one_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends.say_error(Unavailable("x")) == 6
    assert capsys.readouterr().err == "Error: x [unavailable]\n"


def test_unexpected_error_is_in_the_log_under_the_id_that_is_told(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends.say_unexpected(ZeroDivisionError("by zero")) == 1
    told = capsys.readouterr().err.splitlines()[1].split()[-1]
    (line,) = (home / "private" / "log" / "stabbur.log").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["id"] == told
    assert "by zero" not in line, "the text of an error may hold data: it is not kept"


@pytest.mark.parametrize(
    ("number", "code", "name"),
    [(errno.EACCES, 4, "file-unreadable"), (errno.EPERM, 4, "file-unreadable"), (errno.ENOSPC, 6, "disk-full"),
     (errno.EDQUOT, 6, "disk-full"), (errno.EIO, 6, "file-failed"), (errno.ELOOP, 6, "file-failed"),
     (errno.EROFS, 6, "file-failed")],
)  # fmt: skip
def test_file_that_the_machine_refuses_is_named(
    home: Path, capsys: pytest.CaptureFixture[str], number: int, code: int, name: str
) -> None:
    assert ends.say_machine(OSError(number, os.strerror(number), b"m/f.csv")) == code
    told = capsys.readouterr().err.splitlines()
    assert told[0] == f"Error: 'm/f.csv' can't be used: {os.strerror(number).lower()} [{name}]"
    assert told[1].startswith("  hint: ")


def test_error_of_the_machine_that_names_no_file_is_unexpected(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends.say_machine(OSError(errno.EIO, "Input/output error")) == 1
    assert "something unexpected" in capsys.readouterr().err


def test_long_text_is_cut(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ends.say_unexpected(ValueError("x" * 10_000))
    assert len(capsys.readouterr().err) < ends.LONGEST + 200


def test_warning_of_another_kind_keeps_its_form(capsys: pytest.CaptureFixture[str]) -> None:
    ends.say_warning(DeprecationWarning("old"), DeprecationWarning, "a.py", 1)
    ends.say_warning(DataWarning("2 cells\x1b[2J"), DataWarning, "a.py", 1)
    assert capsys.readouterr().err == "a.py:1: DeprecationWarning: old\nWarning: 2 cells\\x1b[2J\n"


@given(st.text(), st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_A54_no_text_forges_a_line(
    home: Path, capsys: pytest.CaptureFixture[str], message: str, hint: str
) -> None:
    ends.say_error(BadInput(message, hint=hint))
    lines = capsys.readouterr().err.split("\n")
    assert len(lines) == (3 if hint else 2)
    assert not any(character in "".join(lines) for character in "\x1b\r\x07\u202e\u2028")


def test_A53_secret_is_masked_everywhere(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STABBUR_SECRET_DVH_PASSWORD", "canary-hunter2")
    for end in (ends.say_error, ends.say_unexpected):
        end(BadInput("'canary-hunter2' at postgres://a:canary-hunter2@b", hint="canary-hunter2"))
    ends.say_warning(DataWarning("canary-hunter2"), DataWarning, "a.py", 1)
    log = (home / "private" / "log" / "stabbur.log").read_text(encoding="utf-8")
    assert "canary" not in capsys.readouterr().err + log


def test_warnings_of_python_go_through_it_and_come_back(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = ends.say_warning
        warnings.warn("3 cells", DataWarning, stacklevel=1)
    assert capsys.readouterr().err == "Warning: 3 cells\n"
