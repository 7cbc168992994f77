"""What a run is given on this machine, and that a launch is started once."""

import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.runs.launchers import folder as folders
from stabbur.runs.launchers.base import ENDED, NEVER, RUNNING, Seen
from stabbur.runs.launchers.local import ENTRY, LocalLauncher
from stabbur.runs.queue.values import COLUMNS, Run
from tests.runs.working import shell

EMPTY = dict.fromkeys(COLUMNS)


def run_of(folder: Path, sh: str, **more: object) -> Run:
    """Return a run whose entry is a file for the shell, as a claim gives it."""
    (folder / "entry.sh").write_text(sh)
    known = EMPTY | {"id": 7, "launch": 1, "attempt": 1, "purpose": "run", "state": "running", "token": 1}
    known |= {
        "project": str(folder),
        "entry": str(folder / "entry.sh"),
        "parameters": {"year": 2026},
        "gpu": 0,
    }
    return Run(**(known | more))  # type: ignore[arg-type]


def ended(launcher: LocalLauncher, run: Run) -> Seen:
    """Wait for the end of a launch."""
    end = time.monotonic() + 30
    while (seen := launcher.look(run)).state != ENDED:
        assert time.monotonic() < end
        time.sleep(0.01)
    return seen


@pytest.fixture
def launcher(home: Path) -> LocalLauncher:
    return LocalLauncher(settings.load(), shell, grace_seconds=0.5)


