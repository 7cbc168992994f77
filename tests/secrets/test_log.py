"""The log: one line a record, no secret, no data, no forged line."""

import json
import logging
from pathlib import Path

import pytest

from stabbur.errors import NotFound
from stabbur.secrets import Secret, log


def lines(home: Path) -> list[dict[str, object]]:
    text = (home / "private" / "log" / "stabbur.log").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_A53_error_is_recorded_without_its_text(home: Path) -> None:
    secret = Secret("canary-secret")
    try:
        try:
            int("canary-data")
        except ValueError as cause:
            raise RuntimeError(f"row 'canary-data' {secret.reveal()}") from cause
    except RuntimeError as error:
        found = log.record(error, during="stabbur read canary-secret")
    (line,) = lines(home)
    assert "canary" not in json.dumps(line)
    assert (line["id"], line["code"], line["error"]) == (found, "unexpected", "RuntimeError")
    assert "test_log.py" in json.dumps(line["frames"])


def test_own_error_keeps_its_code(home: Path) -> None:
    log.record(NotFound("no source 'x'", code="source-unknown"))
    assert lines(home)[0]["code"] == "source-unknown"


def test_A54_no_forged_line_and_no_endless_one(home: Path) -> None:
    log.start().warning("user %s signed in", 'kari\r\n{"level": "forged"}\x1b[2J')
    log.start().warning("user %s", "x" * 1_000_000)
    found = lines(home)
    assert len(found) == 2
    assert "\x1b" not in str(found[0]["message"])
    assert len(str(found[1]["message"])) < 5_000


def test_A53_traceback_of_a_logged_exception_is_frames_alone(home: Path) -> None:
    try:
        raise KeyError("canary-data")
    except KeyError:
        log.start().exception("could not")
    (line,) = lines(home)
    assert line["error"] == "KeyError"
    assert "canary" not in json.dumps(line)


def test_only_its_owner_may_read_it(home: Path) -> None:
    log.start().info("a")
    assert log.file().stat().st_mode & 0o777 == 0o600
    assert log.file().parent.stat().st_mode & 0o777 == 0o700


def test_log_that_can_not_be_written_is_silent(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log.file().mkdir()
    assert log.record(ValueError("x")) == ""
    assert capfd.readouterr() == ("", "")
    log.file().rmdir()
    assert log.record(ValueError("x")) != ""


def test_one_handler_however_often_it_starts(home: Path) -> None:
    log.start().info("one")
    log.start().info("two")
    assert len([h for h in logging.getLogger(log.LOGGER).handlers if hasattr(h, "baseFilename")]) == 1
    assert len(lines(home)) == 2


def test_path_in_a_frame_names_no_person() -> None:
    assert log.short("/home/kari/project/src/stabbur/io/file.py") == "stabbur/io/file.py"
    assert log.short("/home/kari/.venv/lib/python3.11/site-packages/polars/a.py") == "polars/a.py"
    assert log.short("/home/kari/analyse.py") == "analyse.py"
