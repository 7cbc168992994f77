"""The hub's log: a line for each failure, of what happened and never of what was sent."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stabbur.hub.serving import log

CANARY = "canary-77ab"
SHARED = hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def lines(home: Path) -> list[str]:
    return (home / "private" / "log" / "hub.log").read_text(encoding="utf-8").split("\n")[:-1]


def test_line_names_kind_and_place_and_no_text(home: Path) -> None:
    def fail() -> None:
        raise ValueError(CANARY)

    with pytest.raises(ValueError, match=CANARY) as caught:
        fail()
    log.failed("a request was answered with an error", caught.value, status=500, reference="STB-500-ABCD")
    (text,) = lines(home)
    entry = json.loads(text)
    assert (entry["error"], entry["status"], entry["reference"]) == ("ValueError", 500, "STB-500-ABCD")
    assert entry["level"] == "error"
    assert any("test_log.py" in frame and "fail" in frame for frame in entry["frames"])
    assert CANARY not in text


@SHARED
@given(path=st.text())
def test_A54_any_path_is_one_line_of_json(home: Path, path: str) -> None:
    before = len(lines(home)) if (home / "private" / "log" / "hub.log").exists() else 0
    log.failed("a request was answered with an error", path=path, status=404)
    (text,) = lines(home)[before:]
    assert json.loads(text)["status"] == 404
    assert "\x1b" not in text
    assert "\u2028" not in text


@pytest.mark.parametrize("hostile", ["\r\n{}", "\x1b[31m", "\u2028", "\u202e", "\x00", "\x85"])
def test_A54_a_megabyte_with_breaks_and_colours_is_escaped_and_cut(home: Path, hostile: str) -> None:
    log.failed("x", path="/a" + hostile + "x" * 1_000_000)
    (text,) = lines(home)
    assert len(text) < 6_000
    assert not any(ord(character) < 32 for character in text)


def test_another_home_has_a_log_of_its_own(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.failed("first", status=1)
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setenv("STABBUR_HOME", str(other))
    log.failed("second", status=2)
    assert [json.loads(line)["status"] for line in lines(home)] == [1]
    assert [json.loads(line)["status"] for line in lines(other)] == [2]