def test_a_run_knows_itself_and_its_times_and_no_secret_of_the_worker(
    launcher: LocalLauncher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABBUR_SECRET_OTHERS", "hidden from runs")
    monkeypatch.setenv("STABBUR_RUN", "3.1")
    monkeypatch.setenv("STABBUR_INTERVAL_END", "of the run around it")
    monkeypatch.setenv("STABBUR_RUNS__SLOTS", "3")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    moment = datetime(2026, 11, 1, 6, tzinfo=UTC)
    # what supervises it has the same person's environment, which the run could read
    sh = "env; grep -ac 'hidden from runs' /proc/$PPID/environ"
    run = run_of(tmp_path, sh, purpose="test", scheduled_at=moment, interval_start=moment)
    launcher.start(run, lease_seconds=0)
    ended(launcher, run)
    folder = folders.of(run)
    assert (folder / "log").read_text().endswith("\n0\n")
    known = dict(line.split("=", 1) for line in (folder / "log").read_text().splitlines() if "=" in line)
    assert known["STABBUR_RUN"] == "7.1"
    assert known["STABBUR_RUN_FOLDER"] == str(folder)
    assert known["STABBUR_TEST_PLACE"] == str(folder / "test")
    assert known["STABBUR_SCHEDULED_AT"] == known["STABBUR_INTERVAL_START"] == "2026-11-01T06:00:00.000000Z"
    assert "STABBUR_INTERVAL_END" not in known
    assert known["STABBUR_RUNS__SLOTS"] == "3"
    assert json.loads(known["STABBUR_PARAMETERS"]) == {"year": 2026}
    assert not {"STABBUR_SECRET_OTHERS", "PYTHONPATH"} & set(known)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_secret_that_the_project_names_is_given_and_masked(
    launcher: LocalLauncher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABBUR_SECRET_DVH_PASSWORD", "correct horse")
    (tmp_path / "stabbur.toml").write_text('[needs]\nsecrets = ["dvh/password"]\n')
    run = run_of(
        tmp_path, 'echo "<$STABBUR_SECRET_DVH_PASSWORD>" | tee out; cat "$STABBUR_RUN_FOLDER/job.json"'
    )
    launcher.start(run, lease_seconds=0)
    ended(launcher, run)
    folder = folders.of(run)
    assert (folder / "out").read_text() == "<correct horse>\n"
    assert (folder / "log").read_text().startswith("<•••>\n")
    (folder / "out").unlink()
    assert not [file for file in folder.iterdir() if b"correct horse" in file.read_bytes()]


def test_a_launch_is_started_once_however_often_it_is_asked_for(
    launcher: LocalLauncher, tmp_path: Path
) -> None:
    run = run_of(tmp_path, f"echo x >>{tmp_path}/traces; sleep 0.2")
    assert launcher.start(run, lease_seconds=0) == launcher.start(run, lease_seconds=0) == "7.1"
    assert LocalLauncher(launcher.settings, shell).start(run, lease_seconds=0) == "7.1"
    ended(launcher, run)
    time.sleep(0.1)
    assert (tmp_path / "traces").read_text() == "x\n"


def test_the_checkout_of_a_run_goes_when_its_end_is_known_and_what_is_kept_stays(
    launcher: LocalLauncher, tmp_path: Path
) -> None:
    run = run_of(tmp_path, "mkdir $STABBUR_RUN_FOLDER/work; touch $STABBUR_RUN_FOLDER/work/file; echo said")
    launcher.start(run, lease_seconds=0)
    ended(launcher, run)
    folder = folders.of(run)
    assert (folder / "work" / "file").is_file()
    launcher.forget(run)
    assert not (folder / "work").exists()
    assert (folder / "log").read_text() == "said\n"


def test_adopting_forbids_what_never_began_and_leaves_alone_what_did(
    launcher: LocalLauncher, tmp_path: Path
) -> None:
    never = run_of(tmp_path, "true")
    assert launcher.adopt(never).state == NEVER
    begun = replace(never, launch=2)
    (tmp_path / "entry.sh").write_text("sleep 30")
    launcher.start(begun, lease_seconds=0)
    end = time.monotonic() + 30
    while launcher.look(begun).state != RUNNING:
        assert time.monotonic() < end
    assert LocalLauncher(launcher.settings).adopt(begun).state == RUNNING
    launcher.cancel(begun, "enough")
    outcome = ended(launcher, begun).outcome
    assert outcome
    assert (outcome.state, outcome.reason) == ("cancelled", "enough")
    launcher.forget(begun)


def test_without_a_command_the_entry_of_the_project_is_run(home: Path, tmp_path: Path) -> None:
    launcher = LocalLauncher.open(settings.load())
    run = run_of(tmp_path, "true")
    assert launcher.command(run, tmp_path)[-2:] == [str(ENTRY), str(tmp_path)]
    assert ENTRY.is_file()
    job = launcher._job(replace(run, memory_bytes=5, timeout_seconds=None), folders.of(run), 3.0)
    assert (job["timeout_seconds"], job["memory_bytes"], job["lease_seconds"]) == (86_400.0, 5, 3.0)
    assert job["limits"]["name"].startswith("stabbur-7.1-")
    assert job["home"] == os.environ["STABBUR_HOME"]


@pytest.mark.parametrize("harm", ["rm $F/started", "rm -r $F/*", "rm -r $F", "rm -r $F/*; rm $F/.[a-z]*"])
def test_a_run_that_takes_its_files_away_is_not_started_again(
    launcher: LocalLauncher, tmp_path: Path, harm: str
) -> None:
    run = run_of(tmp_path, f"F=$STABBUR_RUN_FOLDER; {harm}; sleep 0.3; exit 3")
    launcher.start(run, lease_seconds=0)
    outcome = ended(launcher, run).outcome
    assert outcome
    assert outcome.state in ("failed", "lost")


def test_a_launch_whose_beginning_was_taken_away_is_not_begun_by_the_next_worker(
    launcher: LocalLauncher, home: Path, tmp_path: Path
) -> None:
    run = run_of(tmp_path, "rm $STABBUR_RUN_FOLDER/started; echo x; sleep 0.5; exit 3")
    launcher.start(run, lease_seconds=0)
    folder = folders.of(run)
    while not (folder / "log").exists() or not (folder / "log").read_text():
        time.sleep(0.01)
    after = LocalLauncher(settings.load(), shell)
    assert after.start(run, lease_seconds=0) == run.mark
    assert after.adopt(run).state == RUNNING
    outcome = ended(launcher, run).outcome
    assert outcome
    assert (outcome.state, outcome.exit_code) == ("failed", 3)
