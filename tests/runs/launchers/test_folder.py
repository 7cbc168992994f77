"""What a run's folder tells, and what is done with it from outside."""

import fcntl
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stabbur.errors import Unavailable
from stabbur.runs.launchers import folder as folders
from stabbur.runs.launchers.base import ENDED, NEVER, RUNNING, STARTING
from tests.runs.shim.test_supervising import begin, until


def test_a_killed_shim_without_groups_leaves_a_tree_that_is_found_by_its_mark(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    shim = begin(folder, f"(setsid sh -c 'echo $$ >{tmp_path}/pid; sleep 65.25' &); sleep 65.5")
    until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().endswith("\n"))
    left = Path("/proc", (tmp_path / "pid").read_text().strip())
    assert folders.supervisor(folder) == shim.pid
    shim.send_signal(signal.SIGKILL)
    shim.wait()
    seen = folders.seen(folder)
    assert seen.state == ENDED
    assert seen.outcome
    assert seen.outcome.state == "lost"
    assert left.exists()
    folders.clear(folder)
    until(lambda: not left.exists() or "Z" in (left / "stat").read_text().split()[2])
    assert folders.supervisor(folder) is None


def test_a_mark_is_of_one_installation_and_not_of_another_with_the_same_numbers(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine" / "1.1", tmp_path / "other" / "1.1"
    shim = begin(other, "sleep 65.75")
    until(lambda: folders.seen(other).state == RUNNING)
    mine.mkdir(parents=True)
    folders.clear(mine)
    assert shim.poll() is None
    folders.ask_to_end(other, "enough")
    assert shim.wait() == 0
    outcome = folders.seen(other).outcome
    assert outcome
    assert outcome.reason == "enough"


def test_files_tell_step_by_step_what_became_of_a_launch(tmp_path: Path) -> None:
    folder = tmp_path / "1.1"
    folders.lay(folder, {"command": ["true"]})
    assert folders.seen(folder).state == STARTING
    assert folders.forbid(folder).state == NEVER
    assert folders.forbid(folder).state == ENDED  # by whoever looks again: nobody lives who could start it
    before = (folder / "beat").stat().st_mtime_ns
    time.sleep(0.02)
    folders.beat(folder)
    assert (folder / "beat").stat().st_mtime_ns > before
    folders.beat(tmp_path / "gone")


@pytest.mark.only_as("user")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o500)
    with pytest.raises(Unavailable):
        folders.lay(tmp_path / "1.1", {})


@pytest.mark.only_as("root")
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable):
        folders.lay(tmp_path / "file" / "1.1", {})


NUMBERS = ("exit_code", "cpu_seconds", "memory_peak", "kills")
TEXTS = ("reason", "measured", "enforced")


@pytest.mark.parametrize(
    "text", ["[]", "7", '"x"', "null", "{", "[" * 100_000, "\udcff", "{}", '{"state": []}']
)
def test_a_result_that_somebody_else_wrote_makes_a_lost_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "started").touch()
    (tmp_path / "result.json").write_bytes(text.encode(errors="surrogateescape"))
    outcome = folders.seen(tmp_path).outcome
    assert outcome
    assert outcome.state == "lost"


@pytest.mark.parametrize("value", ["x", [], {}, 1e400, 10**30, -(10**30), None])
def test_figures_that_no_database_takes_are_none(tmp_path: Path, value: object) -> None:
    (tmp_path / "started").touch()
    told = dict.fromkeys(NUMBERS, value) | {"state": "succeeded"}
    (tmp_path / "result.json").write_text(json.dumps(told))
    outcome = folders.seen(tmp_path).outcome
    assert outcome
    assert outcome.state == "succeeded"
    assert {getattr(outcome, name) for name in NUMBERS} <= {None, float(10**30), -float(10**30)}


def test_texts_that_no_database_takes_are_made_so(tmp_path: Path) -> None:
    (tmp_path / "started").touch()
    told = dict.fromkeys(TEXTS, "a\0b\ud800" * 5000) | {"state": "failed"}
    (tmp_path / "result.json").write_text(json.dumps(told))
    outcome = folders.seen(tmp_path).outcome
    assert outcome
    for name in TEXTS:
        assert getattr(outcome, name).startswith("ab?ab?")
    assert len(outcome.measured or "") == 10


@pytest.mark.parametrize("text", ["ø", "9" * 5000, "-1", ""])
def test_a_beginning_that_somebody_else_wrote_is_no_process(tmp_path: Path, text: str) -> None:
    started = tmp_path / "started"
    started.write_text(text, encoding="utf-8")
    with started.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert folders.supervisor(tmp_path) is None


@pytest.mark.parametrize(
    "harm",
    [
        "rm $F/started",
        "rm $F/started; touch $F/started",
        "rm $F/started; mkfifo $F/started",
        "rm $F/started; mkdir $F/started",
        "rm $F/started; ln -s /nowhere $F/started",
        "chmod 0 $F/started",
        "echo 999999999999999999999999999999 >$F/started",
        "printf '\\377\\377' >$F/started",
        "printf $TESTS >$F/started",
        "true",
    ],
)
def test_a_run_is_over_when_its_shim_says_so_whatever_it_does_to_its_files(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "1.1"
    forged = '{"state": "succeeded", "exit_code": 0}'
    sh = f"F={folder} TESTS={os.getpid()}; {harm}; echo '{forged}' >$F/result.json; touch {tmp_path}/done; sleep 0.5; exit 3"
    shim = begin(folder, sh)
    until((tmp_path / "done").exists)
    assert folders.seen(folder).state == RUNNING
    assert folders.supervisor(folder) == shim.pid
    assert shim.wait() == 0
    outcome = folders.seen(folder).outcome
    assert outcome
    assert (outcome.state, outcome.exit_code) == ("failed", 3)
    assert folders.supervisor(folder) is None


@pytest.mark.parametrize("made", [os.mkfifo, os.mkdir, lambda file: os.symlink("/etc/passwd", file)])
def test_nothing_that_a_run_makes_keeps_it_from_being_cancelled(
    tmp_path: Path, made: Callable[[str], None]
) -> None:
    folder = tmp_path / "1.1"
    shim = begin(folder, "sleep 66.75")
    until(lambda: folders.seen(folder).state == RUNNING)
    for name in ("cancel", "cancel.part"):
        made(f"{folder}/{name}")
    folders.ask_to_end(folder, "enough")
    assert shim.wait(20) == 0
    outcome = folders.seen(folder).outcome
    assert outcome
    assert (outcome.state, outcome.reason) == ("cancelled", "enough")


@pytest.mark.parametrize("text", ["[]", "7", "[" * 100_000, '{"limits": []}', '{"limits": {"version": {}}}'])
def test_a_job_that_the_run_wrote_anew_is_cleared_away_all_the_same(tmp_path: Path, text: str) -> None:
    beside = tmp_path / "7.1"
    for folder in (beside, tmp_path / "spare-1"):
        folder.mkdir()
    (beside / "job.json").write_text(text)
    folders.clear(beside)
    assert {one.name for one in tmp_path.iterdir()} == {"7.1", "spare-1"}, "nothing else goes by what it says"
