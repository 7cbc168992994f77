"""Open the state: SQLite in WAL mode under STABBUR_HOME, or PostgreSQL by its address."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from stabbur import settings
from stabbur.errors import Unavailable
from stabbur.secrets.resolving import resolve
from stabbur.settings import Settings
from stabbur.state.migrating import bring_up_to_date

BUSY_SECONDS = 30.0
WRITING = "stabbur_writing"


def engine(known: Settings) -> Engine:
    """Return the engine of the state, its schema brought up to date."""
    return _engine(address(known).render_as_string(hide_password=False))


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
    made = new_engine(make_url(where))
    with answering(made):
        bring_up_to_date(made)
    return made


def new_engine(url: URL) -> Engine:
    """Return an engine that waits for locks and gives SQLite real transactions."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
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
        with connection.begin():
            yield connection


@contextmanager
def answering(made: Engine) -> Iterator[None]:
    """Turn a database that is locked, full or away into one clear error."""
    try:
        yield
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else "no reason given"
        raise Unavailable(
            f"the state at {made.url.render_as_string(hide_password=True)} did not answer: {reason}",
            hint="stabbur doctor",
            code="state-unavailable",
            reason=reason,
        ) from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin decides, not the driver
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITING) else "BEGIN")
