"""Tables keep what is put in: times aware of their zone, texts of any script, rows that belong together."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, insert, select
from sqlalchemy.exc import IntegrityError

from stabbur.state.engine import reading, writing
from stabbur.state.tables import Moment, event, publication, version

NOW = datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=UTC)
ABOUT = {
    "kind": "package",
    "id": "demo/a",
    "title": "Å 漢 🐟",
    "access": "team",
    "bucket": "local",
    "created": NOW,
}
ONE = {"kind": "package", "id": "demo/a", "number": 1, "title": "t", "content": "c", "mark": "m"}
ONE |= {"published": NOW, "actor": "kari", "summary": ""}


@given(st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1), timezones=st.timezones()))
def test_moment_is_the_same_time_in_utc(moment: datetime) -> None:
    kind, dialect = Moment(), create_engine("sqlite://").dialect
    stored = kind.process_bind_param(moment, dialect)
    assert stored is not None
    for told in (stored, stored.replace(tzinfo=None)):  # SQLite forgets the zone
        found = kind.process_result_value(told, dialect)
        assert found is not None
        assert found == moment.astimezone(UTC)
        assert found.tzinfo is UTC


def test_no_time_stays_none() -> None:
    kind, dialect = Moment(), create_engine("sqlite://").dialect
    assert kind.process_bind_param(None, dialect) is None
    assert kind.process_result_value(None, dialect) is None


def test_keeps_what_is_put_in(engine: Engine) -> None:
    oslo = NOW.astimezone(timezone(timedelta(hours=1)))
    with writing(engine) as connection:
        connection.execute(insert(publication).values(**ABOUT | {"created": oslo}))
        connection.execute(insert(version).values(**ONE))
    with reading(engine) as connection:
        row = connection.execute(select(publication)).one()
        assert (row.title, row.created) == (ABOUT["title"], NOW)
        assert row.created.isoformat() == "2026-03-29T00:59:59.123456+00:00"


@pytest.mark.parametrize("row", [ONE, ONE | {"id": "demo/b", "number": 2}])
def test_same_number_twice_and_a_version_of_nothing_are_refused(
    row: dict[str, object], engine: Engine
) -> None:
    with writing(engine) as connection:
        connection.execute(insert(publication).values(**ABOUT))
        connection.execute(insert(version).values(**ONE))
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(version).values(**row))


def test_rows_of_events_are_numbered(engine: Engine) -> None:
    told = {"at": NOW, "kind": "x", "subject": "y", "details": "{}"}
    with writing(engine) as connection:
        numbers = [
            connection.execute(insert(event).values(**told).returning(event.c.seq)).scalar_one()
            for _ in range(3)
        ]
    assert numbers == sorted(set(numbers))
