"""stabbur down: the server is gone, and so is the note of it, when the command ends."""

import json
import os
import signal
import subprocess
import sys

import psutil

from stabbur import settings
from stabbur.hub import serve
from tests.cli.conftest import Run


def start(run: Run) -> serve.Running:
    before = {one.port for one in serve.every()}
    assert run("up", "--detach", "--port", "0", "--public-only").code == 0
    found = next(one for one in serve.every() if one.port not in before)
    assert found.public_only
    return found


def test_down_stops_it_and_leaves_no_note(run: Run) -> None:
    found = start(run)
    done = run("down")
    assert (done.code, done.out) == (0, f"Stabbur on port {found.port} has stopped\n")
    assert not serve.lives(found.pid)
    assert serve.notes() == []
    assert run("down").code == 3


def test_json_names_port_and_process(run: Run) -> None:
    found = start(run)
    assert run("down", "--json").rows == [{"port": found.port, "pid": found.pid}]


def test_second_hub_is_stopped_too_or_alone(run: Run) -> None:
    found = [start(run) for _ in range(2)]
    assert len({one.port for one in found}) == 2
    ports = sorted(one.port for one in serve.every())
    assert run("down", "--port", str(ports[1])).out == f"Stabbur on port {ports[1]} has stopped\n"
    assert [one.port for one in serve.every()] == ports[:1], "the other still serves"
    assert run("down", "--port", str(ports[1])).code == 3
    third = start(run).port
    assert {row["port"] for row in run("down", "--json").rows} == {ports[0], third}
    assert not any(serve.lives(one.pid) for one in found)
    assert serve.notes() == []


def test_nothing_runs(run: Run) -> None:
    done = run("down")
    assert (done.code, done.out) == (3, "")
    assert "hint: stabbur up" in done.err


def test_note_of_a_killed_hub_is_cleared_and_no_other_process_is_touched(run: Run) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    (settings.private() / "hub-1.json").write_text(
        json.dumps({"pid": bystander.pid, "port": 1}), encoding="utf-8"
    )
    assert run("down").code == 3, "nothing answers: whoever has that number now is not ours"
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()
    assert run("down").code == 3
    assert serve.notes() == []


def test_process_that_has_ended_but_is_not_collected_does_not_live() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    child = psutil.Process(process.pid)
    while child.status() != psutil.STATUS_ZOMBIE:
        os.sched_yield()
    assert not serve.lives(process.pid)
    process.send_signal(signal.SIGTERM)
    process.wait()
    assert not serve.lives(process.pid)
    assert serve.lives(os.getpid())
