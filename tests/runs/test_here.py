"""A run at the prompt: under its own shim, shown as it goes on, and in the state like every other."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import Engine

from stabbur import settings
from stabbur.errors import Unavailable
from stabbur.runs import here
from stabbur.runs.queue import claiming, finishing, reading
from stabbur.runs.queue.cancelling import cancel
from stabbur.runs.queue.values import Run
from stabbur.runs.starting import NONE, Limits, asked
from tests.runs.execution.conftest import small, write_notebook

__all__ = ["small"]


class Seen:
    """What a person saw."""

    def __init__(self) -> None:
        self.log, self.said = "", list[str]()

    def run(self, entry: str, limits: Limits = NONE) -> Run:
        return here.run_here(asked(entry, limits=limits), log=self._more, say=self.said.append)

    def _more(self, text: str) -> None:
        self.log += text


@pytest.fixture
def root(small: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small project, stood in, on each database."""
    monkeypatch.chdir(small)
    monkeypatch.setattr(here, "opened", lambda _: engine)
    return small


def test_script_is_shown_and_kept(root: Path, engine: Engine) -> None:
    (root / "a.py").write_text("import os\nprint('hei', os.environ['STABBUR_RUN'])")
    seen = Seen()
    run = seen.run("a.py")
    assert (run.state, run.exit_code, seen.log) == ("succeeded", 0, f"hei {run.mark}\n")
    assert seen.said == [f"run {run.id}: a.py as it lies in the folder"]
    assert [one.kind for one in reading.history(engine, run.id)] == ["queued", "running", "succeeded"]
    assert here.ending(run).startswith(f"run {run.id} succeeded in ")
    assert here.told(run)["state"] == "succeeded"


def test_notebook_shows_its_cells(root: Path) -> None:
    write_notebook(root / "a.ipynb", "# Read\nprint('one')", "raise OSError")
    seen = Seen()
    run = seen.run("a.ipynb")
    assert (run.state, run.exit_code) == ("failed", 1)
    assert run.reason == "cell 2 failed with OSError in line 1: raise OSError"
    assert seen.said[1].startswith("cell 1 succeeded in ")
    assert seen.said[1].endswith(" s (1 of 2): # Read")
    assert seen.said[2].startswith("cell 2 failed in ")
    assert run.report
    assert [one["state"] for one in run.report["cells"]] == ["succeeded", "failed"]


def test_entry_that_never_ends_is_ended_in_time(root: Path) -> None:
    (root / "a.py").write_text("import time\nprint('begun', flush=True)\ntime.sleep(600)")
    seen = Seen()
    run = seen.run("a.py", Limits(timeout_seconds=1.5))
    assert (run.state, seen.log) == ("timed_out", "begun\n")
    assert run.reason == "it ran more than 1.5 s"


def test_ctrl_c_ends_the_whole_tree(root: Path, engine: Engine) -> None:
    (root / "a.py").write_text(
        "import subprocess, time\n"
        "subprocess.Popen(['sleep', '600.25'], start_new_session=True)\n"
        "print('begun', flush=True)\ntime.sleep(600)"
    )
    seen = Seen()

    def stop() -> None:
        while "begun" not in seen.log:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=stop, daemon=True).start()
    run = seen.run("a.py")
    assert (run.state, run.cancel) == ("cancelled", True)
    assert "stopping: its whole tree is asked to end" in seen.said
    left = subprocess.run(["pgrep", "-f", "sleep 600.25"], capture_output=True, check=False)
    assert left.returncode == 1


def test_another_who_cancels_it_is_heard(root: Path, engine: Engine) -> None:
    (root / "a.py").write_text("import time\nprint('begun', flush=True)\ntime.sleep(600)")
    seen = Seen()

    def stop() -> None:
        while "begun" not in seen.log:
            time.sleep(0.05)
        cancel(engine, reading.listed(engine)[0].id, "ola", "too late")

    threading.Thread(target=stop, daemon=True).start()
    run = seen.run("a.py")
    assert (run.state, run.reason) == ("cancelled", "cancelled by ola: too late")


def test_log_of_a_gigabyte_in_small_keeps_beginning_and_end(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABBUR_RUNS__LOG_BYTES", "100000")
    (root / "a.py").write_text("print('first')\nfor _ in range(20):\n    print('x' * 500_000)\nprint('last')")
    seen = Seen()
    run = seen.run("a.py")
    kept = sum(file.stat().st_size for file in (settings.private() / "runs" / run.mark).glob("log*"))
    assert run.state == "succeeded"
    assert kept <= 100_000
    assert seen.log.startswith("first\n")
    assert seen.log.endswith("last\n")
    assert "bytes left out" in seen.log


def test_state_that_is_away_for_a_while_ends_no_run(
    root: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = root / "go"
    (root / "a.py").write_text(
        "import os, time\nprint('begun', flush=True)\nwhile not os.path.exists('go'):\n    time.sleep(0.05)"
    )
    away = Unavailable("the state did not answer", hint="stabbur doctor", code="state-unavailable")
    asked_of = list[str]()
    _twice_away(monkeypatch, claiming, "heartbeat", asked_of, away)
    _twice_away(monkeypatch, finishing, "finish", asked_of, away)
    monkeypatch.setattr(claiming, "BEAT_SECONDS", 0.1)

    def let_go() -> None:
        while asked_of.count("heartbeat") < 4:
            time.sleep(0.05)
        go.touch()

    threading.Thread(target=let_go, daemon=True).start()
    seen = Seen()
    run = seen.run("a.py")
    assert (run.state, seen.log) == ("succeeded", "begun\n")
    assert [one.kind for one in reading.history(engine, run.id)] == ["queued", "running", "succeeded"]
    assert asked_of.count("finish") == 3


def _twice_away(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, asked_of: list[str], error: Exception
) -> None:
    real = getattr(module, name)

    def answer(*given: object, **more: object) -> object:
        asked_of.append(name)
        if asked_of.count(name) <= 2:
            raise error
        return real(*given, **more)

    monkeypatch.setattr(module, name, answer)
