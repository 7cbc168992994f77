"""Killed by kill -9: at each step of publishing, and at random times."""

import os
import random
import signal
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


@pytest.mark.soak
def test_F02_killed_at_random_times(
    registry: Here, repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each child publishes two packages that nobody else does, and is killed at any time in that."""
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    acknowledged: dict[str, int] = {}
    span = 0.0
    for turn in range(LOOPS):
        some = [written(tmp_path, turn * 2 + step) for step in range(2)]
        whole_run = turn % 20 == 0  # how long it takes undisturbed, on this machine and with so many versions
        child = Child(some, begin="wait")
        before = time.monotonic()
        child.go()
        if not whole_run:
            time.sleep(chance.uniform(0, span))
            child.process.kill()
        acknowledged |= {folder: number for folder, number, _ in child.told()}
        span = time.monotonic() - before if whole_run else span
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
