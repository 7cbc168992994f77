"""A run that a waiting kernel takes is what it would have been, and ends as it would have ended."""

import fcntl
import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.runs.launchers import folder as folders
from stabbur.runs.launchers import local, spare, surroundings
from stabbur.runs.launchers.base import NEVER, RUNNING
from stabbur.runs.launchers.local import LocalLauncher
from stabbur.runs.launchers.spare import Spare
from stabbur.runs.limits.detecting import Level
from stabbur.runs.shim import tree
from tests.runs.execution.conftest import write_notebook
from tests.runs.launchers.conftest import clicked, ended, of, until

SEES = """
import json, os, resource, sys
told = {"environ": dict(os.environ), "cwd": os.getcwd(), "path": sys.path, "names": sorted(dir()), "year": year}
told |= {"session": __session__, "dirs": [str(one) for one in _dh], "in": In, "nice": os.nice(0)}
told |= {"shares": [one for one in open("/proc/self/oom_score_adj")], "mask": os.umask(0o77)}
open(os.environ["STABBUR_RUN_FOLDER"] + "/told", "w").write(json.dumps(told))
print("<" + os.environ["STABBUR_SECRET_DVH_PASSWORD"] + ">")
"""
# the last is of the shell that stands for the project's Python here
DIFFERS = {"STABBUR_RUN", "STABBUR_RUN_FOLDER", "JPY_PARENT_PID", "PWD"}
TREE = """
import subprocess, time
subprocess.Popen(["sleep", "377"], start_new_session=True)
subprocess.Popen(["sleep", "377"], start_new_session=True, env={})
print("begun", flush=True)
time.sleep(300)
"""


def log(run: object) -> str:
    file = folders.of(run) / "log"  # type: ignore[arg-type]
    return file.read_text() if file.exists() else ""


def test_a_run_sees_the_same_as_in_a_kernel_of_its_own_and_no_secret_is_written(
    small: Path, warm: LocalLauncher, waiting: Spare, monkeypatch: pytest.MonkeyPatch
) -> None:
    (small / "stabbur.toml").write_text('[needs]\nsecrets = ["dvh/password"]\n')
    monkeypatch.setenv("STABBUR_SECRET_DVH_PASSWORD", "correct horse")
    write_notebook(small / "n" / "a.ipynb", SEES, parameters="year: int = 2000")
    told = []
    most: dict[str, object] = {"memory_bytes": 2_000_000_000, "cpu": 2.0}
    for id, launcher in ((7, LocalLauncher(settings.load())), (8, warm)):
        run = clicked(small, "n/a.ipynb", id, parameters={"year": 2026}, **most)
        launcher.start(run, lease_seconds=0)
        outcome = ended(launcher, run)
        assert (outcome.state, outcome.reason) == ("succeeded", None), log(run)
        assert outcome.memory_peak
        assert outcome.cpu_seconds
        folder = folders.of(run)
        assert json.loads((folder / "job.json").read_text()).get("spare") == (
            waiting.folder.name if id == 8 else None
        )
        told.append(json.loads((folder / "told").read_text()))
        told[-1] |= {"enforced": outcome.enforced, "measured": outcome.measured}
        (folder / "told").unlink()
        assert "<•••>\n" in log(run)
        assert not [one for one in folder.iterdir() if b"correct horse" in one.read_bytes()]
        assert (folder / "notebook-without-code.html").is_file()
    cold, by_spare = told
    assert waiting.begun
    assert by_spare["environ"]["STABBUR_RUN"] == "8.1"
    assert by_spare["environ"]["STABBUR_RUN_FOLDER"] == str(folders.of(run))
    for one in told:
        one["environ"] = {key: value for key, value in one["environ"].items() if key not in DIFFERS}
    assert by_spare["environ"] == cold["environ"]
    assert by_spare == cold
    assert cold["year"] == 2026
    assert not waiting.folder.exists()
    assert not of(waiting.folder.name)


def test_a_limit_holds_before_the_first_cell_where_no_group_holds_it(
    small: Path, warm: LocalLauncher, waiting: Spare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "detect", Level)
    write_notebook(small / "a.ipynb", "held = bytearray(900_000_000)\nprint('more than it may')")
    run = clicked(small, "a.ipynb", memory_bytes=400_000_000)
    warm.start(run, lease_seconds=0)
    outcome = ended(warm, run)
    assert waiting.begun
    assert (outcome.state, outcome.enforced) == ("failed", "memory per process")
    assert "more than it may\n" not in log(run)


