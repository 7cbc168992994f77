"""Hubs with every kind of page, and Chromium looking at them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from stabbur.hub.serving import entry
from tests.hub import running
from tests.hub.pages.filled import fill
from tests.hub.pages.looking import OURS, Hubs, Shown, tab, visiting


@contextmanager
def odd(home: Path, *arguments: str) -> Iterator[str]:
    """Give the address of a hub that also shows what an ordinary one seldom does."""
    command = [sys.executable, "-m", "tests.hub.pages.odd", *arguments]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"STABBUR_HOME": str(home)},
        cwd=Path(__file__).resolve().parents[3],
    )
    try:
        assert process.stdout
        yield f"http://localhost:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.communicate()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the hub with packages in it."""
    found = tmp_path_factory.mktemp("pages") / "home"
    found.mkdir()
    return found


@pytest.fixture(scope="session")
def hubs(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hubs]:
    """A hub with packages in it, and one without."""
    empty = tmp_path_factory.mktemp("bare") / "home"
    empty.mkdir()
    with running.hub(home) as full, odd(empty) as bare:
        filled = fill(home)
        yield Hubs(full, bare, f"{entry.COOKIE}={entry.cookie()}", filled.draft, filled.saved)


@pytest.fixture(scope="session")
def address(hubs: Hubs) -> str:
    """The address of a hub with packages in it."""
    return hubs.full


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """A page of the browser that goes from place to place."""
    with tab(browser) as page:
        yield page


@pytest.fixture(scope="module", params=OURS)
def shown(request: pytest.FixtureRequest, window: Page, hubs: Hubs) -> Iterator[Shown]:
    """One page after the other, loaded once for all tests of a file."""
    with visiting(window, hubs, request.param) as found:
        yield found
