"""A worker is known to be dead however it died."""

import errno
import fcntl
import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.errors import Unavailable
from stabbur.runs.worker.presence import Presence, folder, host_name, lives
from stabbur.runs.worker.working import Worker
from stabbur.state.engine import engine


def test_a_worker_lives_as_long_as_its_process(home: Path) -> None:
    here = Presence("a")
    assert lives(here.name)
    code = "import os, sys; from stabbur.runs.worker.presence import Presence; print(Presence('a').name); "
    killed = subprocess.run(
        [sys.executable, "-c", code + "sys.stdout.flush(); os.kill(os.getpid(), 9)"],
        capture_output=True,
        check=False,
    )
    name = killed.stdout.decode().strip()
    assert (folder() / name).exists()
    assert not lives(name)
    assert not (folder() / name).exists()
    here.leave()
    assert not lives(here.name)
    assert not lives("nobody")


def test_machines_of_one_name_with_two_homes_are_two(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = host_name()
    assert first == host_name()
    monkeypatch.setenv("STABBUR_HOME", str(home / "other"))
    assert host_name() != first


def test_workers_of_one_process_on_a_machine_with_dots_in_its_name_have_a_draft_each(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts, real = list[str](), Path.replace

    def replace(one: Path, to: Path) -> Path:
        drafts.append(one.name)
        return real(one, to)

    monkeypatch.setattr(Path, "replace", replace)
    for host in ("hub.example.no:1", "hub.example.se:1"):
        Presence(host).leave()
    assert [one.rpartition(":")[0].rpartition(":")[0] for one in drafts] == [
        "hub.example.no:1",
        "hub.example.se:1",
    ]


def test_no_descriptor_is_left_however_a_worker_goes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    state = engine(settings.load())
    Worker(state, settings.load()).work(until_idle=True)
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        Worker(state, settings.load()).work(until_idle=True)
        Worker(state, settings.load())  # one that never worked
        here = Presence("a")
        here.leave()
        taken = os.open(os.devnull, os.O_RDONLY)
        here.leave()
        os.close(taken)  # it is ours still: what has left takes nothing of others with it
        with monkeypatch.context() as patch:
            patch.setattr(fcntl, "flock", refused)
            with pytest.raises(Unavailable):
                Presence("b")
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) < before + 20, "other threads of the tests may have some more"
    assert not list(folder().glob("b:*"))
