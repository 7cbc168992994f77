"""Each test of the state runs on SQLite and on a real PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from stabbur.state.engine import new_engine
from stabbur.state.migrating import bring_up_to_date
from tests.servers.postgres import Server, serve


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    try:
        with serve() as server:
            yield server
    except OSError as error:
        if "postgres" in os.environ.get("STABBUR_TEST_REQUIRE", ""):
            raise
        pytest.skip(f"no PostgreSQL here: {error}")


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine whose database has no tables yet."""
    if request.param == "sqlite":
        made = new_engine(make_url(f"sqlite:///{tmp_path / 'state.sqlite'}"))
        yield made
        made.dispose()
        return
    server: Server = request.getfixturevalue("postgres")
    url = make_url(server.address).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"state_{abs(hash(request.node.nodeid))}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    made = new_engine(url.set(database=name))
    yield made
    made.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    admin.dispose()


@pytest.fixture
def engine(empty: Engine) -> Engine:
    """An engine with the newest schema."""
    bring_up_to_date(empty)
    return empty
