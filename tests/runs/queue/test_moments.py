"""The queue's time is the database's, which a test may set off."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, event

from stabbur.runs.queue import moments
from stabbur.state.engine import reading


def test_the_time_in_utc_with_a_tests_offset(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(engine) as connection:
        now = moments.now(connection)
        assert now.utcoffset() == timedelta(0)
        assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
        monkeypatch.setenv("STABBUR_TEST", "1")
        monkeypatch.setenv("STABBUR_CLOCK", "-7200")
        assert abs(moments.now(connection) - now + timedelta(hours=2)) < timedelta(minutes=1)


def test_postgres_is_asked_and_its_answer_moves_within_a_transaction(engine: Engine) -> None:
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    with reading(engine) as connection:
        first, second = moments.now(connection), moments.now(connection)
    assert second > first
    assert len([one for one in asked if "clock_timestamp" in one]) == 2 * (engine.dialect.name != "sqlite")
