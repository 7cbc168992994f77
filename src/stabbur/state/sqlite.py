"""Open SQLite for the state: in WAL mode and synced; on a disk that takes nothing more, for reading only."""

import os
import sqlite3
import time
from pathlib import Path

BUSY_SECONDS = 30.0
OF_THE_DISK = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY)


HEADER = 100  # bytes
WAL_MARKS = slice(18, 20)  # of the header: how the file is written and read, 2 for by a log and 1 for without


class SqliteConnection(sqlite3.Connection):
    """A connection that knows why it can only read, if that is so."""

    refused: sqlite3.OperationalError | None = None


def open_sqlite(file: Path) -> SqliteConnection:
    """Return a connection; only for reading when the disk is full or read-only and the file is whole."""
    try:
        return _prepared(_connected(str(file)), "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in OF_THE_DISK or not file.is_file():
            raise
        made = _readable(file)
        if made is None:
            raise
        made.refused = error
    return made


def _readable(file: Path) -> SqliteConnection | None:
    """Return a connection that reads without writing anything; None when something would be left out."""
    address = file.absolute().as_uri()
    if os.statvfs(file).f_flag & os.ST_RDONLY:
        # WAL makes a file even for readers, and "immutable" does without: here nobody can write meanwhile
        return _prepared(_connected(f"{address}?immutable=1"), "query_only=ON") if _whole(file) else None
    try:
        return _prepared(_connected(f"{address}?mode=ro"), "query_only=ON", "schema_version")
    except sqlite3.OperationalError:  # nobody has it open, so that the file beside it would have to be made
        return _copied(file)


def _copied(file: Path) -> SqliteConnection | None:
    """Return a connection to a copy in memory, of a file that nobody wrote to while it was read."""
    before = file.stat()
    content = bytearray(file.read_bytes())
    after = file.stat()
    unchanged = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    if not unchanged or not _whole(file) or len(content) < HEADER:
        return None
    content[WAL_MARKS] = b"\x01\x01"  # a database in memory has no log
    made = _connected(":memory:")
    made.deserialize(bytes(content))
    return _prepared(made, "query_only=ON")


def _connected(where: str) -> SqliteConnection:
    return sqlite3.connect(
        where,
        uri=where.startswith("file:"),
        timeout=BUSY_SECONDS,
        isolation_level=None,  # SQLAlchemy's begin decides, not the driver
        check_same_thread=False,  # the pool lends a connection to one thread at a time
        factory=SqliteConnection,
    )


def _set(made: SqliteConnection, pragma: str) -> None:
    """Set a pragma; going over to WAL is refused at once, without waiting, while another opens the same file."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            made.execute(f"PRAGMA {pragma}")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _prepared(made: SqliteConnection, *pragmas: str) -> SqliteConnection:
    try:
        for pragma in pragmas:
            _set(made, pragma)
    except sqlite3.Error:
        made.close()
        raise
    return made


def _whole(file: Path) -> bool:
    """Tell whether everything is in the file itself: what still lies in a log beside it would not be seen."""
    log = file.with_name(file.name + "-wal")
    return file.is_file() and not (log.is_file() and log.stat().st_size)
