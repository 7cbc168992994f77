"""What every test gets: an empty Stabbur of its own, and strict notes of what an implementation lacks."""

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from tests.servers import compiled, debian

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def pytest_configure(config: pytest.Config) -> None:
    """Let what tests start keep what Python has compiled, and hear Ctrl-C: a shell's `&` makes all below it deaf."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        gc.disable()  # while tests are collected nothing is let go of: looking for it takes a quarter of the time


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the many environments that a whole run makes load what was compiled for the tests themselves."""
    gc.freeze()  # the million objects that stay to the end are left out of every later search
    gc.enable()
    if hasattr(session.config, "workerinput"):
        compiled.keep(Path(sys.prefix))


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Proofs of earlier tests forgotten: they are found by content, and tests have the same small tables."""
    known = sys.modules.get("stabbur.disclosure.protection.proof")
    if known is not None:
        known._REMEMBERED.clear()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty STABBUR_HOME; nothing of the machine's own settings is seen."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("STABBUR_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Debian's Chromium, one for all tests: a second player in a process would meet the first one's loop."""
    from playwright.sync_api import sync_playwright  # only where pages are looked at

    path = debian.chromium()
    assert path, "chromium is missing: apt-get install chromium"
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


def may_mount() -> bool:
    """Tell whether a disk can be mounted here; root in a container often may not."""
    with TemporaryDirectory() as place:
        made = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", place], capture_output=True, check=False)
        if made.returncode:
            return False
        subprocess.run(["umount", "-l", place], check=True)
    return True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only root, a user or whoever may mount can see; turn a contract's `missing` into xfails.

    A test marked `only_as("root")` has a twin that holds the same for everybody else, so none is skipped.
    """
    mounts = any("mounts" in mark.args for item in items for mark in item.iter_markers("only_as"))
    who = {"root" if os.geteuid() == 0 else "user", *(["mounts"] if mounts and may_mount() else [])}
    others = [item for item in items if any(not who.issuperset(m.args) for m in item.iter_markers("only_as"))]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]
    for item in items:
        missing: dict[str, str] = getattr(getattr(item, "cls", None), "missing", {})
        reason = missing.get(getattr(item, "originalname", item.name))
        if reason:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
