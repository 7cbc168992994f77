"""The one-time address and the cookie: used once, for a time, by whoever was given it, forged by nobody."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stabbur.hub.serving import entry

SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


def test_token_lets_in_once_even_when_many_use_it_at_once(home: Path) -> None:
    token = entry.issue()
    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(entry.redeem, [token] * 16)) == [False] * 15 + [True]


def test_token_is_stored_as_a_hash_that_only_its_owner_may_see(home: Path) -> None:
    token, _ = entry.issue(), entry.cookie()
    (file,) = (home / "private" / "entry").iterdir()
    assert token not in file.name
    assert file.stat().st_mode & 0o077 == 0
    assert (home / "private" / "entry.key").stat().st_mode & 0o077 == 0


def test_old_token_lets_nobody_in_and_is_used_up(home: Path) -> None:
    token = entry.issue()
    (file,) = (home / "private" / "entry").iterdir()
    long_ago = time.time() - entry.ADDRESS_SECONDS - 1
    os.utime(file, (long_ago, long_ago))
    assert not entry.redeem(token)
    assert not file.exists()


@SHARED
@given(token=st.text(max_size=200))
def test_A40_made_up_token_is_none(home: Path, token: str) -> None:
    try:
        assert not entry.redeem(token)
    except UnicodeEncodeError:
        assert any(0xD800 <= ord(one) <= 0xDFFF for one in token), "only what no address can hold"


@SHARED
@given(change=st.integers(0, 60), to=st.characters())
def test_cookie_with_another_letter_is_not_ours(home: Path, change: int, to: str) -> None:
    cookie = entry.cookie()
    at = change % len(cookie)
    forged = cookie[:at] + to + cookie[at + 1 :]
    assert forged == cookie or not entry.is_local(forged)


def test_key_is_made_once_by_whoever_comes_first(home: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(entry.sign, ["x"] * 16))) == 1
    assert sorted(file.name for file in (home / "private").iterdir() if file.is_file()) == ["entry.key"]


def test_mark_of_one_text_is_none_of_another(home: Path) -> None:
    assert entry.signed("a", entry.sign("a"))
    assert not entry.signed("b", entry.sign("a"))
    assert not entry.signed("a", "")


def test_another_home_knows_no_cookie_of_this_one(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = entry.cookie()
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("STABBUR_HOME", str(tmp_path / "other"))
    assert not entry.is_local(cookie)
