"""A hub with packages in it, and Chromium looking at it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.hub import running
from tests.servers import chromium


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hub with packages in it."""
    home = tmp_path_factory.mktemp("pages") / "home"
    home.mkdir()
    with running.hub(home) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = chromium.path()
    assert path, "chromium is missing: apt-get install chromium"
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()
