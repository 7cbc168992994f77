"""The clock is UTC, its text has one form, and only a test can set it off."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.state import clock


def test_now_is_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(("test", "hours"), [("1", 1), ("0", 0), ("", 0)])
def test_offset_is_for_tests_only(test: str, hours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_TEST", test)
    monkeypatch.setenv("STABBUR_CLOCK", "3600")
    off = clock.now() - datetime.now(UTC)
    assert abs(off - timedelta(hours=hours)) < timedelta(minutes=1)


@given(
    st.datetimes(
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-9))])
    )
)
def test_text_is_read_back_and_sorts_as_the_times_do(moment: datetime) -> None:
    try:
        text = clock.text(moment)
    except OverflowError:  # the first and last hours of all time
        return
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", text)
    assert datetime.fromisoformat(text) == moment
    assert clock.text(moment.astimezone(timezone(timedelta(hours=2)))) == text
