"""How far somebody has read what is numbered in the state."""

from sqlalchemy import Connection, insert, select, update

from stabbur.state import turns
from stabbur.state.tables import cursor


def read(connection: Connection, name: str) -> int:
    """Return the last number that was read; 0 before the first."""
    found = connection.execute(select(cursor.c.seq).where(cursor.c.name == name)).scalar()
    return int(found or 0)


def lock(connection: Connection, name: str) -> int:
    """Let one transaction at a time read on, and return from where."""
    turns.take(connection, f"cursor:{name}")
    return read(connection, name)


def move(connection: Connection, name: str, seq: int) -> None:
    """Note that everything up to a number is read; the cursor is locked."""
    moved = update(cursor).where(cursor.c.name == name).values(seq=seq)
    if not connection.execute(moved).rowcount:
        connection.execute(insert(cursor).values(name=name, seq=seq))
