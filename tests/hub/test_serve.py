"""Running the hub: taken ports are told with the way out, notes of hubs that ended lead nobody astray."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from stabbur.errors import BadInput, Conflict, NotAllowed, NotFound
from stabbur.hub import serve
from stabbur.hub.serve import Running
from stabbur.hub.serving import entry


def note(home: Path, text: str, port: int = 8800) -> Path:
    file = home / "private" / f"hub-{port}.json"
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"pid": 1, "port": 2, "extra": 3}', "\x00"])
def test_note_that_says_nothing_is_no_hub(home: Path, text: str) -> None:
    note(home, text)
    assert serve.running() is None
    assert serve.every() == []


def test_note_of_a_process_that_has_ended_is_cleared_away(home: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file = note(home, json.dumps({"pid": ended.pid, "port": port}), port)
    assert serve.running() is None
    assert not file.exists()


def test_other_program_on_the_port_is_not_taken_for_a_hub(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        note(home, json.dumps({"pid": os.getpid(), "port": other.getsockname()[1]}))
        assert serve.running() is None


def test_nothing_to_stop_is_said(home: Path) -> None:
    with pytest.raises(NotFound) as caught:
        serve.stop()
    assert caught.value.hint == "stabbur up"


def test_port_is_listened_to_on_every_loopback_address(home: Path) -> None:
    made = serve.sockets(0)
    try:
        assert len({one.getsockname()[1] for one in made}) == 1
        assert {one.getsockname()[0] for one in made} <= {"127.0.0.1", "::1"}
        with pytest.raises(Conflict, match="is taken") as caught:
            serve.sockets(made[0].getsockname()[1])
        assert caught.value.hint == f"stabbur up --port {made[0].getsockname()[1] + 1}"
    finally:
        for one in made:
            one.close()


@pytest.mark.parametrize("port", [-1, 65536])
def test_port_that_is_none_is_refused(home: Path, port: int) -> None:
    with pytest.raises(BadInput, match="is no port"):
        serve.sockets(port)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_A48_other_addresses_than_loopback_are_refused(home: Path, host: str) -> None:
    with pytest.raises(NotAllowed, match="not a loopback address"):
        serve.sockets(0, host)


def test_one_time_address_is_given_where_there_is_a_way_in(home: Path) -> None:
    assert serve.one_time_address(Running(1, 8800, public_only=True)) == "http://localhost:8800/"
    address = serve.one_time_address(Running(1, 8800))
    assert address.startswith("http://localhost:8800/enter?token=")
    assert entry.redeem(address.partition("token=")[2])


def test_hub_in_the_background_is_started_found_and_stopped_without_a_trace(home: Path) -> None:
    found = serve.start_detached(0)
    try:
        assert serve.running(found.port) == found
        assert httpx.get(f"{found.address}health").status_code == 200
    finally:
        assert serve.stop(found.port) == [found]
    assert serve.notes() == []
    assert serve.running() is None
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{found.port}/health")
