"""What is kept: bounded, the least used first to go, never what may not be kept, whole under many threads."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from stabbur.hub.serving.kept import Kept, kept


@given(keys=st.lists(st.integers(0, 12), max_size=60), most=st.integers(1, 8))
def test_it_holds_the_keys_used_last_and_no_more(keys: list[int], most: int) -> None:
    made: list[int] = []
    shelf: Kept[int] = Kept(most)
    held: list[int] = []  # in the order of use
    for key in keys:
        before = len(made)
        assert shelf.get(key, lambda key=key: made.append(key) or key * 10) == key * 10  # type: ignore[misc, func-returns-value]
        assert (len(made) == before) == (key in held)
        held = [one for one in held if one != key] + [key]
        held = held[-most:]


def test_what_may_not_be_kept_is_made_each_time() -> None:
    shelf: Kept[str] = Kept(5)
    answers = iter(["cannot be read", "cannot be read", "whole"])
    for expected in ("cannot be read", "cannot be read", "whole", "whole"):
        assert shelf.get("x", lambda: next(answers), lambda made: made == "whole") == expected


def test_error_is_not_kept() -> None:
    shelf: Kept[int] = Kept(5)

    def fail() -> int:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        shelf.get("x", fail)
    assert shelf.get("x", lambda: 1) == 1


def test_threads_get_the_value_of_their_key() -> None:
    shelf: Kept[int] = Kept(3)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: shelf.get(n % 7, lambda: n % 7), range(2_000)))
    assert found == [n % 7 for n in range(2_000)]


class Paused:
    """A key that, once armed, lets another thread in between the question for it and its use."""

    def __init__(self) -> None:
        self.armed = False
        self.asked = 0
        self.between, self.done = threading.Event(), threading.Event()

    def __hash__(self) -> int:
        self.asked += self.armed
        if self.asked == 2:
            self.between.set()
            self.done.wait(0.5)  # with the lock held the other thread cannot be done
        return 7


def test_a_value_does_not_go_while_it_is_taken() -> None:
    shelf: Kept[int] = Kept(1)
    key = Paused()
    assert shelf.get(key, lambda: 1) == 1
    key.armed = True

    def push_out() -> int:
        assert key.between.wait(20)
        try:
            return shelf.get("other", lambda: 2)
        finally:
            key.done.set()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(push_out)
        assert shelf.get(key, lambda: 3) == 1
        assert other.result() == 2


def test_each_application_keeps_its_own() -> None:
    def request() -> Request:
        app = FastAPI()
        app.state.kept = {}
        return Request({"type": "http", "app": app})

    one, other = request(), request()
    shelf: Kept[int] = kept(one, "heads", 5)
    assert shelf.get("x", lambda: 1) == 1
    again: Kept[int] = kept(one, "heads", 5)
    elsewhere: Kept[int] = kept(other, "heads", 5)
    assert again.get("x", lambda: 2) == 1
    assert elsewhere.get("x", lambda: 2) == 2
