"""A state with its tables for each test, copied from one that was migrated once."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from stabbur.state.engine import new_engine
from stabbur.state.migrating import bring_up_to_date
from tests.servers.postgres import Server

NUMBERS = count(1)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that is copied for each test."""
    file = tmp_path_factory.mktemp("state") / "state.sqlite"
    made = new_engine(make_url(f"sqlite:///{file}"))
    bring_up_to_date(made)
    with made.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    made.dispose()
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Server) -> Iterator[Engine]:
    """The server, with a database `migrated` that is copied for each test."""
    url = make_url(postgres.address).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE migrated"))
    made = new_engine(url.set(database="migrated"))
    bring_up_to_date(made)
    made.dispose()
    yield admin
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine with the newest schema and nothing in it."""
    if request.param == "sqlite":
        file = tmp_path / "state.sqlite"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        made = new_engine(make_url(f"sqlite:///{file}"))
        yield made
        made.dispose()
        return
    admin: Engine = request.getfixturevalue("migrated_postgres")
    name = f"runs_{next(NUMBERS)}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE migrated"))
    made = new_engine(admin.url.set(database=name))
    yield made
    made.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
