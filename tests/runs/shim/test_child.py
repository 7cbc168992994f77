"""What a run is born into: its group or else a limit of its own, and its place among who goes first."""

import sys
from pathlib import Path

from tests.runs.shim.test_supervising import begin, result


def test_a_run_that_its_group_does_not_let_in_is_limited_by_process_and_told_so(tmp_path: Path) -> None:
    folder, group = tmp_path / "1.1", tmp_path / "stand-in" / "mine"
    (group / "cgroup.procs").mkdir(parents=True)  # nothing can be written to it
    for name in ("memory.max_usage_in_bytes", "cpuacct.usage"):
        (group / name).write_text("1000")
    parents = dict.fromkeys(("memory", "cpu", "cpuacct"), str(group.parent))
    limits = {"version": 1, "parents": parents, "name": "mine"}
    sh = f"{sys.executable} -S -c 'x = bytearray(200_000_000)'"
    begin(folder, sh, memory_bytes=100_000_000, cpu=0.5, limits=limits).wait()
    assert "MemoryError" in (folder / "log").read_text()
    told = result(folder)
    assert told["enforced"] == "memory per process, cpu measured only"
    assert (told["measured"], told["memory_peak"] != 1000, told["cpu_seconds"] > 0.001) == (
        "least",
        True,
        True,
    )


def test_on_a_full_machine_a_run_goes_before_the_worker_that_tells_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    begin(folder, "cat /proc/self/oom_score_adj").wait()
    mine = int(Path("/proc/self/oom_score_adj").read_text())
    assert int((folder / "log").read_text()) == max(mine, 500)
