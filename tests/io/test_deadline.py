"""The end of an exchange cuts what is connected, once, and not what is done before."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from stabbur.io.deadline import Deadline


class Stream:
    """What httpcore hands over when a connection is made."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line

    def get_extra_info(self, name: str) -> Any:
        return self.line if name == "socket" else None


@contextmanager
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    here, there = socket.socketpair()
    with here, there:
        yield here, there


def test_a_silent_line_is_cut_at_the_end() -> None:
    deadline = Deadline(0.2)
    with line() as (here, _), deadline.watching():
        deadline.trace("connection.connect_tcp.complete", {"return_value": Stream(here)})
        here.settimeout(30)
        assert here.recv(1) == b""
    assert deadline.has_cut
    assert deadline.left == 0


def test_what_is_done_in_time_is_left_alone() -> None:
    deadline = Deadline(30)
    with line() as (here, there):
        with deadline.watching():
            deadline.trace("connection.connect_tcp.complete", {"return_value": Stream(here)})
        there.sendall(b"x")
        assert here.recv(1) == b"x"
    assert not deadline.has_cut
    assert deadline.left > 0
    assert not [t for t in threading.enumerate() if isinstance(t, threading.Timer) and t.interval == 30]


def test_a_line_that_comes_after_the_end_is_cut_at_once() -> None:
    deadline = Deadline(0)
    with line() as (here, _), deadline.watching():
        time.sleep(0.05)
        deadline.trace("connection.connect_tcp.complete", {"return_value": Stream(here)})
        assert here.recv(1) == b""


@pytest.mark.parametrize(
    "event", ["connection.connect_tcp.started", "connection.start_tls.complete", "http11.x"]
)
def test_other_steps_are_not_watched(event: str) -> None:
    deadline = Deadline(0)
    with line() as (here, there), deadline.watching():
        deadline.trace(event, {"return_value": Stream(here)})
        there.sendall(b"x")
        assert here.recv(1) == b"x"


def test_a_line_of_which_the_other_end_has_gone() -> None:
    deadline = Deadline(0.05)
    with line() as (here, there), deadline.watching():
        deadline.trace("connection.connect_tcp.complete", {"return_value": Stream(here)})
        there.close()
        time.sleep(0.2)
    assert deadline.has_cut
