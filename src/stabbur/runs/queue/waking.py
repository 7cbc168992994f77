"""Wake the workers that wait for the queue: PostgreSQL tells them, on SQLite they look at its count of changes."""

from sqlalchemy import Connection, text

CHANNEL = "stabbur_runs"
RING = text("SELECT pg_notify(:channel, '')")


def ring(connection: Connection) -> None:
    """Wake who waits, when the transaction is done; SQLite's waiters see the change by themselves."""
    if connection.dialect.name == "postgresql":
        connection.execute(RING, {"channel": CHANNEL})
