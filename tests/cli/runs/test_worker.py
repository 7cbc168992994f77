"""stabbur worker: a process that carries runs out, and leaves them running when it is stopped."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from stabbur import settings
from stabbur.runs.queue import reading
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.values import NewRun
from stabbur.runs.worker import presence
from stabbur.state.engine import engine, writing

LOADS = {"annotated_types", "click", "platformdirs", "pydantic", "pydantic_core", "sqlalchemy", "stabbur"}
LOADS |= {"typing_extensions", "typing_inspection", "cronsim"}
"""The packages that a worker loads: each costs every start, and memory as long as the worker lives."""


def stabbur(*words: str) -> "subprocess.Popen[bytes]":
    code = (
        "import atexit, gc, sys; bare = set(sys.modules)\n"
        "new = lambda: [name for name in set(sys.modules) - bare if not name.startswith(('_', 'cython_'))]\n"
        "atexit.register(lambda: print(gc.isenabled(), *new()))\n"
        "from stabbur.cli.main import main; main()"
    )
    command = [sys.executable, "-c", code, "worker", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_it_ends_when_nothing_waits(home: Path) -> None:
    state = engine(settings.load())
    with writing(state) as connection:
        number = add(connection, NewRun(str(home / "gone"), "a.py", "ada", "person"))
    assert number
    one = stabbur("--until-idle")
    out, said = one.communicate(timeout=60)
    assert one.returncode == 0, said
    collecting, *loaded = out.decode().split()
    assert collecting == "True"
    assert {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names <= LOADS
    assert "sqlalchemy.dialects.postgresql" not in loaded  # the state is SQLite
    assert b"stop with Ctrl-C" in said
    assert reading.one(state, number).state == "failed"
    assert f"run {number} started: a.py" in said.decode()
    assert f"run {number} failed in " in said.decode()
    assert "is not there any more" in said.decode()


def test_ctrl_c_ends_it_and_takes_its_lock_away(home: Path) -> None:
    one = stabbur()
    until = time.monotonic() + 60
    while not presence.folder().exists() or not list(presence.folder().iterdir()):
        assert time.monotonic() < until
        time.sleep(0.02)
    time.sleep(0.3)
    one.send_signal(signal.SIGINT)
    one.communicate(timeout=60)
    assert one.returncode == 0
    assert not list(presence.folder().iterdir())
