"""The audit log only grows, and shows when it was changed all the same."""

import threading

import pytest
from sqlalchemy import Connection, Engine, Executable, delete, text, update
from sqlalchemy.exc import DBAPIError

from stabbur.state import audit, tables
from stabbur.state.engine import reading, writing


def fill(engine: Engine, count: int = 3) -> None:
    for number in range(count):
        with writing(engine) as connection:
            audit.record(connection, "kari", "package.published", "demo/å", {"version": number})


def test_reads_newest_first(engine: Engine) -> None:
    fill(engine)
    with reading(engine) as connection:
        rows = audit.read(connection, subject="demo/å")
        assert [row.details["version"] for row in rows] == [2, 1, 0]
        assert rows[0].at.utcoffset() is not None
        assert audit.broken(connection) is None
        assert audit.length(connection) == 3


@pytest.mark.parametrize("change", [update(tables.audit).values(actor="ola"), delete(tables.audit)])
def test_A60_database_refuses_a_change(engine: Engine, change: Executable) -> None:
    fill(engine)
    with pytest.raises(DBAPIError, match="only grows"), writing(engine) as connection:
        connection.execute(change)
    with reading(engine) as connection:
        assert audit.length(connection) == 3


@pytest.mark.parametrize("row", [1, 2])
def test_A60_a_changed_or_removed_row_shows(engine: Engine, row: int) -> None:
    fill(engine)
    with writing(engine) as connection:
        disarm(connection)
        connection.execute(update(tables.audit).where(tables.audit.c.seq == row).values(subject="demo/b"))
    with reading(engine) as connection:
        assert audit.broken(connection) == row
    with writing(engine) as connection:
        connection.execute(delete(tables.audit).where(tables.audit.c.seq == row))
    with reading(engine) as connection:
        assert audit.broken(connection) == row + 1


def disarm(connection: Connection) -> None:
    """Do what only the database's own administrator can."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("DROP TRIGGER IF EXISTS audit_no_update"))
        connection.execute(text("DROP TRIGGER IF EXISTS audit_no_delete"))
    else:
        connection.execute(text("DROP TRIGGER IF EXISTS audit_no_change ON audit"))


def test_rolled_back_with_its_deed(engine: Engine) -> None:
    def deed() -> None:
        with writing(engine) as connection:
            audit.record(connection, "kari", "x", "y")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed()
    with reading(engine) as connection:
        assert audit.length(connection) == 0


def test_many_writers_one_chain(engine: Engine) -> None:
    threads = [threading.Thread(target=fill, args=(engine, 10)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert audit.length(connection) == 40
        assert audit.broken(connection) is None
