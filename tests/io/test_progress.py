"""A bar for people, nothing for machines."""

import pytest

from stabbur.io import progress


def test_silent_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    assert not progress.interactive()
    with progress.Meter("les", 10) as meter:
        meter.bytes(10)
        meter.rows(2)
    assert (meter.bytes_read, meter.rows_read) == (10, 2)
    assert capsys.readouterr() == ("", "")


def test_shown_to_a_person(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "interactive", lambda: True)
    monkeypatch.setattr(progress, "PATIENCE", 0)
    with progress.Meter("les tall", 2000) as meter:
        meter.rows(1234)
        meter.bytes(2000)
    assert "les tall" in capsys.readouterr().err
