"""One transaction at a time, by a name: what counts, numbers or looks before it writes takes its turn."""

from sqlalchemy import Connection, text

LOCK = text("SELECT pg_advisory_xact_lock(hashtext(:name))")


def take(connection: Connection, name: str) -> None:
    """Wait until no other transaction has the turn of this name, and keep it until this one ends."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        connection.execute(LOCK, {"name": name})
