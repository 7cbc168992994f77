"""Open SQLite for the state: in WAL mode and synced; on a disk that takes nothing more, for reading only."""

import sqlite3
from pathlib import Path

BUSY_SECONDS = 30.0
OF_THE_DISK = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY)


class SqliteConnection(sqlite3.Connection):
    """A connection that knows why it can only read, if that is so."""

    refused: sqlite3.OperationalError | None = None


def open_sqlite(file: Path) -> SqliteConnection:
    """Return a connection; only for reading when the disk is full or read-only and the file is whole."""
    try:
        return _prepared(_connected(str(file)), "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in OF_THE_DISK or not _whole(file):
            raise
        refused = error
    # WAL makes a file even for readers, and only "immutable" does without; nobody can write meanwhile
    made = _prepared(_connected(f"{file.absolute().as_uri()}?immutable=1"), "query_only=ON")
    made.refused = refused
    return made


def _connected(where: str) -> SqliteConnection:
    return sqlite3.connect(
        where,
        uri=where.startswith("file:"),
        timeout=BUSY_SECONDS,
        isolation_level=None,  # SQLAlchemy's begin decides, not the driver
        check_same_thread=False,  # the pool lends a connection to one thread at a time
        factory=SqliteConnection,
    )


def _prepared(made: SqliteConnection, *pragmas: str) -> SqliteConnection:
    try:
        for pragma in pragmas:
            made.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        made.close()
        raise
    return made


def _whole(file: Path) -> bool:
    """Tell whether everything is in the file itself: what still lies in a log beside it would not be seen."""
    log = file.with_name(file.name + "-wal")
    return file.is_file() and not (log.is_file() and log.stat().st_size)
