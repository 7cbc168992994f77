"""Control groups: real ones where this machine gives them, and plain folders as stand-ins for its files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stabbur.runs.limits.detecting import Level, detect, found
from stabbur.runs.limits.groups import Group

V2 = "29 23 0:26 / {point} rw,relatime - cgroup2 cgroup2 rw\n"
V1 = "30 23 0:27 / {point} rw,relatime - cgroup cgroup rw,{kind}\n"


def test_a_real_group_limits_measures_and_kills_a_whole_tree() -> None:
    level = detect()
    group = Group(level.version, level.parents, f"stabbur-test-{os.getpid()}")
    held = group.make(60_000_000, 0.5)
    assert held == {kind: bool(level.parents.get(kind)) for kind in ("memory", "cpu")}
    try:
        eats = (
            "import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', 'bytearray(150_000_000)'])"
        )
        done = subprocess.run([sys.executable, "-S", "-c", eats], preexec_fn=group.join, check=False)
        assert done.returncode == 0
        assert group.kills() == (1 if held["memory"] else 0)
        assert (group.peak() or 0) <= 60_000_000
        sleeper = subprocess.Popen(["setsid", "sleep", "99.125"], preexec_fn=group.join)
        if level.parents:
            group.kill()
        else:
            sleeper.kill()
        assert sleeper.wait() == -9
    finally:
        group.remove()
    assert not any(Path(folder).exists() for folder in group.folders.values())


@pytest.mark.parametrize("version", [1, 2])
def test_plain_folders_as_stand_in_get_the_files_of_their_version(tmp_path: Path, version: int) -> None:
    group = Group(version, dict.fromkeys(("memory", "cpu", "cpuacct"), str(tmp_path)), "stabbur-1.1")
    assert group.make(1000, 1.5) == {"memory": True, "cpu": True}
    assert group.join() == []
    mine = tmp_path / "stabbur-1.1"
    if version == 2:
        assert (mine / "memory.max").read_text() == "1000"
        assert (mine / "memory.swap.max").read_text() == "0"
        assert (mine / "cpu.max").read_text() == "150000 100000"
        (mine / "memory.peak").write_text("900\n")
        (mine / "memory.events").write_text("low 0\noom 3\noom_kill 2\n")
        group.kill()
        assert (mine / "cgroup.kill").read_text() == "1"
    else:
        assert (mine / "memory.limit_in_bytes").read_text() == "1000"
        assert (mine / "cpu.cfs_quota_us").read_text() == "150000"
        (mine / "memory.max_usage_in_bytes").write_text("900\n")
        (mine / "memory.oom_control").write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 2\n")
    assert (group.peak(), group.kills()) == (900, 2)
    assert group.cpu_seconds() is None  # nobody knows, and that is not nothing
    name, told = (
        ("cpu.stat", "user_usec 1\nusage_usec 2500000\n") if version == 2 else ("cpuacct.usage", "2500000000")
    )
    (mine / name).write_text(told)
    assert group.cpu_seconds() == 2.5
    assert (mine / "cgroup.procs").read_text() == "0"


def test_a_machine_without_groups_limits_each_process() -> None:
    group = Group(0, {}, "none")
    assert group.make(1000, 1.0) == {"memory": False, "cpu": False}
    assert (group.peak(), group.kills(), group.processes()) == (None, 0, [])


def test_version_1_is_used_inside_of_the_groups_that_this_process_is_in(tmp_path: Path) -> None:
    mounts, own = tmp_path / "mounts", tmp_path / "own"
    lines = []
    for kind in ("memory", "cpu"):
        folder = tmp_path / kind / "mine"
        folder.mkdir(parents=True)
        (folder / "cgroup.procs").touch()
        lines.append(V1.format(point=tmp_path / kind, kind=kind))
    mounts.write_text("".join(lines))
    own.write_text("9:memory:/mine\n8:cpu,cpuacct:/mine\n")
    level = found(str(mounts), str(own))
    assert level == Level(1, {"memory": f"{tmp_path}/memory/mine", "cpu": f"{tmp_path}/cpu/mine"})


@pytest.mark.parametrize(
    ("delegated", "limit", "used"),
    [("memory cpu pids", "max", True), ("pids", "max", False), ("memory cpu", "500000", False)],
)
def test_version_2_is_used_above_this_process_where_it_was_given_away(
    tmp_path: Path, delegated: str, limit: str, used: bool
) -> None:
    above = tmp_path / "cgroup" / "stabbur.service"
    (above / "hub").mkdir(parents=True)
    (above / "cgroup.procs").touch()
    (above / "cgroup.controllers").write_text(delegated)
    (above / "cgroup.subtree_control").write_text("")
    (above / "hub" / "memory.max").write_text(limit)  # its own limit is not to be got out of
    mounts, own = tmp_path / "mounts", tmp_path / "own"
    mounts.write_text(V2.format(point=tmp_path / "cgroup"))
    own.write_text("0::/stabbur.service/hub\n")
    level = found(str(mounts), str(own))
    assert level == (Level(2, {"memory": str(above), "cpu": str(above)}) if used else Level())
    assert ("+memory" in (above / "cgroup.subtree_control").read_text()) == used


def test_no_group_is_made_above_the_top(tmp_path: Path) -> None:
    mounts, own = tmp_path / "mounts", tmp_path / "own"
    mounts.write_text(V2.format(point=tmp_path))
    own.write_text("0::/\n")
    assert found(str(mounts), str(own)) == Level()
    assert found(str(tmp_path / "none"), str(tmp_path / "none")) == Level()
