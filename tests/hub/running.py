"""A hub that really runs, in a process of its own, with a package that is public and one that is not."""

import asyncio
import os
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx

from stabbur.hub import serve
from tests.hub.published import package, publish

Result = TypeVar("Result")


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


def awaited(task: Coroutine[Any, Any, Result]) -> Result:
    """Return what a coroutine returns, in a thread of its own: the browser's player holds this one's loop."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(asyncio.run, task).result()
