"""The shim by itself: no worker, no database, only a folder and what is handed over."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import stabbur
from stabbur.runs.launchers import folder as folders
from stabbur.runs.launchers.base import ENDED, RUNNING
from stabbur.runs.limits.detecting import detect
from stabbur.runs.shim.supervising import too_little

SOURCE = Path(stabbur.__file__).parent
SHIM = "runs/shim/start.py"


def begin(
    folder: Path, sh: str, *, masks: tuple[str, ...] = (), source: Path = SOURCE, **job: Any
) -> "subprocess.Popen[bytes]":
    """Start a shim as a launcher does."""
    folders.lay(folder, {"schema": 1, "command": ["/bin/sh", "-c", sh], "grace_seconds": 0.5, **job})
    environment = {"PATH": os.environ["PATH"], "STABBUR_RUN_FOLDER": str(folder)}
    shim = subprocess.Popen(
        [sys.executable, "-I", "-S", str(source / SHIM), str(folder)], stdin=subprocess.PIPE
    )
    assert shim.stdin
    shim.stdin.write(json.dumps({"environment": environment, "masks": masks}).encode())
    shim.stdin.close()
    return shim


def result(folder: Path) -> dict[str, Any]:
    """Return what a shim wrote."""
    told: dict[str, Any] = json.loads((folder / "result.json").read_text())
    return told


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds, and fail if it never does."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_R25_of_twelve_shims_of_one_launch_exactly_one_runs(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    traces = tmp_path / "traces"
    shims = [begin(folder, f"echo x >>{traces}; sleep 0.2") for _ in range(12)]
    assert sorted(one.wait() for one in shims) == [0] + [1] * 11
    assert traces.read_text() == "x\n"
    assert result(folder)["state"] == "succeeded"


def test_a_launch_that_was_forbidden_never_runs(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    folders.forbid(folder)
    assert begin(folder, f"touch {tmp_path}/ran").wait() == 1
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("handed", [b"", b'{"environment": {"PATH"', b"[]", b"{}"])
def test_a_launcher_that_dies_while_it_hands_over_starts_nothing(tmp_path: Path, handed: bytes) -> None:
    folder = tmp_path / "1.1"
    folders.lay(folder, {"command": ["/bin/true"]})
    command = [sys.executable, "-I", "-S", str(SOURCE / SHIM), str(folder)]
    assert subprocess.run(command, input=handed, check=False).returncode == 2
    assert not (folder / "started").exists()


def test_secrets_reach_the_run_and_not_its_log_nor_any_argument(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    shim = begin(folder, "printf 'a hem'; sleep 0.1; printf 'melig b'", masks=("hemmelig",))
    assert shim.wait() == 0
    assert (folder / "log").read_text() == "a ••• b"


def test_an_inherited_ignored_signal_loses_no_exit_code(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        shim = begin(folder, "exit 7")
        until((folder / "result.json").exists)
    finally:
        signal.signal(signal.SIGCHLD, before)
    shim.wait()
    assert result(folder)["exit_code"] == 7


def test_what_a_run_says_of_its_end_is_the_reason(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    begin(folder, f"echo 'cell 4: ZeroDivisionError' >{folder}/reason; exit 1").wait()
    assert result(folder)["reason"] == "cell 4: ZeroDivisionError"


def test_nobody_renews_the_lease_and_the_run_stops_itself(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    # what the run writes beside it is no sign of a worker
    sh = f"for i in $(seq 150); do touch {folder}/mine; rm {folder}/mine; sleep 0.02; done"
    begin(folder, sh, lease_seconds=0.5).wait()
    assert (result(folder)["state"], "renewed" in result(folder)["reason"]) == ("lost", True)


def test_without_groups_what_got_away_is_found_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    sh = f"(env -i setsid sh -c 'echo $$ >{tmp_path}/pid; sleep 66.75' &); while [ ! -s {tmp_path}/pid ]; do :; done"
    begin(folder, sh).wait()
    assert result(folder)["state"] == "succeeded"
    assert not Path("/proc", (tmp_path / "pid").read_text().strip()).exists()


def test_a_small_run_is_not_given_the_memory_of_its_shim(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    begin(folder, "sleep 0.3").wait()
    told = result(folder)
    assert told["measured"] == "least"
    assert told["memory_peak"] is None or told["memory_peak"] < 6_000_000


def test_a_large_run_is_measured_at_least_also_when_what_starts_it_is_larger(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    large = bytearray(300_000_000)  # of this process, whose peak its children inherit
    del large
    begin(folder, f"{sys.executable} -S -c 'x = bytearray(80_000_000)'").wait()
    assert result(folder)["memory_peak"] > 80_000_000


@pytest.mark.parametrize("version", [0, 2])
def test_the_peak_of_a_tree_is_seen_where_no_group_tells_it(tmp_path: Path, version: int) -> None:
    folder, parent = tmp_path / "1.1", tmp_path / "stand-in for a group of a kernel without memory.peak"
    parent.mkdir()
    holds = f"{sys.executable} -S -c 'x = bytearray(50_000_000); print(1, flush=True); input()' 0<>{tmp_path}/wait"
    both = f"mkfifo {tmp_path}/wait; {holds} >{tmp_path}/a & {holds} >{tmp_path}/b &"
    held = f"while [ ! -s {tmp_path}/a ] || [ ! -s {tmp_path}/b ]; do sleep 0.02; done"
    looked = "for one in 1 2 3 4 5; do kill -USR1 $PPID; sleep 0.05; done"
    limits = {"version": version, "parents": {"memory": str(parent)} if version else {}, "name": "mine"}
    begin(folder, f"{both} {held}; {looked}; rm -r '{parent}'", limits=limits).wait()
    assert result(folder)["measured"] == "least"
    assert result(folder)["memory_peak"] > 100_000_000


def test_without_groups_a_process_that_takes_too_much_is_refused_it(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    sh = f"{sys.executable} -S -c 'x = bytearray(200_000_000)'"
    begin(folder, sh, memory_bytes=100_000_000, cpu=0.5).wait()
    assert "MemoryError" in (folder / "log").read_text()
    assert result(folder)["enforced"] == "memory per process, cpu measured only"


def test_the_processor_time_of_the_whole_tree_is_counted(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    burn = f"{sys.executable} -S -c 'import time\nwhile time.process_time() < 0.3: pass'"
    begin(folder, f"(setsid {burn}) & {burn}; wait").wait()
    assert 0.6 <= result(folder)["cpu_seconds"] < 2


@pytest.mark.soak
def test_a_gigabyte_of_output_keeps_its_beginning_and_its_end(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    size = 1_000_000_000 if os.environ.get("STABBUR_SOAK") == "1" else 20_000_000
    begin(
        folder, f"echo first; head -c {size} /dev/zero | tr '\\0' x; echo; echo last", log_bytes=100_000
    ).wait()
    kept = sorted(folder.glob("log*"))
    assert sum(file.stat().st_size for file in kept) <= 100_000
    texts = [file.read_bytes() for file in kept]
    assert any(text.startswith(b"first") for text in texts)
    assert any(text.endswith(b"last\n") for text in texts)


def test_an_upgrade_takes_the_shims_own_files_away_and_the_run_ends_well(tmp_path: Path) -> None:
    old, folder = tmp_path / "old" / "stabbur", tmp_path / "1.1"
    for part in ("__init__.py", "runs/__init__.py", "runs/shim", "runs/limits", "runs/keeping"):
        (old / part).parent.mkdir(parents=True, exist_ok=True)
        if (SOURCE / part).is_dir():
            shutil.copytree(SOURCE / part, old / part)
        else:
            shutil.copy(SOURCE / part, old / part)
    shim = begin(folder, f"while [ ! -e {tmp_path}/go ]; do sleep 0.02; done; echo done; exit 4", source=old)
    until(lambda: folders.seen(folder).state == RUNNING)
    shutil.rmtree(old.parent)
    (tmp_path / "go").touch()
    shim.wait()
    seen = folders.seen(folder)
    assert seen.state == ENDED
    assert seen.outcome
    assert (seen.outcome.state, seen.outcome.exit_code) == ("failed", 4)
    assert (folder / "log").read_text() == "done\n"


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ('{"schema": 9, "state": "succeeded", "exit_code": 0, "new": {"a": 1}}', "succeeded"),
        ('{"schema": 1, "state": "failed"}', "failed"),
        ('{"schema": 9, "state": "evaporated"}', "lost"),
        ('{"schema": 1, "sta', "lost"),
    ],
)
def test_the_result_of_an_older_or_newer_shim_is_understood(tmp_path: Path, written: str, state: str) -> None:
    (tmp_path / "started").touch()
    (tmp_path / "result.json").write_text(written)
    outcome = folders.seen(tmp_path).outcome
    assert outcome
    assert outcome.state == state


def test_time_of_children_that_nobody_waited_for_is_counted_or_the_figure_is_a_least_one(
    tmp_path: Path,
) -> None:
    folder, level = tmp_path / "1.1", detect()
    spends = "import time\nwhile time.process_time() < 0.6: pass"
    child = f"[sys.executable, '-S', '-c', {spends!r}]"
    alone = f"import signal, subprocess, sys; signal.signal(17, signal.SIG_IGN); subprocess.call({child})"
    limits = {"version": level.version, "parents": level.parents, "name": f"stabbur-test-cpu-{os.getpid()}"}
    assert begin(folder, f'exec {sys.executable} -S -c "{alone}"', limits=limits).wait() == 0
    told = result(folder)
    owned = level.version == 2 or {"memory", "cpuacct"} <= level.parents.keys()
    assert told["measured"] == ("tree" if owned else "least")
    assert told["cpu_seconds"] >= 0.6 or not owned, told
    without = tmp_path / "2.1"
    assert begin(without, "true").wait() == 0
    assert result(without)["measured"] == "least"


@pytest.mark.parametrize("letter", ["ø", "€", "\x01", "\U0001f600", '"'])
def test_a_long_reason_in_any_letters_leaves_a_result_that_can_be_read(tmp_path: Path, letter: str) -> None:
    folder = tmp_path / "1.1"
    folder.mkdir()
    (folder / "reason").write_text(letter * 2000, encoding="utf-8")
    assert begin(folder, "exit 3").wait() == 0
    told = result(folder)
    assert (told["state"], told["exit_code"]) == ("failed", 3)
    assert told["reason"].startswith(letter * 1000)
    assert (folder / "result.json").stat().st_size <= 8192


@pytest.mark.parametrize("made", ["mkfifo", "mkdir", "ln -s /etc/passwd"])
def test_no_file_of_a_run_switches_its_timeout_off(tmp_path: Path, made: str) -> None:
    folder = tmp_path / "1.1"
    begun = time.monotonic()
    assert begin(folder, f"{made} {folder}/cancel; sleep 66.25", timeout_seconds=0.5).wait(20) == 0
    assert time.monotonic() - begun < 20
    assert result(folder)["state"] == "timed_out"


@pytest.mark.parametrize("made", ["mkfifo", "mkdir", "ln -s /etc/passwd"])
def test_a_reason_that_is_no_plain_file_is_none(tmp_path: Path, made: str) -> None:
    folder = tmp_path / "1.1"
    assert begin(folder, f"{made} {folder}/reason; exit 3").wait(20) == 0
    assert result(folder)["reason"] == "exit code 3"


@pytest.mark.parametrize(
    "harm",
    [
        "mkdir $F/result.json",
        "mkfifo $F/result.json",
        "rm $F/result.*",
        "for one in $F/result.*; do rm $one; mkdir $one; done",
        'for one in $F/result.*; do rm $one; echo \'{"state":"succeeded"}\' >$one; done',
    ],
)
def test_the_result_is_the_shims_whatever_the_run_put_in_its_place(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "1.1"
    assert begin(folder, f"F={folder}; {harm}; exit 3").wait(20) == 0
    assert (result(folder)["state"], result(folder)["exit_code"]) == ("failed", 3)


def test_a_cancel_that_is_no_text_cancels(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    assert begin(folder, f"printf '\\377\\376' >{folder}/cancel; sleep 66.5").wait(20) == 0
    assert result(folder)["state"] == "cancelled"


def test_a_want_of_memory_is_told_in_megabytes() -> None:
    assert too_little(300_000_000) == "it needed more memory than there was: 300 MB"
    assert too_little(0) == "it needed more memory than there was: no limit"