@pytest.mark.parametrize("how", ["timed_out", "lost"])
def test_the_whole_tree_goes_however_the_run_is_ended(
    small: Path, warm: LocalLauncher, waiting: Spare, how: str
) -> None:
    write_notebook(small / "a.ipynb", TREE)
    run = clicked(small, "a.ipynb", timeout_seconds=1.5 if how == "timed_out" else 600.0)
    warm.start(run, lease_seconds=0)
    until(lambda: log(run) == "begun\n")
    # by any worker, as when the one that started it was killed
    assert LocalLauncher(warm.settings).adopt(run).state == RUNNING
    shim = folders.supervisor(folders.of(run))
    assert shim == waiting.process.pid
    below = tree.descendants(shim)
    if how == "lost":
        os.kill(shim, signal.SIGKILL)
    outcome = ended(warm, run)
    assert outcome.state == how
    assert len(below) >= 4
    until(lambda: not any(Path(f"/proc/{one}/cmdline").exists() and _lives(one) for one in below))
    assert not waiting.folder.exists()


def _lives(process: int) -> bool:
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())
    except OSError:
        return False


def test_a_run_starts_without_it_when_it_does_not_answer(
    small: Path, warm: LocalLauncher, waiting: Spare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spare, "ANSWER_SECONDS", 0.3)
    waiting.door.settimeout(0.3)
    write_notebook(small / "a.ipynb", "print('ran')")
    os.kill(tree.descendants(waiting.process.pid)[-1], signal.SIGSTOP)
    run = clicked(small, "a.ipynb")
    warm.start(run, lease_seconds=0)
    assert ended(warm, run).state == "succeeded", log(run)
    assert log(run) == "ran\n"
    assert "spare" not in json.loads((folders.of(run) / "job.json").read_text())
    assert not waiting.begun
    assert not waiting.folder.exists()
    until(lambda: not of(waiting.folder.name))


def test_a_launch_whose_worker_died_before_it_was_told_to_begin_never_does(
    small: Path, warm: LocalLauncher, waiting: Spare
) -> None:
    write_notebook(small / "a.ipynb", "print('ran')")
    run = clicked(small, "a.ipynb")
    folders.lay(folders.of(run), warm._job(run, folders.of(run), 0.0) | {"spare": waiting.folder.name})
    given = surroundings.given(run, folders.of(run))
    waiting._hand(folders.of(run), given)
    assert waiting.door.recv(64) == b"ready"
    waiting.door.close()
    assert LocalLauncher(warm.settings).adopt(run).state == NEVER
    waiting.process.wait(30)
    assert log(run) == ""
    assert not waiting.folder.exists()


def test_one_is_made_of_what_its_kernel_loads_and_not_where_a_person_has_more_loaded(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    before = spare.made_of(str(small))
    assert before == spare.made_of(str(small))
    (small / ".venv" / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    assert before != spare.made_of(str(small))
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "first.py").write_text("import os")
    assert spare.made_of(str(small)) is None


@pytest.mark.parametrize("named", ["../kept", "spare-1/../../kept", "kept", None, 7])
def test_a_run_names_nothing_that_is_taken_away_with_it(home: Path, named: object) -> None:
    run = clicked(home, "a.ipynb")
    kept = folders.of(run).parent / "kept"
    kept.mkdir(parents=True)
    (kept.parent.parent / "kept").mkdir()
    folders.lay(folders.of(run), {"spare": named, "limits": {"version": 0, "parents": {}, "name": "x"}})
    folders.clear(folders.of(run))
    assert kept.is_dir()
    assert (kept.parent.parent / "kept").is_dir()


def test_what_a_killed_worker_and_its_shim_left_is_cleared_and_what_is_held_is_not(home: Path) -> None:
    dead, held, new = (settings.private() / "runs" / f"spare-{name}" for name in ("dead", "held", "new"))
    for folder in (dead, held, new):
        folder.mkdir(parents=True)
    (dead / "held").touch()
    child = subprocess.Popen(["sleep", "300"], env={"STABBUR_RUN_FOLDER": str(dead)})
    with (held / "held").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        spare.clear_left()
    assert child.wait(10) == -signal.SIGKILL
    assert [one.is_dir() for one in (dead, held, new)] == [False, True, True]
