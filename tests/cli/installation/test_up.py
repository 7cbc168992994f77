"""stabbur up: what it refuses, what it tells, and that a second one finds the first."""

import json
import os
import signal
import socket
from collections.abc import Iterator

import httpx
import pytest

from stabbur.hub import serve
from tests.cli.conftest import Run


@pytest.fixture
def detached(run: Run) -> Iterator[int]:
    """A hub that runs in the background; the port that it listens on."""
    done = run("up", "--detach", "--port", "0", "--json")
    assert done.code == 0, done.err
    (row,) = done.rows
    assert set(row) == {"address", "port", "public_only"}
    yield row["port"]
    run("down")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "example.no", "::"])
def test_address_that_others_reach_is_refused(run: Run, host: str) -> None:
    done = run("up", "--host", host)
    assert (done.code, done.out) == (4, "")
    assert f"'{host}' is not a loopback address" in done.err
    assert "hint: use an SSH tunnel" in done.err


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_number_that_is_no_port(run: Run, port: str) -> None:
    done = run("up", "--port", port)
    assert done.code == 2
    assert f"'{port}' is no port" in done.err


def test_taken_port_is_told_with_the_way_out(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run("up", "--port", str(port))
    assert done.code == 2
    assert f"port {port} is taken" in done.err
    assert f"hint: stabbur up --port {port + 1}" in done.err


def test_second_up_tells_of_the_first(run: Run, detached: int) -> None:
    again = run("up")
    assert again.code == 0
    assert f"Stabbur runs already: http://localhost:{detached}/enter?token=" in again.out
    assert "stop it with: stabbur down" in again.out


def test_address_signs_in_once(run: Run, detached: int) -> None:
    (row,) = run("up", "--json").rows
    assert httpx.get(row["address"]).status_code == 303
    assert httpx.get(row["address"]).status_code in (401, 403)


def test_killed_hub_does_not_stand_in_the_way(run: Run, detached: int) -> None:
    process = json.loads(serve.notes()[0].read_text(encoding="utf-8"))["pid"]
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    assert serve.running() is None
    assert serve.notes() == []
    assert run("up", "--detach", "--port", str(detached)).code == 0
