"""Tell waiting workers that there is something in the queue: by NOTIFY, or by SQLite's count of changes."""

from sqlalchemy import Connection, text

CHANNEL = "stabbur_runs"
RING = text("SELECT pg_notify(:channel, '')")


def ring(connection: Connection) -> None:
    """Wake who waits, when the transaction is done; SQLite's waiters see the change by themselves."""
    if connection.dialect.name == "postgresql":
        connection.execute(RING, {"channel": CHANNEL})
