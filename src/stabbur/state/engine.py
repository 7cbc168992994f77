"""Open the state: SQLite in WAL mode under STABBUR_HOME, or PostgreSQL by its address."""

import errno
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, event, insert, make_url, select
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from stabbur import settings
from stabbur.errors import Unavailable
from stabbur.secrets.resolving import resolve
from stabbur.settings import Settings
from stabbur.state import tables, witness
from stabbur.state.disk import refusal, why_refused
from stabbur.state.locks import exclusive
from stabbur.state.migrating import bring_up_to_date
from stabbur.state.sqlite import OF_THE_DISK, open_sqlite

WRITING = "stabbur_writing"
POSTGRES_DISK_FULL = "53100"
OF_TEST = "state.sqlite"
PIECE = 1000  # rows at a time
OF_PUBLISHING = (tables.publication, tables.version)


def engine(known: Settings) -> Engine:
    """Return the engine of the state, its schema brought up to date; that of a test run is its own."""
    where = address(known)
    place = settings.place_of_test()
    if place is not None:
        _begin_test(place, where)
        where = URL.create("sqlite", database=str(place / OF_TEST))
    return _engine(where.render_as_string(hide_password=False))


def address(known: Settings) -> URL:
    """Return where the state is, as SQLAlchemy reads it."""
    if not known.state.address:
        return URL.create("sqlite", database=str(settings.private() / "state.sqlite"))
    url = make_url(known.state.address)
    if known.state.password is not None:
        url = url.set(password=resolve(known.state.password, known).reveal())
    return url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url


@cache
def _engine(where: str) -> Engine:
    url = make_url(where)
    state = hashlib.sha256(url.render_as_string(hide_password=True).encode()).hexdigest()
    private = settings.place_of_test() or settings.private()
    made = new_engine(url, private / f"audit-{state[:12]}.json")
    with answering(made):
        bring_up_to_date(made)
    return made


def _begin_test(place: Path, where: URL) -> None:
    """Make the state of a test run, which knows what is published and has done nothing yet."""
    file = place / OF_TEST
    if file.exists():
        return
    with exclusive(place / f"{OF_TEST}.lock"):
        if file.exists():  # another process of the run made it while this one waited
            return
        draft = place / f"{OF_TEST}.part"
        draft.unlink(missing_ok=True)
        made = new_engine(URL.create("sqlite", database=str(draft)))
        try:
            with answering(made):
                bring_up_to_date(made)
            if where.get_backend_name() != "sqlite":
                _copy_published(new_engine(where), made)
        finally:
            made.dispose()
        # a state that is not there yet knows nothing, and looking at it would make it
        if where.get_backend_name() == "sqlite" and Path(where.database or "").exists():
            _copy_file(Path(where.database or ""), draft)
        os.replace(draft, file)


def _copy_file(source: Path, target: Path) -> None:
    """Copy as `_copy_published` does, without a detour by this process: 100 000 versions take a tenth of it."""
    with closing(sqlite3.connect(target)) as made:
        made.execute("attach ? as old", (str(source),))
        with made:
            for table in OF_PUBLISHING:
                listed = table.to_metadata(MetaData(), schema="old").columns
                copied = insert(table).from_select([one.name for one in listed], select(*listed))
                made.execute(str(copied.compile(dialect=dialect())))


def _copy_published(source: Engine, target: Engine) -> None:
    try:
        with reading(source) as old, writing(target) as new:
            for table in OF_PUBLISHING:
                for rows in old.execute(select(table)).mappings().partitions(PIECE):
                    new.execute(insert(table), [dict(row) for row in rows])
    finally:
        source.dispose()


def new_engine(url: URL, remembering: Path | None = None) -> Engine:
    """Return an engine that waits for locks, gives SQLite real transactions and remembers its audit log's end."""
    options = {witness.OPTION: str(remembering)} if remembering else {}
    if url.get_backend_name() != "sqlite":
        # a server that was started anew has cut the connections that the pool still holds
        return create_engine(url, pool_pre_ping=True, execution_options=options)
    file = Path(url.database or "")
    file.parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(url, creator=lambda: open_sqlite(file), execution_options=options)
    event.listen(made, "begin", _begin_sqlite)
    event.listen(made, "checkin", _forget_read_mode)
    return made


@contextmanager
def reading(made: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of things and writes nothing."""
    with answering(made), made.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(made: Engine) -> Iterator[Connection]:
    """Give a connection whose writes come all or not at all; one writer at a time on SQLite."""
    with answering(made), made.connect() as plain:
        connection = plain.execution_options(**{WRITING: True})
        connection.info.pop(witness.WRITTEN, None)
        file = witness.file_of(made)
        with connection.begin():
            yield connection
            # a remembered line that is gone stays remembered, so that a check tells of it
            whole = witness.missing(connection, file) is None
        head = connection.info.pop(witness.WRITTEN, None)
        if head is not None and file is not None and whole:
            witness.remember(file, head)


def inserting(connection: Connection, table: Table) -> Any:
    """Return an insert that can say what is to be done on conflict, which is each database's own word.

    The other database's dialect is not loaded for it: that would take 2 MB of every worker.
    """
    return import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert(table)


@contextmanager
def answering(made: Engine) -> Iterator[None]:
    """Turn a database that is locked, full or away into one clear error."""
    try:
        yield
    except OperationalError as error:
        where = made.url.render_as_string(hide_password=True)
        reason = str(error.orig).strip().splitlines()[0] if error.orig else "no reason given"
        refused = _refused(made, error)
        if refused is not None:
            raise refusal(refused, f"the state at {where} cannot be written", reason=reason) from error
        raise Unavailable(
            f"the state at {where} did not answer: {reason}",
            hint="stabbur doctor",
            code="state-unavailable",
            reason=reason,
        ) from error


def _refused(made: Engine, error: OperationalError) -> OSError | None:
    """Return what the disk says when it is the disk that failed, None when it is something else."""
    number = getattr(error.orig, "sqlite_errorcode", 0)
    full = number == sqlite3.SQLITE_FULL or getattr(error.orig, "sqlstate", None) == POSTGRES_DISK_FULL
    if full:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if number & 0xFF in OF_THE_DISK:
        return why_refused(Path(made.url.database or "").parent)
    return None


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    refused = getattr(connection.connection.driver_connection, "refused", None)
    if options.get(WRITING) and refused is not None:
        # SQLite's own word would be that the database is read-only, which hides why
        raise OperationalError("BEGIN IMMEDIATE", {}, refused)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITING) else "BEGIN")


def _forget_read_mode(raw: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    """Ask for a connection that can write the next time: the disk may have room again."""
    if getattr(raw, "refused", None) is not None:
        record.invalidate()
