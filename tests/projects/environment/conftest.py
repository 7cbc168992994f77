"""An index of packages on this machine, which every test of an environment may fill and break."""

from collections.abc import Iterator

import pytest

from tests.servers.index import Index, serve


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """A running index with two releases of a package that needs another; uv asks it once and keeps nothing."""
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with serve() as running:
        running.add("stabbur-test-leaf", "1.0")
        running.add("stabbur-test-tree", "1.0", "stabbur-test-leaf")
        running.add("stabbur-test-tree", "2.0", "stabbur-test-leaf>=1.0")
        yield running
