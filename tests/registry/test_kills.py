"""Killed by kill -9: at each step of publishing, and at random times."""

import json
import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from stabbur.registry.here import Here, connect
from tests.registry.conftest import Child
from tests.registry.making import whole, written

STEPS = [f"publish.{step}.{when}" for step in range(1, 8) for when in ("before", "after")]
LOOPS = 500 if os.environ.get("STABBUR_SOAK") else 20


@pytest.mark.parametrize("step", STEPS)
def test_F01_killed_at_each_step_and_done_again(
    step: str, registry: Here, folders: list[Path], repository: Path
) -> None:
    registry.publish(folders[0], owner="demo")
    child = Child([folders[1]], STABBUR_FAIL=f"{step}:kill")
    acknowledged = child.told()
    assert child.process.returncode == -signal.SIGKILL, child.errors
    assert acknowledged == []
    seen = [one.number for one in connect().versions("demo/folketall")]
    assert seen[-1] == 1
    again = connect().publish(folders[1], owner="demo")
    assert again.version == 2
    assert connect().check(deep=True).notes == (), "the next publish mends what the cut one left"
    whole(connect())


class Killed:
    """One child after the other of a process that has everything loaded."""

    def __init__(self) -> None:
        self.process = Child([], begin="fork").process

    def publish(self, folders: list[Path], seconds: float) -> dict[str, int]:
        """Let a child publish folders, kill it after some seconds; return what it has acknowledged."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([str(folder) for folder in folders]) + "\n")
        self.process.stdin.flush()
        seen: list[str] = []
        pid = 0
        killer: threading.Timer | None = None
        for line in self.process.stdout:
            word = line.strip()
            if word.startswith("child "):
                pid = int(word.removeprefix("child "))
            elif word == "ready":
                killer = threading.Timer(seconds, os.kill, (pid, signal.SIGKILL))
                killer.start()
            elif word == "ended":
                break
            elif line.endswith("\n"):
                seen.append(word)
        assert killer is not None
        killer.cancel()
        return {folder: number for folder, number, _ in map(json.loads, seen)}


@pytest.mark.soak
def test_F02_killed_at_random_times(
    registry: Here, repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each child publishes two packages that nobody else does, and is killed at any time in that."""
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    killed = Killed()
    acknowledged: dict[str, int] = {}
    span = 0.0
    for turn in range(LOOPS):
        some = [written(tmp_path, turn * 2 + step) for step in range(2)]
        whole_run = turn % 20 == 0  # how long it takes undisturbed, on this machine and with so many versions
        before = time.monotonic()
        acknowledged |= killed.publish(some, 60 if whole_run else chance.uniform(0, span))
        span = time.monotonic() - before if whole_run else span
    killed.process.communicate()
    there = connect()
    numbers = {one.number for one in there.versions("demo/folketall")}
    for folder, number in acknowledged.items():
        told = there.open("demo/folketall", number).descriptor["resources"][0]["logicalHash"]
        assert told in (Path(folder) / "datapackage.json").read_text(), f"{folder} is lost (seed {seed})"
    assert len(acknowledged) >= LOOPS // 10, "enough were acknowledged for the test to say something"
    whole(there)
    if os.environ.get("STABBUR_SOAK"):
        with capsys.disabled():
            print(f" {LOOPS} killed, {len(acknowledged)} acknowledged, {len(numbers)} versions, seed {seed}")
