"""What a fault test needs: a state on each database, workers that can be killed, runs that leave traces."""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from stabbur.runs.queue import reading
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.values import ENDED, NewRun, Run
from stabbur.runs.worker import adopting
from stabbur.runs.worker.working import Worker
from stabbur.state import clock
from stabbur.state.engine import writing
from stabbur.state.tables import pipeline
from tests.runs import working
from tests.runs.migrated import engine, migrated_postgres, migrated_sqlite
from tests.state.conftest import empty, postgres

__all__ = ["Scene", "empty", "engine", "migrated_postgres", "migrated_sqlite", "postgres", "scene"]

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds; a machine that builds other things is slow


class Scene:
    """One state, its workers and what its runs did."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        self.traces = folder / "traces"
        self.workers: list[subprocess.Popen[bytes]] = []

    def add(self, sh: str = ":", **more: Any) -> int:
        """Queue a run that leaves a line when it starts and one when it ends."""
        script = self._script(
            f"echo start $STABBUR_RUN >>{self.traces}; {sh}; x=$?; echo end >>{self.traces}; exit $x"
        )
        known: dict[str, Any] = {
            "project": str(self.folder),
            "actor": "ada",
            "cause": "person",
            "backoff_seconds": 0.1,
        }
        with writing(self.engine) as connection:
            number = add(connection, NewRun(entry=script, **(known | more)))
        assert number is not None
        return number

    def pipeline(self, id: str, sh: str = ":", **more: Any) -> str:
        """Make a pipeline whose runs leave traces."""
        row = {
            "id": id, "project": str(self.folder), "parameters": "{}", "declared": 0, "paused": 0,
            "entry": self._script(f"echo start {id} >>{self.traces}; {sh}; echo end {id} >>{self.traces}"),
            "schedule": "", "timezone": "UTC", "overlap": "queue", "catch_up": "last", "retries": 0,
            "repeat_if_lost": 0, "backoff_seconds": 0.1, "gpu": 0, "launcher": "local", "tell": "{}",
            "created": clock.now(), "actor": "ada",
        }  # fmt: skip
        with writing(self.engine) as connection:
            connection.execute(insert(pipeline).values(**(row | more)))
        return id

    def _script(self, sh: str) -> str:
        file = self.folder / f"{len(list(self.folder.glob('*.sh')))}.sh"
        file.write_text(sh)
        return str(file)

    def worker(self, **options: Any) -> "subprocess.Popen[bytes]":
        """Start a worker that can be killed."""
        address = self.engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.runs.working", address, json.dumps(options)]
        started = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"STABBUR_RUNS__SLOTS": "4"})
        self.workers.append(started)
        return started

    @contextmanager
    def working(self, **options: Any) -> Iterator[Worker]:
        """Let a worker work in a thread of this process."""
        margin = adopting.MARGIN_SECONDS
        made = working.made(self.engine, **options)
        thread = threading.Thread(target=made.work)
        thread.start()
        try:
            yield made
        finally:
            made.stop()
            thread.join(PATIENCE)
            adopting.MARGIN_SECONDS = margin

    def runs(self) -> list[Run]:
        """Return all runs, oldest first."""
        return reading.listed(self.engine, limit=1000)[::-1]

    def states(self) -> list[str]:
        """Return the states of all runs, oldest first."""
        return [one.state for one in self.runs()]

    def until(self, holds: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait until something holds, and fail if it never does."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"never came true; runs: {self.runs()}"
            time.sleep(0.02)

    def ended(self, count: int = 1) -> list[Run]:
        """Wait until so many runs have ended, and return all."""
        self.until(lambda: sum(one in ENDED for one in self.states()) >= count)
        return self.runs()

    def begun(self, count: int = 1) -> None:
        """Wait until so many runs have left their first line."""
        self.until(lambda: self.left()["start"] >= count)

    def left(self) -> Counter[str]:
        """Return how often each kind of line was left."""
        text = self.traces.read_text() if self.traces.exists() else ""
        return Counter(line.split()[0] for line in text.splitlines())

    def launch(self, run: Run) -> Path:
        """Return the folder of a run."""
        return Path(os.environ["STABBUR_HOME"]) / "private" / "runs" / run.mark

    def alive(self, word: str) -> list[int]:
        """Return the processes whose command line holds a word, those of the test itself left out."""
        found = []
        for one in Path("/proc").iterdir():
            try:
                words = (one / "cmdline").read_bytes().split(b"\0") if one.name.isdigit() else []
            except OSError:
                continue
            if word.encode() in words:
                found.append(int(one.name))
        return found

    def clear(self) -> None:
        """Kill the workers, and what their runs left."""
        for one in self.workers:
            one.kill()
            one.wait()
        for run in self.runs():
            if run.state == "running" and self.launch(run).exists():
                (self.launch(run) / "cancel").touch()


@pytest.fixture
def scene(engine: Engine, home: Path, tmp_path: Path) -> Iterator[Scene]:
    """A state whose runs are lines for the shell."""
    made = Scene(engine, tmp_path)
    yield made
    made.clear()
