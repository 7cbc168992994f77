"""A worker is known to be dead however it died."""

import subprocess
import sys
from pathlib import Path

import pytest

from stabbur.runs.worker.presence import Presence, folder, host_name, lives


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
