"""A hub that really runs, in a process of its own, with a package that is public and one that is not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from stabbur.hub import serve
from tests.hub.published import package, publish


@contextmanager
def hub(home: Path, *, public_only: bool = False) -> Iterator[str]:
    """Start a hub over `home` on a free port and stop it afterwards."""
    before = os.environ.get("STABBUR_HOME")
    os.environ["STABBUR_HOME"] = str(home)
    try:
        publish(package(rows=4), home.parent / "a")
        publish(package(), home.parent / "b")
        publish(package(name="hemmelig", title="Hemmelig tabell"), home.parent / "c", access="team")
        yield serve.start_detached(0, public_only=public_only).address.rstrip("/")
    finally:
        serve.stop()
        if before is None:
            del os.environ["STABBUR_HOME"]
        else:
            os.environ["STABBUR_HOME"] = before


@contextmanager
def enter(address: str) -> Iterator[httpx.Client]:
    """Give a client that used a one-time address and so is the local person's."""
    found = serve.running()
    assert found
    with httpx.Client(base_url=address, follow_redirects=True) as client:
        assert client.get(serve.one_time_address(found)).status_code == 200
        yield client
