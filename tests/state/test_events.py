"""The outbox: written with the deed, waits in order, applied once."""

import pytest
from sqlalchemy import Engine, select

from stabbur.state import events
from stabbur.state.engine import reading, writing
from stabbur.state.tables import event


def fill(engine: Engine, count: int) -> None:
    with writing(engine) as connection:
        for number in range(count):
            events.add(connection, "package.changed", f"demo/å{number}", {"version": number})


def test_waits_in_order_until_applied(engine: Engine) -> None:
    fill(engine, 3)
    with reading(engine) as connection:
        found = events.waiting(connection)
        assert [one.subject for one in found] == ["demo/å0", "demo/å1", "demo/å2"]
        assert [one.subject for one in events.waiting(connection, limit=2)] == ["demo/å0", "demo/å1"]
    with writing(engine) as connection:
        events.applied(connection, [one.seq for one in found[:2]])
        events.applied(connection, [])
    with reading(engine) as connection:
        assert [one.details for one in events.waiting(connection)] == [{"version": 2}]
        times = connection.execute(select(event.c.applied).order_by(event.c.seq)).scalars().all()
        assert [one is None for one in times] == [False, False, True]


def test_more_than_one_statement_takes(engine: Engine) -> None:
    fill(engine, events.PIECE + 1)
    with reading(engine) as connection:
        numbers = [one.seq for one in events.waiting(connection, limit=10_000)]
    assert len(numbers) == events.PIECE + 1
    with writing(engine) as connection:
        events.applied(connection, numbers)
    with reading(engine) as connection:
        assert events.waiting(connection) == []


def test_goes_with_the_deed_that_it_tells_of(engine: Engine) -> None:
    def deed() -> None:
        with writing(engine) as connection:
            events.add(connection, "package.changed", "demo/a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed()
    with reading(engine) as connection:
        assert events.waiting(connection) == []
