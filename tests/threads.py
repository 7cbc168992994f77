"""Run something in a thread of its own: where a browser was started, the tests' own thread has a loop already."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def alone(what: Callable[..., T], *given: object) -> T:
    """Return what a call returns in another thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(what, *given).result()
