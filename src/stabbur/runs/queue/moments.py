"""The clock of the queue: the database's own, so that hosts whose clocks differ agree on what is due."""

from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from stabbur.state import clock

ASKED = select(func.clock_timestamp())


def now(connection: Connection) -> datetime:
    """Return the time in UTC; SQLite is on this machine, so that this machine's clock is its clock."""
    if connection.dialect.name != "postgresql":
        return clock.now()
    told: datetime = connection.execute(ASKED).scalar_one()
    return told.astimezone(UTC) + clock.offset()
