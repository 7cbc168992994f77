"""Failpoints do what they are told, at their place, at their turn, and nothing outside tests."""

import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from stabbur.state import failpoints
from stabbur.state.failpoints import failpoint


@pytest.fixture(autouse=True)
def passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_TEST", "1")
    monkeypatch.setattr(failpoints, "PASSED", Counter())


def test_raises_at_its_place_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_FAIL", "publish.4.after:raise")
    failpoint("publish.4.before")
    with pytest.raises(OSError, match=r"failpoint 'publish\.4\.after'"):
        failpoint("publish.4.after")
    failpoint("publish.4.after")


def test_waits_for_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_FAIL", "a:raise:3")
    for _ in range(2):
        failpoint("a")
    with pytest.raises(OSError, match="failpoint"):
        failpoint("a")


def test_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_FAIL", "a:sleep=0.2")
    before = time.monotonic()
    failpoint("a")
    assert time.monotonic() - before >= 0.2


@pytest.mark.parametrize(("test", "code"), [("1", -signal.SIGKILL), ("0", 0), ("", 0)])
def test_kills_in_a_test_only(test: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_TEST", test)
    monkeypatch.setenv("STABBUR_FAIL", "a:kill")
    words = "from stabbur.state.failpoints import failpoint; failpoint('a')"
    assert subprocess.run([sys.executable, "-c", words], check=False).returncode == code
